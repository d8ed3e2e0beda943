"""What scores submissions: instructors only, never shipped to students."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alliance_grader.scoring import score

__all__ = ["score"]

# jsonschema, which nbformat imports, checks addresses and spans of time when it finds these packages, and compiles a
# grammar for the first. That takes a second at every start; no notebook has either, and jsonschema does without.
for _unneeded in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):
    sys.modules.setdefault(_unneeded, None)  # type: ignore[arg-type]


def __getattr__(name: str) -> Any:
    if name == "score":
        return import_module("alliance_grader.scoring").score
    raise AttributeError(f"module 'alliance_grader' has no attribute {name!r}")
