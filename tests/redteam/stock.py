"""The attacks through stock nbgrader: each in a box of its own, with an honest student after it.

    python tests/redteam/stock.py [--missing] [NAME ...]      writes stock.json beside this file

What it shows is that the attacks are real: an attack that gains nothing anywhere tests nothing.
"""

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))

from kit.box import run_boxed
from kit.catalogue import Attack, attacks
from kit.classroom import ASSIGNMENTS, Classroom, make_classroom
from kit.evidence import outputs_of, points_of, survivors
from kit.listener import listening
from kit.notebooks import right_answers, write
from kit.secrets import leaked, new_secrets

RESULTS: Final = Path(__file__).parent / "stock.json"
SECONDS: Final = 75
PORT: Final = 45991
_ALONE: Final = {"forging", "theft"}
"""Families whose attacks aim at nobody else: no honest student is graded after them, which saves half the time."""


def grade_all(
    room: Classroom, assignment: str, seconds: float = SECONDS - 10, *, feedback: bool = False
) -> dict[str, Any]:
    """Run nbgrader's own autograde over everybody, in a process of its own."""
    child = os.fork()
    if child == 0:
        os.setsid()
        for number in (1, 2):
            os.dup2(os.open("/dev/null", os.O_WRONLY), number)
        os.environ.clear()
        os.environ.update(room.environment())
        os.chdir(room.course)
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config.loader import PyFileConfigLoader

        with (room.place / "log.txt").open("w") as log, contextlib.redirect_stderr(log):
            config = PyFileConfigLoader("nbgrader_config.py", path=str(room.course)).load_config()
            api = NbGraderAPI(CourseDirectory(config=config), config=config)
            done = api.autograde(assignment, "*", force=False)
            if feedback:
                api.generate_feedback(assignment, "*")
            (room.place / "done.json").write_text(
                json.dumps({key: str(value) for key, value in done.items()})
            )
        os._exit(0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return {"status": status}
        time.sleep(0.05)
    return {"status": "time"}


def _play(room: Classroom, attack: Attack) -> dict[str, Any]:
    """Grade one attack and an honest neighbour, and see what it got; runs inside the box."""
    scene = room.scene(attack, PORT)
    secret = room.place / "descriptor"
    secret.write_text(room.secrets["descriptor"])
    os.dup2(os.open(secret, os.O_RDONLY), scene.descriptor, inheritable=True)
    secret.unlink()
    start = time.monotonic()
    with listening(PORT, scene.abstract) as ear:
        ended = grade_all(room, attack.assignment)
        took = time.monotonic() - start
        time.sleep(0.3)
        alive = survivors()
        heard = b"".join(ear.heard)
    graded = room.course / "gradebook" / "autograded" / attack.student / attack.assignment
    seen = outputs_of(graded / f"{attack.assignment}.ipynb")
    points = points_of(room.course, attack.assignment, attack.student)
    neighbours = {name: points_of(room.course, attack.assignment, name) for name in ("aaron", "zoe")}
    return {
        "points": points,
        "neighbours": neighbours,
        "leaked": sorted(leaked(seen + heard, room.secrets)),
        "heard": len(heard),
        "alive": alive,
        "harm": attack.harm(scene),
        "ended": ended["status"],
        "seconds": round(took, 1),
    }


def _gains(attack: Attack, found: dict[str, Any], ended: str, written: tuple[str, ...]) -> list[str]:
    """Say in plain words what an attack got."""
    if ended != "returned":
        return [f"ended the grader: {ended.splitlines()[0][:80]}"]
    got = []
    points = found["points"]
    more = {
        item: score for item, score in (points or {}).items() if score > attack.earns.get(item, 0.0) + 1e-9
    }
    if more:
        got.append(f"{sum(more.values()) - sum(attack.earns.get(item, 0.0) for item in more):g} points")
    if found["leaked"]:
        got.append("read: " + ", ".join(found["leaked"]))
    if found["heard"] and not found["leaked"]:
        got.append("sent something out")
    if found["alive"]:
        got.append("left a process")
    if found["harm"]:
        got += found["harm"]
    if points is None:
        got.append("no result")
    lost = [
        name
        for name, score in found["neighbours"].items()
        if (name != "zoe" or attack.family not in _ALONE) and (not score or sum(score.values()) < 14)
    ]
    if lost:
        got.append("cost " + " and ".join(lost) + " points or the result")
    own = [name for name in written if not name.startswith(("/tmp/", f"{Path.home()}/.cache", "/dev/shm/"))]
    if own:
        got.append(f"wrote {Path(own[0]).name} outside the course")
    return got


def _neighbour(room: Classroom, student: str, assignment: str) -> None:
    work = right_answers(room.release(assignment))
    if student == "aaron":
        next(cell for cell in work["cells"] if cell["id"].endswith("-reflection"))["source"] = room.secrets[
            "neighbour"
        ]
    write(work, room.course / "gradebook" / "submitted" / student / assignment)


def play(template: Classroom, attack: Attack) -> dict[str, Any]:
    """Play one attack in a copy of a classroom."""
    # The paths of a course stand in its settings: every copy must lie where the template lay.
    place = template.place
    kept = place.parent / "kept"
    if not kept.exists():
        for (
            assignment
        ) in ASSIGNMENTS:  # whoever was graded before stays so: it saves a kernel for each attack
            _neighbour(template, "aaron", assignment)
            grade_all(template, assignment)
        shutil.copytree(place, kept)
    shutil.rmtree(place)
    shutil.copytree(kept, place)
    if attack.family not in _ALONE:
        _neighbour(template, "zoe", attack.assignment)
    template.hand_in(attack, PORT)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        boxed = run_boxed(lambda: _play(template, attack), place, SECONDS)
    found = boxed.value or {}
    return {
        "gains": _gains(attack, found, boxed.ended, boxed.written),
        "seconds": found.get("seconds"),
        "points": found.get("points"),
    }


def main(names: list[str], missing: bool = False) -> None:
    """Play the attacks that are safe, and keep what they got."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    import nbgrader.apps.api  # noqa: F401  (once, before the forks)

    with tempfile.TemporaryDirectory(prefix="stock-") as scratch:
        room = make_classroom(Path(scratch) / "room", new_secrets(), stock=True)
        for attack in attacks():
            wanted = not names or {attack.name, attack.family} & set(names)
            done = missing and f"{attack.family}/{attack.name}" in known
            if attack.unsafe or attack.family == "browser" or not wanted or done:
                continue
            known[f"{attack.family}/{attack.name}"] = got = play(room, attack)
            sys.stdout.write(f"{attack.family}/{attack.name}: {got['gains']} {got['seconds']} s\n")
            sys.stdout.flush()
            RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--missing"], "--missing" in sys.argv)
