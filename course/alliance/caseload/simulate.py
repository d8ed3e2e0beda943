"""Draw a caseload: therapists, their clients, and every session, as two tidy tables.

The draws are vectorised over clients; only time is stepped through, because each session leans on the one
before it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.parameters import Parameters, World, parameters
from alliance.errors import CourseError
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance.caseload.caseload import Caseload

    Floats = NDArray[np.float64]

MOST_CLIENTS: Final = 1_000_000
MOST_THERAPISTS: Final = 100_000
_MODALITIES: Final = ("CBT", "psychodynamic", "person-centred", "integrative")
_PROBLEMS: Final = (
    "anxiety",
    "bereavement",
    "depression",
    "family conflict",
    "intrusive thoughts",
    "low self-worth",
    "panic",
    "trauma",
    "work stress",
)


def _whole(name: str, given: Any, least: int, most: int) -> int:
    """Return a whole number within its limits, or say what is allowed."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or not least <= given <= most:
        raise CourseError(f"{name} must be a whole number from {least:,} to {most:,}; {given!r} was given.")
    return int(given)


def simulate_caseload(
    *, clients: int = 40, therapists: int = 5, seed: int = 1, world: str = "both"
) -> "Caseload":
    """Simulate a caseload.

    The same arguments give the same caseload, to the byte, with the same version of the package.

    Parameters
    ----------
    clients : int, default 40
        How many clients, 1 to 1,000,000.
    therapists : int, default 5
        How many therapists see them, 1 to 100,000 and no more than there are clients.
    seed : int, default 1
        Which caseload of this kind; 0 or more.
    world : {"alliance_causes", "change_causes", "both", "common_cause"}, default "both"
        What causes what in it; see ``parameters.toml``.

    Returns
    -------
    Caseload
        With ``.clients``, ``.sessions``, ``.codebook`` and ``.show()``.

    Raises
    ------
    CourseError
        When a number or the world is not one of these.
    """
    from alliance.caseload.caseload import Caseload

    n = _whole("clients", clients, 1, MOST_CLIENTS)
    k = _whole("therapists", therapists, 1, min(MOST_THERAPISTS, n))
    given = parameters()
    chosen = given.world(world)
    rng = np.random.default_rng(_whole("seed", seed, 0, 2**63 - 1))
    people = _people(rng, given, n, k)
    course = _course(rng, given, chosen, people)
    return Caseload(clients=_clients_table(rng, people, course), sessions=_sessions_table(course, people.ids))


@dataclass(frozen=True)
class _People:
    """Who comes: arrays with one value per client."""

    ids: "NDArray[np.str_]"
    therapist: "NDArray[np.int64]"
    severity: "Floats"  # standard normal
    avoidance: "Floats"  # standard normal
    anxiety: "Floats"  # standard normal
    level: "Floats"  # lasting alliance, standard normal
    pillar: "Floats"  # (clients, 3), each pillar's own way, in points
    recovery: "Floats"  # symptom points gained per session
    leaving: "Floats"  # the therapist's share in the log odds of dropout
    planned: "NDArray[np.int64]"


def _people(rng: np.random.Generator, p: Parameters, n: int, k: int) -> _People:
    shares = p.shares
    therapist = rng.permutation(np.arange(n) % k)
    severity, avoidance, anxiety, own = rng.standard_normal((4, n))
    explained = (shares.severity, shares.avoidance, shares.anxiety, np.sqrt(shares.therapist))
    rest = np.sqrt(1 - sum(share**2 for share in explained))
    level = (
        shares.severity * severity
        + shares.avoidance * avoidance
        + shares.anxiety * anxiety
        + explained[3] * rng.standard_normal(k)[therapist]
        + rest * own
    )
    ways = rng.standard_normal((n, 3))
    r = shares.goal_task
    ways[:, 1] = r * ways[:, 0] + np.sqrt(1 - r**2) * ways[:, 1]
    recovery = p.symptoms.recovery + p.symptoms.recovery_sd * rng.standard_normal(n)
    leaving = p.attendance.dropout_therapist * rng.standard_normal(k)[therapist]
    spread = p.attendance.planned_dispersion
    planned = 1 + rng.negative_binomial(spread, spread / (spread + p.attendance.planned_mean - 1), n)
    width = max(2, len(str(n)))
    ids = np.array([f"C{i:0{width}d}" for i in range(1, n + 1)])
    return _People(
        ids=ids,
        therapist=therapist,
        severity=severity,
        avoidance=avoidance,
        anxiety=anxiety,
        level=level,
        pillar=p.scale.spread * shares.pillar * ways,
        recovery=recovery,
        leaving=leaving,
        planned=np.minimum(planned, p.attendance.most),
    )


