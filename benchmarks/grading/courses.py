"""Two courses with the same assignment and the same submissions: one of stock nbgrader, one of ours."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from submissions import ASSIGNMENT, hand_in, student

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
BIN: Final = Path(sys.executable).parent
Whose = Literal["stock", "ours"]

# nbgrader as it is installed: nothing is set but the course's name.
STOCK_CONFIG: Final = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'


@dataclass(frozen=True)
class Course:
    """A course folder, and where in it things lie."""

    whose: Whose
    root: Path

    @property
    def data(self) -> Path:
        """Where the students' work and the gradebook lie."""
        return self.root if self.whose == "stock" else self.root / "gradebook"

    @property
    def gradebook(self) -> Path:
        """The gradebook's file."""
        return self.data / "gradebook.db"

    def graded(self, who: str) -> Path:
        """Return a student's graded notebook."""
        return self.data / "autograded" / who / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def feedback(self, who: str) -> Path:
        """Return a student's feedback."""
        return self.data / "feedback" / who / ASSIGNMENT / f"{ASSIGNMENT}.html"

    def copy(self, to: Path) -> "Course":
        """Copy the course, so that a run starts from what was prepared."""
        if to.exists():
            # nbgrader makes graded files read-only.
            shutil.rmtree(to)
        shutil.copytree(self.root, to)
        for config in to.glob("*.py"):
            # A gradebook that is named by its whole path belongs to the copy.
            config.write_text(
                config.read_text(encoding="utf-8").replace(str(self.root), str(to)), encoding="utf-8"
            )
        return Course(self.whose, to)


def points() -> dict[str, float]:
    """Return what each item is worth that a program scores."""
    source = json.loads(
        (HERE / "assignment" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    )
    marks = [cell["metadata"].get("nbgrader", {}) for cell in source["cells"]]
    return {
        m["grade_id"].removesuffix("-check"): float(m["points"])
        for m in marks
        if m.get("points") and not m["solution"]
    }


def _run(*words: str, cwd: Path) -> None:
    done = subprocess.run(
        [str(BIN / words[0]), *words[1:]], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed in {cwd}:\n{done.stdout}{done.stderr}")


def prepare(whose: Whose, to: Path, class_size: int, release: Path | None = None) -> Course:
    """Make a course with the assignment released and a class's work handed in; nothing is graded yet.

    The class works on `release`, or on the course's own: blanks read otherwise in stock's, and every student fills
    all of them in, so that one class's work can be graded in both.
    """
    course = Course(whose, to)
    if (to / "ready").is_file():
        return course
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(HERE / "assignment" / ASSIGNMENT, to / "source" / ASSIGNMENT)
    if whose == "stock":
        (to / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
        _run("nbgrader", "generate_assignment", ASSIGNMENT, cwd=to)
    else:
        shutil.copy2(ROOT / "nbgrader_config.py", to)
        (to / "autograde" / "keys").mkdir(parents=True)
        shutil.copy2(HERE / "assignment" / f"{ASSIGNMENT}.yaml", to / "autograde" / "keys")
        (to / "autograde" / "keys" / "misconceptions.yaml").write_text("[]\n", encoding="utf-8")
        _run("alliance-grader", "build", ASSIGNMENT, cwd=to)
    worked_on = (release or to / "release") / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    released = json.loads(worked_on.read_text(encoding="utf-8"))
    figure = _figure()
    for number in range(class_size):
        who = student(number)
        hand_in(released, who, course.data / "submitted" / who.id / ASSIGNMENT, figure)
    (to / "ready").touch()
    return course


def same_work(one: Course, other: Course) -> bool:
    """Tell whether two courses hold the same submissions, to the byte."""
    found = [
        {path.relative_to(c.data): path.read_bytes() for path in (c.data / "submitted").rglob("*.ipynb")}
        for c in (one, other)
    ]
    return found[0] == found[1]


def _figure() -> dict[str, Any]:
    """Return what a plotly figure of the assignment's size leaves in a notebook that a student ran."""
    import plotly.express as px

    lines = {f"C{number:02d}": [3.0 + 0.01 * number * step for step in range(16)] for number in range(1, 13)}
    made: dict[str, Any] = json.loads(px.line(lines).to_json())
    return made
