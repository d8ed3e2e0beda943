"""Simulate the four worlds that `FourWorlds` shows, and keep what it needs of them.

Simulating takes too long for a lesson that should open at once. Run ``python -m alliance.widgets.simulate_worlds``
after the simulator has changed: a test says when that is due.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alliance.widgets.four_worlds import DOTS, REACH, SIMULATED, TARGET

if TYPE_CHECKING:
    import pandas as pd

CLIENTS: Final = 40_000
SEED: Final = 6
WORLDS: Final = ("alliance_causes", "change_causes", "both", "common_cause")
CLOSE: Final = 0.001
"""How near to `TARGET` the r of the clients who are drawn must lie."""


def simulated(world: str) -> dict[str, Any]:
    """Return what is kept of one world.

    Parameters
    ----------
    world : str
        As in ``simulate_caseload``.

    Returns
    -------
    dict
        ``r`` of everybody; ``forward`` and ``backward``, the steps from one session to the next with their 95 %
        intervals, turned so that relief counts upwards; and ``points``, the clients who are drawn.
    """
    from alliance.caseload import correlate, lag, simulate_caseload

    caseload = simulate_caseload(clients=CLIENTS, therapists=CLIENTS // 50, seed=SEED, world=world)
    r = correlate(caseload.per_client, "alliance_early", "residual_change").value
    steps = lag(caseload.sessions, "alliance", "symptoms").numbers
    # Fewer symptoms are relief: the sign turns, and with it the ends of the interval.
    turned = {
        name: [round(-steps[name + end], 3) for end in ("", "_high", "_low")]
        for name in ("forward", "backward")
    }
    return {"id": world, "r": round(r, 3), **turned, "points": drawn(caseload.per_client)}


def drawn(table: "pd.DataFrame") -> list[list[float]]:
    """Choose the clients to draw, in standard scores: at random, until their r is about that of the meta-analysis."""
    import numpy as np

    both = table[["alliance_early", "residual_change"]].dropna()
    for attempt in range(100_000):
        some = both.sample(DOTS, random_state=attempt)
        values = some.to_numpy(float)
        scores = ((values - values.mean(axis=0)) / values.std(axis=0)).round(2)
        if abs(scores).max() < REACH and abs(np.corrcoef(scores.T)[0, 1] - TARGET) < CLOSE:
            points: list[list[float]] = scores.tolist()
            return points
    raise RuntimeError(f"No {DOTS} clients with r = {TARGET} were found.")


def written(worlds: list[dict[str, Any]]) -> str:
    """Return the worlds as the YAML that is shipped."""
    lines = [
        "# Written by `python -m alliance.widgets.simulate_worlds`; not by hand.",
        f"clients: {CLIENTS}",
        "worlds:",
    ]
    for world in worlds:
        lines += [f"  - id: {world['id']}", f"    r: {world['r']}"]
        lines += [f"    {name}: {world[name]}" for name in ("forward", "backward", "points")]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name(SIMULATED).write_text(
        written([simulated(world) for world in WORLDS]), encoding="utf-8"
    )
