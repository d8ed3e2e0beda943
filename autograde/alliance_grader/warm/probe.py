"""Find out how well this machine isolates, by trying to break out."""

import os
import secrets
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from alliance.errors import CourseError
from alliance_grader.files import temporary_folder
from alliance_grader.sandbox.canaries import Plan
from alliance_grader.sandbox.levels import Level, Sandbox
from alliance_grader.sandbox.namespaces import NOBODY
from alliance_grader.warm.client import Child, Warm
from alliance_grader.warm.frames import Canaries, Limits, Stopped, Work

_ORDER: Final[tuple[Level, ...]] = ("namespaces", "landlock")
_LIMITS: Final = Limits(total=20, wall=60)


def probe(
    hidden: Iterable[str | Path] = (), secret: Iterable[str | Path] = ()
) -> tuple[Level, dict[str, list[str]]]:
    """Return the best level that holds on this machine, and why the better ones do not.

    Parameters
    ----------
    hidden : iterable of path
        Folders that a child must not see: the course.
    secret : iterable of path
        Files and folders, really there, that a child tries to read besides those that are planted.
    """
    why: dict[str, list[str]] = {}
    for level in _ORDER:
        found = breaches(level, hidden, secret)
        if not found:
            return level, why
        why[level] = found
    return "none", why


def breaches(level: Level, hidden: Iterable[str | Path] = (), secret: Iterable[str | Path] = ()) -> list[str]:
    """Return what two children at this level could do that they must not, or could not that they must."""
    with temporary_folder("alliance-canary-") as place:
        place.chmod(0o755)
        (place / "gradebook").mkdir()
        (place / "gradebook" / "planted").write_text("a secret")
        (place / "open").mkdir()
        (place / "open").chmod(0o777)
        sandbox = Sandbox(hidden=(str(place), *map(str, hidden)))
        listener = socket.create_server(("127.0.0.1", 0))
        abstract = socket.socket(socket.AF_UNIX)
        name = f"alliance-{secrets.token_hex(8)}"
        abstract.bind("\0" + name)
        abstract.listen()
        # A process of the very user that children are; it goes when its input closes.
        bystander = subprocess.Popen(
            ["/bin/cat"], stdin=subprocess.PIPE, cwd="/", user=NOBODY if os.geteuid() == 0 else None
        )
        files = [str(path) for path in secret if Path(path).is_file()]
        plan = Plan(
            secrets=[str(place / "gradebook" / "planted"), *files],
            folders=[str(place / "gradebook"), *(str(path) for path in secret if Path(path).is_dir())],
            outside=str(place / "open"),
            port=listener.getsockname()[1],
            name=name,
            pid=bystander.pid,
        )
        try:
            with Warm("probe", b"", level, sandbox) as warm, warm.child(_LIMITS) as one:
                found = _ask(one, plan)
                with warm.child(_LIMITS) as other:
                    # The first is still there: the second must not find it.
                    folder, number = found.pop("place", ""), found.pop("pid", "")
                    aimed = msgspec.structs.replace(
                        plan,
                        secrets=[*plan.secrets, *([f"{folder}/own"] if level == "landlock" else [])],
                        pid=int(number) if level == "landlock" and number.isdigit() else plan.pid,
                    )
                    again = _ask(other, aimed)
                    again.pop("place", None)
                    again.pop("pid", None)
                    found |= {
                        f"{name}, of a sibling": told for name, told in again.items() if name not in found
                    }
        except (CourseError, OSError) as error:
            found = {"start": str(error)}
        finally:
            bystander.kill()
            bystander.communicate()
            listener.close()
            abstract.close()
        left = sorted(path.name for path in (place / "open").iterdir())
        if left:
            found["files left outside"] = ", ".join(left)
        return [f"{name}: {told}" for name, told in found.items()]


def _ask(child: Child, plan: Plan) -> dict[str, str]:
    child.send(Work([], {"plan": msgspec.msgpack.encode(plan)}))
    message = child.receive(30)
    if isinstance(message, Canaries):
        return dict(message.found)
    return {"start": message.detail if isinstance(message, Stopped) else "it said something else"}