@dataclass(frozen=True)
class _Course:
    """What happens: arrays of (clients, sessions); what comes after the end is not `booked`."""

    intake: "Floats"
    booked: "NDArray[np.bool_]"
    attended: "NDArray[np.bool_]"
    dropout: "NDArray[np.bool_]"
    items: "Floats"  # (clients, sessions, 3 pillars, 4 items)
    therapist: "Floats"  # (clients, sessions, 3)
    observer: "Floats"
    symptoms: "Floats"
    homework: "NDArray[np.int64]"
    distress: "Floats"


def _course(rng: np.random.Generator, p: Parameters, world: World, people: _People) -> _Course:
    n, most = len(people.ids), int(people.planned.max())
    alliance, symptoms, intake = _paths(rng, p, world, people, most)
    scale, raters = p.scale, p.raters
    seen = scale.mean + alliance[:, :, None] + people.pillar[:, None, :]
    items = _scored(seen[..., None] + rng.normal(0, scale.item_noise, (n, most, 3, 4)))
    therapist = _rated(rng, seen + raters.therapist_shift, raters.therapist_view, raters.therapist_noise)
    observer = _rated(rng, seen + raters.observer_shift, raters.observer_view, raters.observer_noise)

    booked, dropout = _stay(rng, p, people, alliance)
    attended = booked & (rng.random((n, most)) >= p.attendance.missed)
    attended[:, 0] = True
    therapist[~attended | (rng.random((n, most)) < raters.therapist_missing)] = np.nan
    observer[~attended | (rng.random((n, most)) < raters.observer_missing)] = np.nan
    willing = (alliance + people.pillar[:, 1, None]) / scale.spread + rng.standard_normal((n, most))
    strain = 4.0 - 1.1 * alliance / scale.spread + 0.08 * (symptoms - 15) + rng.normal(0, 1.6, (n, most))
    return _Course(
        intake=intake,
        booked=booked,
        attended=attended,
        dropout=dropout,
        items=items,
        therapist=therapist,
        observer=observer,
        symptoms=np.clip(np.round(symptoms, 1), 0, 40),
        homework=np.digitize(willing, (-0.9, 0.3)),
        distress=np.clip(np.round(strain), 0, 10),
    )


def _paths(
    rng: np.random.Generator, p: Parameters, world: World, people: _People, most: int
) -> "tuple[Floats, Floats, Floats]":
    """Step through time: alliance (points from the mean) and symptoms, each leaning on the other."""
    n, scale, symptoms = len(people.ids), p.scale, p.symptoms
    trait = people.level
    recovery = people.recovery + world.shared * symptoms.recovery_sd * trait
    intake = symptoms.intake_mean + symptoms.intake_sd * people.severity
    now = intake.copy()
    departure = np.zeros(n)
    gained = np.zeros(n)
    alliance = np.empty((n, most))
    course = np.empty((n, most))
    for t in range(most):
        departure = scale.carry_over * departure + scale.session_noise * rng.standard_normal(n)
        departure += world.change_to_alliance * gained
        alliance[:, t] = scale.spread * trait + scale.growth * t + departure
        course[:, t] = now + symptoms.noise * rng.standard_normal(n)
        pull = world.alliance_to_change * alliance[:, t] / scale.spread
        gained = recovery * np.exp(-0.06 * t) + pull + symptoms.recovery_noise * rng.standard_normal(n)
        now = now - gained
    return alliance, course, np.clip(np.round(intake, 1), 0, 40)


