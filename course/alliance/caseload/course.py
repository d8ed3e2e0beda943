"""What happens: alliance, ruptures, symptoms and staying, session by session.

Only time is stepped through, because each session leans on the one before it; within a session everything is
vectorised over the clients who are still there.
"""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from alliance.caseload.parameters import Parameters, World
from alliance.caseload.people import WORST, People

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Wholes = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NO_RUPTURE: Final = -1
"""The kind and the pillar of a rupture where none is open."""


@dataclass(frozen=True)
class Course:
    """One value per booked session, ordered by client and session."""

    client: "Wholes"  # which client, from 0
    session: "Wholes"  # from 1
    attended: "Bools"
    alliance: "Floats"  # (sessions, 3), true alliance without style, latent units
    symptoms: "Floats"  # true points at the start of the session
    depth: "Floats"  # of the open rupture, latent units; 0 where none is open
    confrontation: "Bools"
    pillar: "Wholes"  # of the open rupture, or NO_RUPTURE
    onset: "Bools"  # a rupture begins in this session
    repaired: "Bools"  # the rupture that was open in this session is repaired before the next
    dropout: "Bools"  # the client leaves after this session without agreeing to


class _Ruptures:
    """The ruptures that are open, one value per client still there."""

    def __init__(self, start: "Moment") -> None:
        self.depth = start.depth.copy()
        self.confrontation = start.confrontation.copy()
        self.pillar = start.pillar.copy()

    def begin(self, rng: np.random.Generator, p: Parameters, came: "Bools") -> "Bools":
        """Let new ruptures begin where the client came and none is open; tell where."""
        given, n = p.ruptures, len(came)
        onset: Bools = came & (self.depth == 0) & (rng.random(n) < given.onset)
        new = np.flatnonzero(onset)
        confronts = rng.random(len(new)) >= given.withdrawal
        deepness = np.exp(given.depth_spread * rng.standard_normal(len(new)))
        depth = given.depth * deepness * np.where(confronts, given.confrontation, 1.0)
        self.depth[new] = np.minimum(depth, given.deepest)
        self.confrontation[new] = confronts
        self.pillar[new] = rng.integers(0, 3, len(new))
        return onset

    def dip(self, spill: float) -> "Floats":
        """Return how far each pillar is lowered now."""
        dip = np.repeat((spill * self.depth)[:, None], 3, axis=1)
        which = np.flatnonzero(self.depth)
        dip[which, self.pillar[which]] = self.depth[which]
        return dip

    def move_on(self, rng: np.random.Generator, p: Parameters, readiness: "Floats", met: "Bools") -> "Bools":
        """Repair some of the open ruptures and let the others fade a little; tell which were repaired.

        A repair needs that the two have `met`, and that they will meet again.
        """
        from scipy.special import expit

        given = p.ruptures
        chance = expit(given.repair + readiness + given.repair_depth * self.depth)
        repaired: Bools = met & (self.depth > 0) & (rng.random(len(chance)) < chance)
        self.depth = np.where(repaired, 0.0, given.fade * self.depth)
        closed = self.depth == 0
        self.confrontation &= ~closed
        self.pillar[closed] = NO_RUPTURE
        return repaired

    def keep(self, stay: "Bools") -> None:
        """Forget the clients who have left."""
        self.depth, self.confrontation, self.pillar = (
            self.depth[stay],
            self.confrontation[stay],
            self.pillar[stay],
        )


@dataclass(frozen=True)
class Moment:
    """Where clients stand after a session; one value per client in each array."""

    session: int
    state: "Floats"  # how far the alliance departs from the client's level
    symptoms: "Floats"  # true points now
    expected: "Floats"  # what an average course would have come to
    excess: "Floats"  # points gained beyond that, at the last session
    healed: "Floats"  # the deepest rupture repaired so far, of those that are felt
    depth: "Floats"  # of the open rupture
    confrontation: "Bools"
    pillar: "Wholes"


