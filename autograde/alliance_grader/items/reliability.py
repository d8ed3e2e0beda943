"""How well an assignment's total measures one thing: Cronbach's alpha, McDonald's omega, item-rest correlations."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
"""One row a student, one column an item."""

RESAMPLES: Final = 1000


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval.

    Attributes
    ----------
    value, low, high : float or None
        None when there is too little to compute it from.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


def alpha(scores: Scores) -> float | None:
    """Return Cronbach's alpha (Cronbach, 1951).

    With k items, alpha is k / (k - 1) times one minus the sum of the items' variances over the variance of the total.

    Parameters
    ----------
    scores : ndarray
        One row a student, one column an item.

    Returns
    -------
    float or None
        None with fewer than two items, or when all totals are the same.
    """
    items = scores.shape[1]
    total = scores.sum(axis=1).var(ddof=1) if len(scores) > 1 else 0.0
    if items < 2 or total <= 0:
        return None
    return float(items / (items - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total))


def omega(scores: Scores) -> float | None:
    """Return McDonald's omega of one common factor (McDonald, 1999, *Test Theory*, ch. 6).

    It is the squared sum of the loadings, over itself and the sum of the unique variances, all in the items' own
    units. The factor is found by iterated principal axes.

    Parameters
    ----------
    scores : ndarray
        One row a student, one column an item.

    Returns
    -------
    float or None
        None with fewer than three items that vary: one factor cannot be found in them.
    """
    from statsmodels.multivariate.factor import Factor

    spread = scores.std(axis=0, ddof=1) if len(scores) > 1 else np.zeros(scores.shape[1])
    varying = scores[:, spread > 0]
    if varying.shape[1] < 3:
        return None
    correlations = np.corrcoef(varying, rowvar=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an item that the factor explains wholly
            found = Factor(corr=correlations, n_factor=1, method="pa", smc=True).fit(maxiter=200)
    except (np.linalg.LinAlgError, ValueError):
        return None
    loadings = np.clip(np.asarray(found.loadings)[:, 0], -1, 1)
    sizes = spread[spread > 0]
    common = float((loadings * sizes).sum() ** 2)
    return common / (common + float(((1 - loadings**2) * sizes**2).sum()))


def with_interval(of: Callable[[Scores], float | None], scores: Scores, seed: int) -> Estimate:
    """Return a figure with its percentile interval over students drawn again and again (Efron, 1979)."""
    value = of(scores)
    if value is None:
        return Estimate(None)
    draw = np.random.default_rng(seed)
    again = [of(scores[draw.integers(len(scores), size=len(scores))]) for _ in range(RESAMPLES)]
    low, high = np.percentile([one for one in again if one is not None], [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def item_rest(item: Any, rest: Any) -> float | None:
    """Return the correlation of an item with the total of the others; None when either is the same for everybody."""
    one, other = np.asarray(item, float), np.asarray(rest, float)
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
