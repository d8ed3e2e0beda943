"""Simulate at full size and hold every figure against its published band."""

import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from alliance.caseload.calibration.statistics import STATISTICS, Study
from alliance.caseload.calibration.targets import Target, targets
from alliance.caseload.parameters import changed
from alliance.caseload.simulate import simulate_caseload
from alliance.errors import CourseError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DEFAULT: Final = "both"
"""The world that must meet every row; the others must meet the correlations."""

SOFT_SHARE: Final = 0.9
"""So many of the soft rows must lie inside their band."""


@dataclass(frozen=True)
class Size:
    """How much is simulated: so many caseloads of so many clients of so many therapists, and with which seed."""

    replications: int = 20
    clients: int = 4000
    therapists: int = 80
    seed: int = 20_260


@dataclass(frozen=True)
class Row:
    """One published figure with what was simulated.

    Attributes
    ----------
    target : Target
        What is to be reproduced.
    simulated : float
        The mean over the caseloads; for a sign row 1 when every sign is as it should be, else 0.
    low, high : float
        The Monte Carlo interval of that mean, 95 %.
    inside : bool
        Whether `simulated` lies in the target's band; what cannot be computed (NaN) does not.
    """

    target: Target
    simulated: float
    low: float
    high: float
    inside: bool


@dataclass(frozen=True)
class Calibration:
    """What was simulated in one world, row by row."""

    world: str
    size: Size
    rows: tuple[Row, ...]

    @property
    def required(self) -> list[Row]:
        """The rows that this world must meet: all gated ones in the default world, the correlations elsewhere."""
        return [row for row in self.rows if is_required(row.target, self.world)]

    @property
    def outside(self) -> list[Row]:
        """The required rows that lie outside their band."""
        return [row for row in self.required if not row.inside]

    @property
    def met(self) -> bool:
        """Whether all hard rows, all correlations of another world, and nine in ten soft rows are inside."""
        soft = [row.inside for row in self.required if row.target.gate == "soft"]
        hard = [row.inside for row in self.required if row.target.gate == "hard"]
        enough = SOFT_SHARE if self.world == DEFAULT else 1.0
        return all(hard) and sum(soft) >= enough * len(soft)


def is_required(target: Target, world: str) -> bool:
    """Tell whether a world must meet a row."""
    return target.gate != "report" and (world == DEFAULT or target.is_correlation)


def calibrate(
    worlds: Sequence[str] = (DEFAULT,),
    size: Size = Size(),
    parameters: Path | None = None,
    preset: str | None = None,
    workers: int | None = None,
    done: Callable[[], None] = lambda: None,
) -> list[Calibration]:
    """Simulate each world and compute every row from what can be observed.

    Parameters
    ----------
    worlds : sequence of str
        Which worlds.
    size : Size
        How much to simulate.
    parameters, preset
        As for `simulate_caseload`.
    workers : int, optional
        How many processes; by default one for each core.
    done : callable, optional
        Called after each caseload, to move a progress bar.

    Returns
    -------
    list of Calibration
        One for each world. The same arguments give the same figures.
    """
    for world in worlds:  # refuse bad input before anything is started
        changed(file=parameters, preset=preset).world(world)
    tasks = [(world, number) for world in worlds for number in range(size.replications)]
    run = partial(_replication, size, parameters, preset)
    found: dict[tuple[str, int], dict[str, Floats]] = {}
    with ProcessPoolExecutor(min(workers or os.cpu_count() or 1, len(tasks))) as pool:
        waiting = {pool.submit(run, *task): task for task in tasks}
        for future in as_completed(waiting):
            found[waiting[future]] = future.result()
            done()
    return [
        Calibration(world, size, _rows([found[world, number] for number in range(size.replications)]))
        for world in worlds
    ]


def _replication(
    size: Size, parameters: Path | None, preset: str | None, world: str, number: int
) -> "dict[str, Floats]":
    """Simulate one caseload and compute every row."""
    caseload = simulate_caseload(
        clients=size.clients,
        therapists=size.therapists,
        seed=size.seed,
        variant=number,
        world=world,
        parameters=parameters,
        preset=preset,
    )
    study = Study.of(caseload)
    return {target.id: np.atleast_1d(_computed(target, study)) for target in targets()}


def _computed(target: Target, study: Study) -> "float | Floats":
    """Compute a row; NaN where the caseload has nothing to compute it from, such as no observer at all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            return STATISTICS[target.id](study)
        except (CourseError, KeyError, ZeroDivisionError, np.linalg.LinAlgError):
            return float("nan")


def _rows(found: "list[dict[str, Floats]]") -> tuple[Row, ...]:
    return tuple(_row(target, np.array([one[target.id] for one in found])) for target in targets())


def _row(target: Target, found: "Floats") -> Row:
    """Sum up one row over the caseloads: (caseloads, 1), or (caseloads, contrasts) for a row about signs."""
    from scipy import stats

    mean = found.mean(axis=0)
    reach = np.zeros_like(mean)
    if len(found) > 1:
        reach = stats.t.ppf(0.975, len(found) - 1) * stats.sem(found, axis=0)
    low, high = mean - reach, mean + reach
    if target.is_sign:
        if np.isnan(mean).any():
            return Row(target, float("nan"), float("nan"), float("nan"), False)
        low, mean, high = (np.array([float((x > 0).all())]) for x in (low, mean, high))
    return Row(target, float(mean[0]), float(low[0]), float(high[0]), target.met_by(float(mean[0])))
