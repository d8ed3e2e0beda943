"""What scores submissions: instructors only, never shipped to students."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alliance_grader.scoring import score

__all__ = ["score"]

# jsonschema, which nbformat imports, compiles a grammar of international addresses when it finds this package. That
# takes a second at every start; no notebook is checked for such addresses, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def __getattr__(name: str) -> Any:
    if name == "score":
        return import_module("alliance_grader.scoring").score
    raise AttributeError(f"module 'alliance_grader' has no attribute {name!r}")
