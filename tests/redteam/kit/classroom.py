"""A course to attack: a copy of this one with a second assignment, planted secrets and honest neighbours."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kit.catalogue import Attack
from kit.notebooks import A2, T1, Release, right_answers, write
from kit.scene import Scene

ROOT: Final = Path(__file__).parents[3]
ASSIGNMENTS: Final = (A2, T1)
NEIGHBOURS: Final = ("aaron", "in-the-middle", "zoe")
"""Honest students before, between and after the attackers, who are called after their family."""

STOCK_CONFIG: Final = """\
c = get_config()
c.CourseDirectory.course_id = "alliance"
c.CourseDirectory.root = {root!r}
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.CourseDirectory.autograded_directory = "gradebook/autograded"
c.CourseDirectory.feedback_directory = "gradebook/feedback"
c.CourseDirectory.db_url = "sqlite:///{root}/gradebook/gradebook.db"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__"]
c.ClearSolutions.code_stub = {{"python": "# your answer"}}
c.ClearMarkScheme.enforce_metadata = False
c.Execute.timeout = 10
"""
"""nbgrader as it comes, but for where things lie, what a blank says and a shorter time limit."""


@dataclass(frozen=True)
class Classroom:
    """A course with its secrets.

    Attributes
    ----------
    place : Path
        The folder of this classroom: the course and its instructor's home lie in it.
    secrets : dict of str to str
        What was planted where.
    """

    place: Path
    secrets: dict[str, str]

    @property
    def course(self) -> Path:
        """The course's root."""
        return self.place / "course"

    @property
    def home(self) -> Path:
        """The home of the instructor who grades."""
        return self.place / "home"

    def scene(self, attack: Attack, port: int) -> Scene:
        """Return the scene of an attack."""
        return Scene(self.course, attack.assignment, attack.student, port, "alliance-red-team")

    def release(self, assignment: str) -> Release:
        """Return a fresh copy of a release."""
        path = self.course / "release" / assignment / f"{assignment}.ipynb"
        made: Release = json.loads(path.read_text(encoding="utf-8"))
        return made

    def environment(self) -> dict[str, str]:
        """Return the environment of the one who grades, with a secret in it."""
        kept = {name: os.environ[name] for name in ("LANG", "TERM", "PYTHONPATH") if name in os.environ}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.home),
            "ALLIANCE_COURSE": str(self.course),
            "GRADEBOOK_PASSWORD": self.secrets["environment"],
            "PYTHONDONTWRITEBYTECODE": "1",
            # The report draws; no attack is to hide among the fonts that it looks up.
            "MPLCONFIGDIR": str(self.place / "fonts"),
        }

    def hand_in_neighbours(self) -> None:
        """Hand in the work of the honest: one all right, one with an error, one with gaps."""
        for assignment in ASSIGNMENTS:
            for student in NEIGHBOURS:
                work = right_answers(self.release(assignment))
                answers = [
                    cell for cell in work["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
                ]
                answers[-1]["source"] = (
                    f"My own thoughts, nobody else's: {self.secrets['neighbour']}."
                    if student == "aaron"
                    else "I would ask the client."
                )
                if student == "in-the-middle":
                    answers[0]["source"] = "print('one moment')\nthis_name_is_not_there + 1"
                if student == "zoe":
                    answers[1]["source"] = "import warnings\nwarnings.warn('a warning')"
                write(work, self.course / "gradebook" / "submitted" / student / assignment)

    def hand_in(self, attack: Attack, port: int) -> None:
        """Hand in an attack."""
        scene = self.scene(attack, port)
        scene.folder.mkdir(parents=True, exist_ok=True)
        attack.hand_in(self.release(attack.assignment), scene.folder, scene)


def _plant_in_notebook(path: Path, secrets: dict[str, str]) -> None:
    """Put a secret comment in a source notebook's solutions, hidden tests and mark scheme."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    marks = {
        "### BEGIN SOLUTION\n": f"# {secrets['solution']}\n",
        "### BEGIN HIDDEN TESTS\n": f"# {secrets['hidden test']}\n",
        "=== BEGIN MARK SCHEME ===\n": f"\n{secrets['mark scheme']}\n",
    }
    for cell in notebook["cells"]:
        lines = []
        for line in cell["source"]:
            lines.append(line)
            for mark, secret in marks.items():
                if line.lstrip() == mark:
                    lines.append(line[: len(line) - len(line.lstrip())] + secret)
        cell["source"] = lines
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def make_classroom(place: Path, secrets: dict[str, str], *, stock: bool = False) -> Classroom:
    """Make a course with both assignments built, and plant the secrets.

    Parameters
    ----------
    place : Path
        An empty folder.
    secrets : dict of str to str
        By place.
    stock : bool
        Whether nbgrader's own settings and commands take the place of the course's.
    """
    room = Classroom(place, secrets)
    course = room.course
    course.mkdir(parents=True)
    for name in ("nbgrader_config.py", "README.md"):
        shutil.copy2(ROOT / name, course)
    for folder in ("source", "release", "autograde/keys"):
        shutil.copytree(ROOT / folder, course / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    own = Path(__file__).parents[1] / "assignment" / T1
    (course / "source" / T1).mkdir()
    shutil.copy2(own / f"{T1}.ipynb", course / "source" / T1)
    shutil.copy2(own / "key.yaml", course / "autograde" / "keys" / f"{T1}.yaml")
    for assignment in ASSIGNMENTS:
        key = course / "autograde" / "keys" / f"{assignment}.yaml"
        key.write_text(f"# {secrets['key']}\n" + key.read_text(encoding="utf-8"), encoding="utf-8")
        _plant_in_notebook(course / "source" / assignment / f"{assignment}.ipynb", secrets)
    (room.home / ".ssh").mkdir(parents=True, mode=0o700)
    (room.home / ".ssh" / "id_ed25519").write_text(secrets["home"], encoding="utf-8")
    own_programs = Path(sys.executable).parent
    commands = [[str(own_programs / "alliance-grader"), "build"]]
    if stock:
        (course / "nbgrader_config.py").write_text(STOCK_CONFIG.format(root=str(course)), encoding="utf-8")
        (course / "gradebook").mkdir()
        commands = [
            [str(own_programs / "nbgrader"), "generate_assignment", "--force", name] for name in ASSIGNMENTS
        ]
    for command in commands:
        built = subprocess.run(
            command,
            cwd=course,
            env=room.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if built.returncode:
            raise RuntimeError(built.stdout + built.stderr)
    (course / "gradebook" / "notes.txt").write_text(secrets["gradebook folder"], encoding="utf-8")
    with sqlite3.connect(course / "gradebook" / "gradebook.db") as gradebook:
        gradebook.execute(
            "insert into student (id, first_name, last_name, email) values ('aaron', 'Aaron', ?, null)",
            (secrets["gradebook"],),
        )
    gradebook.close()
    return room
