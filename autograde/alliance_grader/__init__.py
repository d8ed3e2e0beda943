"""What scores submissions: instructors only, never shipped to students."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alliance_grader.scoring import score

__all__ = ["score"]


def __getattr__(name: str) -> Any:
    if name == "score":
        return import_module("alliance_grader.scoring").score
    raise AttributeError(f"module 'alliance_grader' has no attribute {name!r}")