def opening(rng: np.random.Generator, p: Parameters, who: People) -> Moment:
    """Return where clients stand before their first session."""
    n = len(who.level)
    return Moment(
        session=0,
        state=p.scale.state * rng.standard_normal(n),
        symptoms=who.intake.copy(),
        expected=who.intake.copy(),
        excess=np.zeros(n),
        healed=np.zeros(n),
        depth=np.zeros(n),
        confrontation=np.zeros(n, dtype=bool),
        pillar=np.full(n, NO_RUPTURE),
    )


def course(
    rng: np.random.Generator, p: Parameters, world: World, who: People, start: Moment | None = None
) -> Course:
    """Step through time until the last client has ended, from the first session or from a later moment on."""
    from scipy.special import expit

    start = start or opening(rng, p, who)
    scale, symptoms, stays = p.scale, p.symptoms, p.attendance
    here = np.arange(len(who.level))
    state, now, expected, excess, healed = (
        start.state,
        start.symptoms,
        start.expected,
        start.excess,
        start.healed,
    )
    ruptures = _Ruptures(start)
    fresh = scale.state * np.sqrt(1 - scale.carry_over**2)
    pull = np.minimum(1.0, symptoms.pull * (stays.planned / who.planned) ** symptoms.pace)
    steps: list[dict[str, NDArray[np.generic]]] = []
    t = start.session
    while len(here):
        t += 1
        n = len(here)
        came = rng.random(n) >= stays.missed if t > 1 else np.ones(n, dtype=bool)
        onset = ruptures.begin(rng, p, came)
        lasting = who.level[here] + state + world.change_to_alliance * excess
        general = lasting + who.rise[here] * (t - 1)
        pillars = who.ways[here] + scale.pillar_state * rng.standard_normal((n, 3))
        alliance = general[:, None] + pillars - ruptures.dip(p.ruptures.spill)
        step = {
            "client": here,
            "session": np.full(n, t),
            "attended": came,
            "alliance": alliance,
            "symptoms": now,
            "depth": ruptures.depth,
            "confrontation": ruptures.confrontation.copy(),
            "pillar": ruptures.pillar.copy(),
            "onset": onset,
        }
        felt = alliance.mean(axis=1) - (who.rise[here] * (t - 1))
        excess = expected - now
        odds = stays.dropout + who.leaving[here] + stays.alliance * felt + stays.improvement * excess
        leaves = rng.random(n) < expit(odds)
        enough = (now < symptoms.cutoff) & (rng.random(n) < stays.enough) & (t >= stays.fewest)
        last = (who.planned[here] <= t) | enough
        step["dropout"] = leaves & ~last
        stay = ~(leaves | last)

        was = np.where(ruptures.depth >= p.ruptures.felt, ruptures.depth, 0.0)
        step["repaired"] = ruptures.move_on(rng, p, who.repairing[here], met=came & stay)
        healed = np.maximum(healed, np.where(step["repaired"], was, 0.0))
        steps.append(step)
        gained = (
            pull[here] * (now - symptoms.well)
            + who.recovery[here]
            + np.where(who.good_fit[here], 1, -1) * p.technique.gain
            + world.alliance_to_change
            * felt
            * (1 + np.where(who.good_fit[here], 1, -1) * p.technique.with_alliance)
            + world.repair_to_change * healed
            + symptoms.drift * rng.standard_normal(n)
        )
        expected = expected - pull[here] * (expected - symptoms.well)
        now = np.clip(now - gained, 0.0, WORST)
        state = scale.carry_over * state + fresh * rng.standard_normal(n)

        here, state, now, expected = here[stay], state[stay], now[stay], expected[stay]
        excess, healed = excess[stay], healed[stay]
        ruptures.keep(stay)
    return _in_order(steps)


def _in_order(steps: "list[dict[str, NDArray[np.generic]]]") -> Course:
    """Put the sessions of one client beside each other."""
    order = np.argsort(np.concatenate([step["client"] for step in steps]), kind="stable")
    return Course(**{f.name: np.concatenate([s[f.name] for s in steps])[order] for f in fields(Course)})
