"""The Alliance Workbook: a caseload to read, pictures to look at, checks to practise with.

Names are loaded when they are first used, so that ``import alliance`` is quick and the parts that need
neither numpy nor pandas stay free of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from alliance.errors import CourseError

if TYPE_CHECKING:
    from alliance.assignments import assignment
    from alliance.caseload import (
        Caseload,
        Finding,
        ask,
        compare,
        correlate,
        kappa,
        lag,
        mean_of,
        rate,
        reliable_change,
        simulate_caseload,
        split,
        v_shapes,
        within_between,
    )
    from alliance.caseload.calibration import show_calibration
    from alliance.folder import fresh
    from alliance.language import speak
    from alliance.practice import check

__all__ = [
    "Caseload",
    "CourseError",
    "Finding",
    "ask",
    "assignment",
    "check",
    "compare",
    "correlate",
    "fresh",
    "kappa",
    "lag",
    "mean_of",
    "rate",
    "reliable_change",
    "show_calibration",
    "simulate_caseload",
    "speak",
    "split",
    "v_shapes",
    "within_between",
]

_HOME = {
    "Caseload": "alliance.caseload",
    "Finding": "alliance.caseload",
    "ask": "alliance.caseload",
    "assignment": "alliance.assignments",
    "check": "alliance.practice",
    "compare": "alliance.caseload",
    "correlate": "alliance.caseload",
    "fresh": "alliance.folder",
    "kappa": "alliance.caseload",
    "lag": "alliance.caseload",
    "mean_of": "alliance.caseload",
    "rate": "alliance.caseload",
    "reliable_change": "alliance.caseload",
    "show_calibration": "alliance.caseload.calibration",
    "simulate_caseload": "alliance.caseload",
    "speak": "alliance.language",
    "split": "alliance.caseload",
    "v_shapes": "alliance.caseload",
    "within_between": "alliance.caseload",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("alliance-workbook")
    try:
        home = _HOME[name]
    except KeyError:
        raise AttributeError(f"module 'alliance' has no attribute {name!r}") from None
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
