"""Grade one class: honest neighbours alone, then with every attacker among them; the grader is the one that is here.

    python tests/redteam/run_class.py [--keep FOLDER] [--only NAME ...] [--without NAME ...]      writes ours.json beside this file

All of it happens in one box. The grader itself is started as it always is and knows nothing of the box.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))

from kit.box import Boxed, run_boxed
from kit.catalogue import Attack, attacks
from kit.classroom import ASSIGNMENTS, NEIGHBOURS, Classroom, make_classroom
from kit.evidence import differences, outputs_of, points_of, survivors, tree
from kit.listener import listening
from kit.secrets import leaked, leaked_files, new_secrets

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "ours.json"
PORT: Final = 45991
ABSTRACT: Final = "alliance-red-team"
DESCRIPTOR: Final = 77
CELL, TOTAL, WALL, GRACE = 2.0, 5.0, 40.0, 0.5
"""Limits of one submission, in seconds: small, so that the batch of all attacks stays short."""
BUDGET: Final = 20.0
"""What no single submission may cost in seconds: its limits, the judge's own, and a busy machine."""
SECONDS: Final = 600.0
SETTINGS: Final = {"cell": CELL, "total": TOTAL, "wall": WALL, "grace": GRACE}


@dataclass(frozen=True)
class ClassRun:
    """What came of one class.

    Attributes
    ----------
    gains : dict of str to list of str
        By attack, what it got: nothing is right.
    harm : list of str
        What befell the class as a whole.
    got : dict of str to dict
        By attack: outcome, points, seconds.
    room : Classroom
        Where the graded class lies.
    seconds : float
        How long the run with the attackers took.
    """

    gains: dict[str, list[str]]
    harm: list[str]
    got: dict[str, dict[str, Any]]
    room: Classroom
    seconds: float


def _grade(room: Classroom) -> dict[str, Any]:
    """Grade the class as it lies there, by the grader's own code in a process of its own; runs inside the box."""
    secret = room.place / "descriptor"
    secret.write_text(room.secrets["descriptor"])
    os.dup2(os.open(secret, os.O_RDONLY), DESCRIPTOR, inheritable=True)
    secret.unlink()
    done = room.place / "outcomes.json"
    log = room.place / "grader.log"
    start = time.monotonic()
    with log.open("wb") as out:
        program = subprocess.Popen(
            [sys.executable, str(HERE / "grade_batch.py"), str(done), json.dumps(SETTINGS)],
            cwd=room.course,
            env=room.environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            pass_fds=(DESCRIPTOR,),
        )
        try:
            code: int | None = program.wait(SECONDS - 60)
        except subprocess.TimeoutExpired:
            code = None
            program.kill()
            program.wait()
    os.close(DESCRIPTOR)
    return {
        "code": code,
        "seconds": time.monotonic() - start,
        "outcomes": json.loads(done.read_text()) if done.exists() else {},
        "log": log.read_text(errors="replace")[-4000:],
    }


def _graded(room: Classroom, student: str) -> dict[str, Any]:
    """Return everything that a neighbour got, to the byte."""
    found: dict[str, Any] = {}
    for assignment in ASSIGNMENTS:
        notebook = room.course / "gradebook" / "autograded" / student / assignment / f"{assignment}.ipynb"
        found[assignment] = [
            points_of(room.course, assignment, student),
            notebook.read_bytes().decode() if notebook.is_file() else None,
        ]
    return found


def _watched(room: Classroom) -> dict[str, str]:
    """Return everything that grading must leave alone: the course but its results, submissions, and the home."""
    course = room.course
    tops = [path for path in course.iterdir() if path.name != "gradebook"]
    return tree(*tops, course / "gradebook" / "submitted", room.home) | {
        str(path): tree(path.parent)[str(path)] for path in course.iterdir() if path.is_file()
    }


def _play(room: Classroom, known: list[Attack]) -> dict[str, Any]:
    """Grade the class twice and look at everything that came of it; runs inside the box."""
    kept = room.place / "empty"
    shutil.copytree(room.course, kept, symlinks=True)
    room.hand_in_neighbours()
    alone = _grade(room)
    before = {student: _graded(room, student) for student in NEIGHBOURS}
    shutil.rmtree(room.course)
    shutil.copytree(kept, room.course, symlinks=True)
    room.hand_in_neighbours()
    for attack in known:
        room.hand_in(attack, PORT)
    lay = _watched(room)
    with listening(PORT, ABSTRACT) as ear:
        run = _grade(room)
        time.sleep(0.3)
        alive = survivors()
        heard = b"".join(ear.heard)
    after = {student: _graded(room, student) for student in NEIGHBOURS}
    report = (
        json.loads((room.place / "report.json").read_text()) if (room.place / "report.json").exists() else {}
    )
    harm = [what for name in NEIGHBOURS for what in _otherwise(name, before[name], after[name])]
    harm += [f"a neighbour was not graded: {name}" for name in NEIGHBOURS if not _full(after[name])]
    harm += [f"left running: {what}" for what in alive]
    harm += [f"the grader ended with {run['code']}: {run['log'][-600:]}"] if run["code"] != 0 else []
    harm += (
        [f"the run without attackers ended with {alone['code']}: {alone['log'][-600:]}"]
        if alone["code"] != 0
        else []
    )
    harm += differences(lay, _watched(room))[:20]
    if heard:
        harm.append(
            f"a listener heard {len(heard)} bytes: {heard[:200]!r}; {sorted(leaked(heard, room.secrets))}"
        )
    return {
        "harm": harm,
        "got": {
            f"{attack.family}/{attack.name}": _one(room, attack, run["outcomes"], report) for attack in known
        },
        "seconds": run["seconds"],
        "log": run["log"],
    }


