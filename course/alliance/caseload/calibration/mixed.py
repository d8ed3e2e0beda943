"""The share of a yes-or-no outcome that lies between groups, on the latent logistic scale."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def latent_share(yes: "NDArray[np.int64]", of: "NDArray[np.int64]") -> float:
    """Return the between-group share of variance in a logistic model with a random intercept per group.

    The model is fitted by maximum likelihood, the intercepts integrated out by Gauss-Hermite quadrature; on the
    latent scale the rest has the variance of the logistic distribution, pi squared over 3. The libraries at hand
    fit this model by a Bayesian approximation that pulls the variance down, and row by row.

    Parameters
    ----------
    yes, of : numpy.ndarray
        For each group, how many said yes, and out of how many.
    """
    from scipy.optimize import minimize
    from scipy.special import expit, logsumexp, xlog1py, xlogy

    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    log_weights = np.log(weights / weights.sum())

    def minus_log_likelihood(given: "NDArray[np.float64]") -> float:
        chance = expit(given[0] + np.exp(given[1]) * nodes)
        log = xlogy(yes[:, None], chance) + xlog1py(of[:, None] - yes[:, None], -chance)
        return -float(logsumexp(log + log_weights, axis=1).sum())

    overall = (yes.sum() + 0.5) / (of.sum() + 1)
    found = minimize(
        minus_log_likelihood, [np.log(overall / (1 - overall)), np.log(0.5)], method="Nelder-Mead"
    )
    variance = float(np.exp(2 * found.x[1]))
    return variance / (variance + np.pi**2 / 3)
