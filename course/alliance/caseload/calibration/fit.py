"""Find the parameters that bring the simulated figures into their bands, in all four worlds together.

Run ``python -m alliance.caseload.calibration.fit`` to see what would change, with ``--write FILE`` to write it into a
parameter file. It is a damped Gauss-Newton search with the same random numbers at each step, over the parameters in
`free_parameters.csv`. It starts from the parameters that the package ships (the first ones were set by hand, from the
theory in their comments) and stops when no step makes things better.
"""

import csv
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import numpy as np
import typer

from alliance.caseload.calibration.rows import is_required
from alliance.caseload.calibration.statistics import STATISTICS, Study
from alliance.caseload.calibration.targets import targets
from alliance.caseload.parameters import changed, parameters, value_of
from alliance.caseload.simulate import simulate_caseload
from alliance.errors import CourseError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CLIENTS, THERAPISTS = 40_000, 800
INNER: Final = 0.7
"""Aim for the inside of a band: so far from its middle, in half-widths, a row is as good as met."""

MARGIN: Final = 0.2
"""A contrast of a sign row should be so far above zero, in its own unit."""

FACTORS: Final = (0.3, 1.0, 3.0, 10.0, 30.0)
"""How much the damping is changed in the steps that are tried."""


def free() -> dict[str, float]:
    """Return the parameters that may move, with the size of one step."""
    text = files(__package__).joinpath("free_parameters.csv").read_text(encoding="utf-8")
    return {row["parameter"]: float(row["step"]) for row in csv.DictReader(text.splitlines())}


def distances(run: tuple[str, dict[str, float]], seed: int) -> "Floats":
    """Simulate one world once and say how far each of its rows is from its place, in half-widths of its band.

    A row inside the inner part of its band counts little, so that rows that pull against each other meet within
    both bands and not in the middle of neither.
    """
    world, knobs = run
    caseload = simulate_caseload(clients=CLIENTS, therapists=THERAPISTS, seed=seed, world=world, knobs=knobs)
    study = Study.of(caseload)
    found: list[float] = []
    for target in (target for target in targets() if is_required(target, world)):
        value = STATISTICS[target.id](study)
        if target.is_sign:
            found += [float(max(0.0, MARGIN - contrast)) * 3 for contrast in np.atleast_1d(value)]
            continue
        half = (target.high - target.low) / 2
        off = (float(value) - (target.high + target.low) / 2) / half
        beyond = np.sign(off) * max(0.0, abs(off) - INNER)
        found.append((1.0 if target.gate == "hard" else 0.7) * (beyond + 0.02 * off))
    return np.array(found)


class Search:
    """The distances of all worlds as a function of the free parameters."""

    def __init__(self, pool: Executor, seed: int) -> None:
        self.pool, self.seed = pool, seed
        self.worlds = list(parameters().worlds)
        self.names = list(free())
        self.step = np.array(list(free().values()))

    def knobs(self, at: "Floats") -> dict[str, float]:
        """Return the parameters at a place by their names."""
        return dict(zip(self.names, at.tolist(), strict=True))

    def allowed(self, at: "Floats") -> bool:
        """Tell whether the parameters at a place are within their limits."""
        try:
            changed(knobs=self.knobs(at))
        except CourseError:
            return False
        return True

    def at(
        self, places: "list[Floats]", only: "list[list[str]] | None" = None
    ) -> "list[list[Floats | None]]":
        """Return the distances at each place, world by world; None for a world that was not asked for."""
        wanted = only or [self.worlds] * len(places)
        jobs = [(i, w) for i, worlds in enumerate(wanted) for w in worlds]
        runs = [(w, self.knobs(places[i])) for i, w in jobs]
        found: list[list[Floats | None]] = [[None] * len(self.worlds) for _ in places]
        for (i, w), one in zip(jobs, self.pool.map(partial(distances, seed=self.seed), runs), strict=True):
            found[i][self.worlds.index(w)] = one
        return found

    def slopes(self, at: "Floats", base: "list[Floats]") -> "Floats":
        """Return how the distances change with a step of each parameter."""
        moved = [at + self.step * (np.arange(len(at)) == i) for i in range(len(at))]
        moved = [m if self.allowed(m) else 2 * at - m for m in moved]
        own = [[w for w in self.worlds if name.startswith(f"worlds.{w}.")] for name in self.names]
        found = self.at(moved, [worlds or self.worlds for worlds in own])
        columns = [
            np.concatenate(
                [
                    (one - b if one is not None else np.zeros_like(b)) * np.sign((m - at).sum())
                    for one, b in zip(by_world, base, strict=True)
                ]
            )
            for m, by_world in zip(moved, found, strict=True)
        ]
        return np.array(columns).T

    def run(self, at: "Floats", rounds: int) -> "Floats":
        """Take a few damped Gauss-Newton steps and return the best place that was seen."""
        base = [one for one in self.at([at])[0] if one is not None]
        damping = 1.0
        for turn in range(rounds):
            now = np.concatenate(base)
            slopes = self.slopes(at, base)
            places = []
            for factor in FACTORS:
                left = slopes.T @ slopes + damping * factor * np.eye(len(at))
                step = np.clip(-np.linalg.solve(left, slopes.T @ now), -4, 4)
                while not self.allowed(at + self.step * step):
                    step = step / 2
                places.append(at + self.step * step)
            tried = [[one for one in by_world if one is not None] for by_world in self.at(places)]
            sums = [float(sum(one @ one for one in by_world)) for by_world in tried]
            best = int(np.argmin(sums))
            typer.echo(f"Round {turn + 1}: {float(now @ now):.3f}, best new step {sums[best]:.3f}")
            if sums[best] >= float(now @ now):
                break
            at, base, damping = places[best], tried[best], damping * FACTORS[best] ** 0.5
        return at


def fit(
    write: Annotated[Path | None, typer.Option(help="A parameter file to write the result into.")] = None,
    seed: Annotated[int, typer.Option(help="The random numbers to fit with.")] = 2026,
    rounds: Annotated[int, typer.Option(help="The most rounds.")] = 4,
) -> None:
    """Search, show each parameter before and after, and write the result if asked to."""
    if write is not None and not write.is_file():
        raise typer.BadParameter(f"There is no file {write} to write into; copy parameters.toml there first.")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        search = Search(pool, seed)
        before = {name: float(value_of(parameters(), name)) for name in search.names}
        now = search.knobs(search.run(np.array(list(before.values())), rounds))
    for name, value in now.items():
        typer.echo(f"{name:45s} {before[name]:8.4g} -> {value:8.4g}")
    if write is not None:
        import tomlkit

        document = tomlkit.parse(write.read_text(encoding="utf-8"))
        for name, value in now.items():
            *path, last = name.split(".")
            place = document
            for key in path:
                place = place[key]
            place[last] = float(f"{value:.3g}")
        write.write_text(tomlkit.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    typer.run(fit)