def _stay(
    rng: np.random.Generator, p: Parameters, people: _People, alliance: "Floats"
) -> "tuple[NDArray[np.bool_], NDArray[np.bool_]]":
    """Decide who is booked for which session, and who left without agreeing to end."""
    n, most = alliance.shape
    odds = p.attendance.dropout_hazard + people.leaving[:, None]
    odds = odds + p.attendance.dropout_alliance * alliance / p.scale.spread
    leaves = rng.random((n, most)) < 1 / (1 + np.exp(-odds))
    first = np.where(leaves.any(axis=1), leaves.argmax(axis=1) + 1, most + 1)
    dropout = first < people.planned
    stays = np.where(dropout, first, people.planned)
    return np.arange(most)[None, :] < stays[:, None], dropout


def _scored(latent: "Floats") -> "Floats":
    """Turn what a client feels into an answer: whole points from 1 to 5."""
    return np.clip(np.round(latent), 1, 5)


def _rated(rng: np.random.Generator, seen: "Floats", view: float, noise: float) -> "Floats":
    """Give another rater's ratings, to a quarter of a point as the mean of four answers would be."""
    n, _, pillars = seen.shape
    lasting = rng.normal(0, view, (n, 1, pillars))
    return np.clip(np.round(4 * (seen + lasting + rng.normal(0, noise, seen.shape))) / 4, 1, 5)


def _clients_table(rng: np.random.Generator, people: _People, course: _Course) -> pd.DataFrame:
    n = len(people.ids)
    last = course.attended.shape[1] - 1 - course.attended[:, ::-1].argmax(axis=1)
    width = max(2, len(str(people.therapist.max() + 1)))
    referred = ~course.dropout & (rng.random(n) < 0.06)
    return pd.DataFrame(
        {
            "client": people.ids,
            "therapist": [f"T{i + 1:0{width}d}" for i in people.therapist],
            "modality": rng.choice(_MODALITIES, n),
            "delivery": np.where(rng.random(n) < 0.3, "video", "in person"),
            "presenting_problem": rng.choice(_PROBLEMS, n),
            "severity": np.array(["mild", "moderate", "severe"])[np.digitize(people.severity, (-0.6, 0.8))],
            "attachment_anxiety": np.clip(np.round(3.6 + 1.1 * people.anxiety, 1), 1, 7),
            "attachment_avoidance": np.clip(np.round(3.1 + 1.0 * people.avoidance, 1), 1, 7),
            "intake": course.intake,
            "last": course.symptoms[np.arange(n), last],
            "sessions_attended": course.attended.sum(axis=1),
            "dropout": course.dropout,
            "ending": np.where(course.dropout, "dropout", np.where(referred, "referral", "planned")),
        }
    )


def _sessions_table(course: _Course, ids: "NDArray[np.str_]") -> pd.DataFrame:
    who, when = np.nonzero(course.booked)
    came = course.attended[who, when]

    def kept(values: "Floats") -> "Floats":
        return np.where(came, values, np.nan)

    columns: dict[str, Any] = {"client": ids[who], "session": when + 1, "attended": came}
    items = course.items[who, when]
    for i, pillar in enumerate(PILLAR_IDS):
        for j in range(4):
            columns[f"{pillar}_{j + 1}"] = pd.Series(kept(items[:, i, j])).astype("Int64")
    for i, pillar in enumerate(PILLAR_IDS):
        columns[pillar] = kept(items[:, i].mean(axis=1))
    for rater, ratings in (("therapist", course.therapist), ("observer", course.observer)):
        for i, pillar in enumerate(PILLAR_IDS):
            columns[f"{pillar}_{rater}"] = ratings[who, when, i]
    columns["symptoms"] = kept(course.symptoms[who, when])
    homework = pd.Series(np.array(["not done", "partly", "done"])[course.homework[who, when]], dtype="str")
    columns["homework"] = homework.where(came)
    columns["distress_after"] = pd.Series(kept(course.distress[who, when])).astype("Int64")
    return pd.DataFrame(columns)
