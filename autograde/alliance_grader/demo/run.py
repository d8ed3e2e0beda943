"""Run the demonstration in a copy of the course, so that nobody's real gradebook is touched."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.course import CONFIG
from alliance_grader.demo.students import hand_in, simulated_class
from alliance_grader.gradebook import data_folder, open_api, open_gradebook
from alliance_grader.results import ClassResults
from alliance_grader.terminal import console, watch_feedback, watch_grading


def prepare(root: Path) -> Path:
    """Make the demonstration's own course under ``gradebook/demo``, without anybody's work in it."""
    place = data_folder(root) / "demo"
    if place.exists():
        shutil.rmtree(place)
    copy_course(root, place)
    return place


def copy_course(root: Path, place: Path) -> None:
    """Copy what a course needs to build and to grade, without anybody's work."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy2(root / CONFIG, place)
    for folder in (Path("source"), Path("autograde", "keys")):
        shutil.copytree(root / folder, place / folder)


def run_demo(root: Path, assignment: str) -> tuple[Path, ClassResults]:
    """Build, hand in, grade and give feedback.

    Returns
    -------
    Path
        The demonstration's course folder.
    ClassResults
        What the class got.
    """
    console.print(f"[bold]1[/] Building {assignment} for the students")
    place = prepare(root)
    build(place, assignment)

    class_ = simulated_class(root, assignment)
    due = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    console.print(f"[bold]2[/] {len(class_.students)} simulated students work on it and hand it in")
    with open_gradebook(open_api(place)) as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=due.replace(tzinfo=None))
        for student in class_.students:
            first, _, last = student.name.partition(" ")
            gradebook.update_or_create_student(student.id, first_name=first, last_name=last)
    for student in class_.students:
        hand_in(place, assignment, student, class_.kinds[student.kind], due)

    everybody = [student.id for student in class_.students]
    outcomes = watch_grading(place, assignment, everybody, what="[bold]3[/] Grading")
    graded = [outcome.student for outcome in outcomes if outcome.status == "graded"]
    watch_feedback(place, assignment, graded, what="[bold]4[/] Feedback")
    return place, class_results(place, assignment)
