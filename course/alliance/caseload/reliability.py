"""How well a scale measures, and how variance is shared out between groups."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from alliance.errors import CourseError
from alliance.language import _

if TYPE_CHECKING:
    from numpy.typing import NDArray


def alpha(answers: "NDArray[np.float64]") -> float:
    """Return Cronbach's alpha.

    Parameters
    ----------
    answers : numpy.ndarray
        (people, items), complete, two items or more.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    """
    cov = np.cov(_complete(answers), rowvar=False)
    k = len(cov)
    return float(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))


def omega(answers: "NDArray[np.float64]") -> float:
    """Return McDonald's omega (total): the share of the sum's variance that one common factor carries.

    Parameters
    ----------
    answers : numpy.ndarray
        (people, items), complete, three items or more.

    References
    ----------
    McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum.
    """
    from statsmodels.multivariate.factor import Factor

    found = Factor(_complete(answers), n_factor=1, method="ml").fit()
    spread = np.asarray(answers).std(axis=0)
    loadings = np.abs((np.asarray(found.loadings)[:, 0] * spread).sum())
    unique = (np.asarray(found.uniqueness) * spread**2).sum()
    return float(loadings**2 / (loadings**2 + unique))


def _complete(answers: "NDArray[np.float64]") -> "NDArray[np.float64]":
    table = np.asarray(answers, dtype=float)
    if table.ndim != 2 or table.shape[1] < 2 or len(table) < 3 or np.isnan(table).any():
        raise CourseError(
            _("Reliability needs three people or more with two answers or more each, none missing.")
        )
    return table


def variance_share(values: "pd.Series[float]", groups: "pd.Series[str]") -> float:
    """Return the share of variance that lies between groups (the intraclass correlation ICC(1)).

    It is estimated from the mean squares of a one-way analysis of variance with random groups of unequal size. A
    mixed model by restricted maximum likelihood gives the same to about two decimals and takes minutes where this
    takes milliseconds; a test compares them.

    References
    ----------
    Donner, A. (1986). A review of inference procedures for the intraclass correlation coefficient in the one-way
    random effects model. International Statistical Review, 54, 67-82.
    """
    table = pd.DataFrame({"value": values, "group": groups}).dropna().groupby("group")["value"]
    size, mean, spread = table.size(), table.mean(), table.var().fillna(0.0)
    n, k = int(size.sum()), len(size)
    if not 1 < k < n:
        raise CourseError(
            _("A share of variance between groups needs two groups or more, and one with two rows.")
        )
    grand = float((size * mean).sum() / n)
    between = float((size * (mean - grand) ** 2).sum() / (k - 1))
    within = float(((size - 1) * spread).sum() / (n - k))
    typical = (n - float((size**2).sum()) / n) / (k - 1)
    return (between - within) / (between + (typical - 1) * within)
