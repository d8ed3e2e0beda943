"""A simulated caseload: clients, their sessions, and one-line verbs to read them."""

from alliance.caseload.caseload import Caseload
from alliance.caseload.simulate import simulate_caseload
from alliance.caseload.verbs import (
    Finding,
    ask,
    compare,
    correlate,
    kappa,
    lag,
    mean_of,
    rate,
    reliable_change,
    split,
    v_shapes,
    within_between,
)

__all__ = [
    "Caseload",
    "Finding",
    "ask",
    "compare",
    "correlate",
    "kappa",
    "lag",
    "mean_of",
    "rate",
    "reliable_change",
    "simulate_caseload",
    "split",
    "v_shapes",
    "within_between",
]
