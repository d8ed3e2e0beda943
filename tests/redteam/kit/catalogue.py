"""The attacks: one file each under ``attacks/<family>/``."""

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kit.notebooks import A2, Release
from kit.scene import Scene

ATTACKS: Final = Path(__file__).parents[1] / "attacks"


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes
    ----------
    name, family : str
    tries, must : str
        What it tries and what must happen, from the file's docstring.
    hand_in : callable
        Writes the submission.
    assignment : str
        Which of the two assignments it is for.
    earns : dict of str to float
        What it honestly deserves, by item; nothing when not said.
    unsafe : str
        Why it is not run on stock nbgrader; empty when it is.
    harm : callable
        Looks for harm of its own after the run, inside the box; says what it found.
    reads_feedback : bool
        Whether what it is after shows in the feedback file.
    must_get : bool
        Whether `earns` is also what it must get: honest work in an odd shape.
    called : str
        The name of the folder under which it is handed in, when that is the attack.
    outcome : {"graded", "not graded", "either"}
        What must be recorded of it.
    """

    name: str
    family: str
    tries: str
    must: str
    hand_in: Callable[[Release, Path, Scene], None]
    assignment: str = A2
    earns: dict[str, float] = field(default_factory=dict)
    unsafe: str = ""
    harm: Callable[[Scene], list[str]] = lambda _: []
    reads_feedback: bool = False
    must_get: bool = False
    called: str = ""
    outcome: str = "either"

    @property
    def student(self) -> str:
        """The name under which it is handed in."""
        return self.called or f"{self.family}-{self.name}".replace("_", "-")


def _sentences(text: str) -> tuple[str, str]:
    """Split a docstring into what it tries and what must happen."""
    plain = re.sub(r"\s+", " ", text).strip()
    parts = re.split(r"(?<=[.!?]) (?=[A-Z])", plain, maxsplit=1)
    if len(parts) != 2:
        raise ValueError(f"The docstring must have two sentences: {plain!r}")
    return parts[0], parts[1]


def _load(path: Path) -> Attack:
    spec = importlib.util.spec_from_file_location(f"attack_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tries, must = _sentences(module.__doc__ or "")
    if module.family != path.parent.name:
        raise ValueError(f"{path} says that its family is {module.family!r}")
    if not module.safe_on_stock and not getattr(module, "unsafe", ""):
        raise ValueError(f"{path} must say in `unsafe` why it is not safe on stock nbgrader")
    optional = ("assignment", "earns", "harm", "reads_feedback", "must_get", "called", "outcome")
    given = {name: getattr(module, name) for name in optional if hasattr(module, name)}
    unsafe = "" if module.safe_on_stock else module.unsafe
    return Attack(path.stem, module.family, tries, must, module.hand_in, unsafe=unsafe, **given)


def attacks() -> list[Attack]:
    """Return all attacks, by family and name."""
    return [_load(path) for path in sorted(ATTACKS.glob("*/*.py"))]
