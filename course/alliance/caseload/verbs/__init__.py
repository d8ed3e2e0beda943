"""One-line verbs for people who have never programmed: a sentence, a picture and numbers.

Each verb takes a table first and returns a `Finding`; `ask` alone returns the table, with one more column to count. What
they need from SciPy and statsmodels is imported when a verb is called, so that ``import alliance`` stays quick.
"""

from alliance.caseload.verbs.agree import kappa
from alliance.caseload.verbs.asking import ask
from alliance.caseload.verbs.change import reliable_change
from alliance.caseload.verbs.contrast import rate, split
from alliance.caseload.verbs.describe import compare, mean_of
from alliance.caseload.verbs.drops import v_shapes
from alliance.caseload.verbs.finding import Finding
from alliance.caseload.verbs.lagged import cross_lag, lag
from alliance.caseload.verbs.relate import correlate, within_between

__all__ = [
    "Finding",
    "ask",
    "compare",
    "correlate",
    "cross_lag",
    "kappa",
    "lag",
    "mean_of",
    "rate",
    "reliable_change",
    "split",
    "v_shapes",
    "within_between",
]
