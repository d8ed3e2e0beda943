"""Hold the scores of two gradebooks against each other and against what each answer has earned, cell by cell."""

import json
from dataclasses import dataclass
from typing import Any

from courses import Course, points
from submissions import ASSIGNMENT, student


@dataclass(frozen=True)
class Difference:
    """A score cell whose two scores, or whose score and what was earned, are not the same."""

    student: str
    item: str
    stock: float | None
    ours: float | None
    earned: float | None
    reason: str


def scores(course: Course) -> dict[tuple[str, str], float | None]:
    """Return every score of a gradebook by student and item; None where a person has yet to mark."""
    from nbgrader.api import Gradebook

    found: dict[tuple[str, str], float | None] = {}
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    item = grade.name.removesuffix("-check")
                    waits = grade.needs_manual_grade and grade.manual_score is None
                    found[submission.student_id, item] = None if waits else grade.score
    return found


def differences(stock: Course, ours: Course, class_size: int) -> list[Difference]:
    """Return what is not the same in two graded courses of so many students, with the reason where it is known."""
    first, second = scores(stock), scores(ours)
    found = []
    for number in range(class_size):
        who = student(number)
        earned: dict[str, float | None] = {**who.earned(points()), "b1-reflection": None}
        for item, deserved in earned.items():
            place = (who.id, item)
            given = [table.get(place, float("nan")) for table in (first, second)]
            if given == [deserved, deserved]:
                continue
            reason = _reason(stock, ours, who.id, item, given, deserved)
            found.append(Difference(who.id, item, given[0], given[1], deserved, reason))
    return found


def _reason(
    stock: Course, ours: Course, who: str, item: str, given: list[float | None], deserved: float | None
) -> str:
    """Say why a score is not what was earned; which side is wrong is plain, since what was earned is known."""
    wrong = [course for course, score in zip((stock, ours), given, strict=True) if score != deserved]
    said = []
    for course in wrong:
        cell = _cell(course, who, f"{item}-check")
        kinds = {output["output_type"]: output for output in cell.get("outputs", [])}
        if cell.get("missing"):
            why = "it was not graded"
        elif any(o.get("name") == "stderr" for o in cell["outputs"]) and "error" not in kinds:
            why = "a library's warning on the error stream makes the score 0"
        elif "error" in kinds:
            why = f"the score's cell ended with {kinds['error']['ename']}"
        else:
            why = "not explained"
        said.append(f"{course.whose} is wrong: {why}")
    return "; ".join(said)


def _cell(course: Course, who: str, name: str) -> dict[str, Any]:
    file = course.graded(who)
    if file.is_file():
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
                return dict(cell)
    return {"missing": True, "outputs": []}
