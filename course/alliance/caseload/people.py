"""Who comes: therapists and clients, with what they bring before the first session."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from alliance.caseload.parameters import Parameters, World
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WORST: Final = 40.0
"""The highest symptom score; the lowest is 0."""

MODALITIES: Final = ("CBT", "psychodynamic", "person-centred", "integrative")
PROBLEMS: Final = (
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


@dataclass(frozen=True)
class People:
    """One value per client in each array; latent units unless said otherwise."""

    therapist: "NDArray[np.int64]"
    modality: "NDArray[np.int64]"
    problem: "NDArray[np.int64]"
    video: "NDArray[np.bool_]"
    good_fit: "NDArray[np.bool_]"
    severity: "Floats"  # standard normal
    anxiety: "Floats"  # standard normal
    avoidance: "Floats"  # standard normal
    engagement: "Floats"  # standard normal
    style: "Floats"  # lasting way of answering
    level: "Floats"  # lasting alliance, without style
    ways: "Floats"  # (clients, 3), each pillar's own way
    rise: "Floats"  # per session
    recovery: "Floats"  # symptom points gained per session, beyond the average
    repairing: "Floats"  # what client and therapist bring to the log odds of repair
    leaving: "Floats"  # the therapist's share in the log odds of dropout
    intake: "Floats"  # true symptom points before the first session
    planned: "NDArray[np.int64]"  # sessions agreed at the start


def people(rng: np.random.Generator, p: Parameters, world: World, n: int, k: int) -> People:
    """Draw `n` clients of `k` therapists."""
    therapist = rng.permutation(np.arange(n) % k)
    severity, anxiety, avoidance, own, style, engagement, luck, rise = rng.standard_normal((8, n))
    warmth, effect, repairing, leaving = rng.standard_normal((4, k))[:, therapist]
    level, scale = p.level, p.scale
    explained = level.severity**2 + level.anxiety**2 + level.avoidance**2 + level.therapist
    true = (
        level.severity * severity
        + level.anxiety * anxiety
        + level.avoidance * avoidance
        + np.sqrt(level.therapist) * warmth
        + np.sqrt(1 - explained) * own
    )
    video = rng.random(n) < p.attendance.video
    ways = rng.standard_normal((n, len(PILLAR_IDS)))
    r = scale.goal_task
    ways[:, 1] = r * ways[:, 0] + np.sqrt(1 - r**2) * ways[:, 1]
    shared, diligent = world.shared, p.homework.recovery
    recovery = shared * own + diligent * engagement + np.sqrt(1 - shared**2 - diligent**2) * luck
    lasting = scale.level * np.sqrt(1 - scale.style) * true + level.video * video
    pace = p.symptoms.recovery * recovery + p.symptoms.therapist * effect
    beyond, spread = p.attendance.planned - p.attendance.fewest, p.attendance.dispersion
    planned = p.attendance.fewest + rng.negative_binomial(spread, spread / (spread + beyond), n)
    return People(
        therapist=therapist,
        modality=rng.integers(0, len(MODALITIES), n),
        problem=rng.integers(0, len(PROBLEMS), n),
        video=video,
        good_fit=rng.random(n) < p.technique.good,
        severity=severity,
        anxiety=anxiety,
        avoidance=avoidance,
        engagement=engagement,
        style=scale.level * np.sqrt(scale.style) * style,
        level=lasting,
        ways=scale.pillar * ways,
        rise=scale.growth + scale.growth_spread * rise,
        recovery=pace,
        repairing=(
            p.ruptures.repair_therapist * repairing
            + p.ruptures.repair_level * lasting
            + p.ruptures.repair_recovery * pace
        ),
        leaving=p.attendance.therapist * leaving,
        intake=np.clip(p.symptoms.intake + p.symptoms.spread * severity, 0.0, WORST),
        planned=np.minimum(planned, p.attendance.most),
    )
