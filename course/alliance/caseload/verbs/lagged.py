"""What goes before what: one session and the next, within clients."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.verbs.columns import clients_in, pairs_in
from alliance.caseload.verbs.finding import Finding, with_interval
from alliance.errors import CourseError
from alliance.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

_FEWEST_CLIENTS: Final = 8
_SHORTEST_RUN: Final = 4
"""Sessions in a row: three steps, of which a line of the client's own takes two."""

_MOST_FOLDS: Final = 60


def lag(sessions: pd.DataFrame, first: str, second: str) -> Finding:
    """Ask whether a session's `first` goes with the next session's `second`, within clients, and the other way round.

    Parameters
    ----------
    sessions : pandas.DataFrame
        One row a session.
    first, second : str
        Two columns of numbers: ``lag(sessions, "alliance", "symptoms")``.

    Returns
    -------
    Finding
        ``.value`` is the forward coefficient, from `first` at one session to `second` at the next, in standard
        deviations of what moves within clients. ``.numbers`` has ``forward`` and ``backward`` with ``_low`` and
        ``_high``, ``n`` (pairs of consecutive sessions) and ``clients``.

    Notes
    -----
    Both columns at a session are regressed on both at the session before, over sessions in a row that have both. From
    everything are removed: each client's own level and own steady trend (over each run of consecutive sessions), and
    the average course over session numbers. So neither a lasting trait nor clients who improve faster and also bond
    faster can pass for a lag. Both outcomes are fitted together, and the coefficients are divided by the standard
    deviations that are left after the same removal.

    Taking out a client's own level from few sessions makes the sessions after a high one look low: the bias of
    Nickell (1981), which in runs of eight sessions can even invent an effect in the wrong direction. It is corrected
    here: its size follows from the coefficients, the errors and the lengths of the runs, so the coefficients are those
    that agree with the biased estimate once the bias is counted in (as Bun and Carree, 2005, do it for one column and
    own levels; here for two, and own trends as well). Intervals leave out groups of whole clients in turn (a
    jackknife), so sessions of a client may hang together in any way.

    What this cannot do: something that changes from session to session and drives both columns looks like a lag;
    noise in the ratings weakens the lags and lets a little of one direction leak into the other; a course that
    bends in a client's own way is not a straight trend; effects are taken as equal for all clients; and with
    some forty clients the intervals are wide.

    References
    ----------
    Nickell, S. (1981). Biases in dynamic models with fixed effects. Econometrica, 49(6), 1417-1426.
    https://doi.org/10.2307/1911408
    Bun, M. J. G., & Carree, M. A. (2005). Bias-corrected estimation in dynamic panel data models. Journal of Business
    & Economic Statistics, 23(2), 200-210. https://doi.org/10.1198/073500104000000532
    """
    pairs = _pairs(sessions, first, second)
    every = np.ones(pairs.clients, dtype=bool)
    estimate = _solve(pairs, every)
    half = _half_interval(pairs)
    numbers: dict[str, float] = {"n": pairs.n, "clients": pairs.clients}
    for name, cell in (("forward", (1, 0)), ("backward", (0, 1))):
        value, reach = float(estimate[cell]), float(half[cell])
        numbers |= {name: value, f"{name}_low": value - reach, f"{name}_high": value + reach}
    sentence = _(
        "Within clients, a session with {first} one standard deviation above the client's own course is followed, at the "
        "next session, by {second} {forward}. The other way round, such a session of {second} "
        "is followed by {first} {backward}. Over {pairs} pairs of consecutive sessions of "
        "{clients} clients; this is an order in time, not yet a cause."
    ).format(
        first=first,
        second=second,
        forward=_deviations(numbers, "forward"),
        backward=_deviations(numbers, "backward"),
        pairs=number(pairs.n, ","),
        clients=number(pairs.clients, ","),
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.dots import lag_dots

        return lag_dots(numbers, first, second, sentence)

    return Finding(numbers["forward"], sentence, numbers, draw)


def cross_lag(sessions: pd.DataFrame, first: str, second: str) -> tuple[float, float]:
    """Return the standardised cross-lagged coefficients within clients, as `lag` finds them.

    Parameters
    ----------
    sessions : pandas.DataFrame
        One row a session.
    first, second : str
        Two columns of numbers.

    Returns
    -------
    forward : float
        From `first` to `second` at the next session.
    backward : float
        From `second` to `first` at the next session.
    """
    pairs = _pairs(sessions, first, second)
    estimate = _solve(pairs, np.ones(pairs.clients, dtype=bool))
    return float(estimate[1, 0]), float(estimate[0, 1])


@dataclass(frozen=True)
class _Pairs:
    """Consecutive sessions, summed up client by client."""

    n: int
    clients: int
    products: (
        "Floats"  # (clients, 4, 4): of both columns at the next session and at this one, courses removed
    )
    bias: "Floats"  # (clients, lags): how much of an error comes back after so many sessions, through the removal
    freedom: "Floats"  # (clients,): steps left after the removal


def _pairs(sessions: pd.DataFrame, first: str, second: str) -> _Pairs:
    rows = pairs_in(clients_in(sessions), first, second).sort_values(["client", "session"], kind="stable")
    client, when = pd.factorize(rows["client"])[0], rows["session"].to_numpy(np.int64)
    values = rows[[first, second]].to_numpy(float)
    follows = (client[1:] == client[:-1]) & (when[1:] == when[:-1] + 1)
    run = np.concatenate([[0], np.cumsum(~follows)])
    long = np.bincount(run)[run] >= _SHORTEST_RUN
    run = np.unique(run[long], return_inverse=True)[1]
    client, when, values = client[long], when[long], values[long]
    owner = np.unique(client, return_inverse=True)[1]
    n = len(np.unique(owner))
    if n < _FEWEST_CLIENTS:
        raise CourseError(
            _(
                "Only {n} clients have {shortest_run} sessions in a row with both {first} and {second}; "
                "take a caseload in which at least {fewest_clients} have."
            ).format(
                n=n, shortest_run=_SHORTEST_RUN, first=first, second=second, fewest_clients=_FEWEST_CLIENTS
            )
        )
    length = np.bincount(run)
    left = _without_courses(values, run, when)
    spread = np.sqrt((left**2).sum(axis=0) / (length - 2).sum())
    for name, points in zip((first, second), spread, strict=True):
        if points < 1e-9:
            raise CourseError(
                _(
                    "{name} does not move within clients from session to session; choose another column."
                ).format(name=name)
            )
    step = np.flatnonzero(run[1:] == run[:-1])
    both = np.hstack([values[step + 1], values[step]]) / np.tile(spread, 2)
    both = _without_courses(both, run[step], when[step])
    who = owner[step]
    products = np.empty((n, 4, 4))
    for a in range(4):
        for b in range(a + 1):
            products[:, a, b] = products[:, b, a] = np.bincount(who, both[:, a] * both[:, b], minlength=n)
    steps = length - 1
    first_of_run = np.concatenate([[0], np.cumsum(length)[:-1]])
    owner_of_run = owner[first_of_run]
    bias = np.zeros((n, steps.max() - 1))
    for size in np.unique(steps):
        shares = _coming_back(int(size))
        bias[:, : len(shares)] += np.bincount(owner_of_run[steps == size], minlength=n)[:, None] * shares
    freedom = np.bincount(owner_of_run, weights=steps - 2.0, minlength=n).astype(np.float64)
    return _Pairs(len(step), n, products, bias, freedom)


def _without_courses(values: "Floats", run: "Whole", when: "Whole") -> "Floats":
    """Take out each run's own straight line and, jointly, the average of each session number."""
    from scipy.sparse import csr_matrix

    length = np.bincount(run)
    place = np.arange(len(run)) - np.concatenate([[0], np.cumsum(length)[:-1]])[run]
    along = (place - (length[run] - 1) / 2) / np.sqrt(length * (length**2 - 1) / 12)[run]

    def off_line(columns: "Floats") -> "Floats":
        out = np.empty_like(columns)
        for j, column in enumerate(columns.T):
            level = np.bincount(run, column) / length
            slope = np.bincount(run, along * column)
            out[:, j] = column - level[run] - along * slope[run]
        return out

    session = when - when.min()
    shape = (len(length), int(session.max()) + 1)
    flat = csr_matrix((1 / np.sqrt(length[run]), (run, session)), shape=shape)
    tilted = csr_matrix((along, (run, session)), shape=shape)
    seen = np.bincount(session, minlength=shape[1])
    crossed = np.diag(seen.astype(float)) - (flat.T @ flat).toarray() - (tilted.T @ tilted).toarray()
    left = off_line(values)
    sums = np.column_stack([np.bincount(session, column, minlength=shape[1]) for column in left.T])
    # A straight trend over session numbers is in every run's own line already: the system has no full rank.
    average = np.linalg.pinv(crossed, rcond=1e-9, hermitian=True) @ sums
    return left - off_line(average[session])


def _coming_back(steps: int) -> "Floats":
    """Return, for each lag, how much of the errors a run's own line carries into the sessions after them."""
    line = np.linalg.qr(np.vander(np.arange(steps) - (steps - 1) / 2, 2, increasing=True))[0]
    removal = np.eye(steps) - line @ line.T
    return np.array([np.trace(removal, lag) for lag in range(1, steps)])


def _solve(pairs: _Pairs, kept: "NDArray[np.bool_]") -> "Floats":
    """Return the 2 x 2 coefficients that agree with the biased estimate once its bias is counted in."""
    from scipy.optimize import least_squares

    total = pairs.products[kept].sum(axis=0)
    after, across, now = total[:2, :2], total[:2, 2:], total[2:, 2:]
    bias, freedom = pairs.bias[kept].sum(axis=0), pairs.freedom[kept].sum()
    inverse = np.linalg.pinv(now)

    def disagreement(flat: "Floats") -> "Floats":
        a = flat.reshape(2, 2)
        errors = (after - a @ across.T - across @ a.T + a @ now @ a.T) / freedom
        carried, power = np.zeros((2, 2)), np.eye(2)
        for share in bias:
            carried += share * power
            power = power @ a
        gap: Floats = (across - a @ now - errors @ carried.T) @ inverse
        return gap.ravel()

    # With few clients the two may not meet; then this is where they come closest.
    found: Any = least_squares(disagreement, (across @ inverse).ravel())
    solved: Floats = np.asarray(found.x, dtype=np.float64).reshape(2, 2)
    return solved


def _half_interval(pairs: _Pairs) -> "Floats":
    """Return half the width of the 95 % intervals, from leaving out clients in turn."""
    from scipy.stats import t

    folds = min(pairs.clients, _MOST_FOLDS)
    fold = np.arange(pairs.clients) % folds
    without = np.stack([_solve(pairs, fold != one) for one in range(folds)])
    error = np.sqrt((folds - 1) / folds * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    half: Floats = np.asarray(t.ppf(0.975, folds - 1) * error, dtype=np.float64).reshape(2, 2)
    return half


def _deviations(numbers: dict[str, float], name: str) -> str:
    told = (
        _("{size} standard deviations higher (95 % interval {low} to {high})")
        if numbers[name] > 0
        else _("{size} standard deviations lower (95 % interval {low} to {high})")
    )
    return with_interval(told, numbers, name)