def _otherwise(student: str, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Say where a neighbour's results differ from those of a class without attackers."""
    found = []
    for assignment in ASSIGNMENTS:
        (old_points, old), (new_points, new) = before[assignment], after[assignment]
        if old_points != new_points:
            found.append(f"the neighbour {student} got other points: {old_points} and {new_points}")
        elif old != new:
            lines = zip((old or "").splitlines(), (new or "").splitlines(), strict=False)
            place = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
            found.append(
                f"the neighbour {student} got another notebook: {place[0][:300]!r} and {place[1][:300]!r}"
            )
    return found


def _full(graded: dict[str, Any]) -> bool:
    return all(points is not None and notebook for points, notebook in graded.values())


def _one(room: Classroom, attack: Attack, outcomes: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
    """Look at what one attacker got."""
    scene = room.scene(attack, PORT)
    outcome = outcomes.get(attack.assignment, {}).get(attack.student)
    course = room.course
    graded = course / "gradebook" / "autograded" / attack.student / attack.assignment
    feedback = course / "gradebook" / "feedback" / attack.student / attack.assignment
    points = points_of(course, attack.assignment, attack.student)
    shown = report.get(attack.assignment, {}).get(attack.student, {})
    gains = []
    for where, found in (("", points or {}), (" in the class report", shown)):
        more = [item for item, score in found.items() if (score or 0.0) > attack.earns.get(item, 0.0) + 1e-9]
        gains += [f"{found[item]:g} points for {item}{where}" for item in more]
    if attack.must_get:
        less = [item for item, score in attack.earns.items() if (points or {}).get(item) != score]
        gains += [f"did not get what {item} deserves" for item in less]
    seen = leaked(outputs_of(graded / f"{attack.assignment}.ipynb"), room.secrets)
    seen |= leaked_files(feedback.rglob("*"), room.secrets) if feedback.is_dir() else set()
    gains += ["read: " + ", ".join(sorted(seen))] if seen else []
    if outcome is None:
        gains.append("no recorded outcome")
    elif points is None and outcome["status"] == "graded":
        gains.append("graded, but not in the gradebook")
    if outcome and outcome["seconds"] > BUDGET:
        gains.append(f"cost {outcome['seconds']:.0f} s")
    gains += attack.harm(scene)
    return {"gains": gains, "outcome": outcome, "points": points}


def run_class(place: Path, only: list[str] | None = None, without: list[str] | None = None) -> ClassRun:
    """Run the class in a box and return what came of it; the graded class stays in `place`.

    Parameters
    ----------
    place : Path
        An empty folder.
    only : list of str, optional
        Names of attacks or families; all when not given.
    without : list of str, optional
        Names of attacks that are left out.
    """
    room = make_classroom(place / "room", new_secrets())
    wanted = [attack for attack in attacks() if not only or {attack.name, attack.family} & set(only)]
    known = [attack for attack in wanted if attack.name not in (without or ())]
    boxed: Boxed = run_boxed(lambda: _play(room, known), place, SECONDS)
    if boxed.ended != "returned":
        return ClassRun({}, [f"the grader took everything with it: {boxed.ended}"], {}, room, SECONDS)
    found = boxed.value
    harm = found["harm"] + [f"wrote {name}" for name in boxed.written]
    gains = {name: got["gains"] for name, got in found["got"].items()}
    return ClassRun(gains, harm, found["got"], room, found["seconds"])


def main() -> None:
    """Run the class and keep what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--without", nargs="*")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="class-") as scratch:
        place = asked.keep or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        ran = run_class(place, asked.only, asked.without)
    for name, got in sorted(ran.got.items()):
        outcome = got["outcome"] or {}
        remark = outcome.get("reason") or " ".join(outcome.get("notes", ()))
        sys.stdout.write(
            f"{name}: {got['gains'] or '-'} {outcome.get('seconds')} s {outcome.get('status')} {remark[:100]}\n"
        )
    sys.stdout.write("\n".join(["", *ran.harm, f"{ran.seconds:.0f} s", ""]))
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() and (asked.only or asked.without) else {}
    known |= {name: {"gains": gains} for name, gains in ran.gains.items()}
    known["the class"] = {"gains": ran.harm}
    RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
