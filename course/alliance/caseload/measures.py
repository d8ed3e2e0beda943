"""What is seen of it: the client's answers, others' ratings, three detectors of ruptures, scores."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from alliance.caseload.course import Course
from alliance.caseload.parameters import Detector, Parameters, Rater
from alliance.caseload.people import WORST, People
from alliance.caseload.streams import Streams
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

LOWEST, HIGHEST = 1, 5
"""The ends of the teaching scale, in points."""

ANSWERED: Final = 3
"""A pillar's score is the mean of its answers when at least so many of the four are there."""


@dataclass(frozen=True)
class Item:
    """One sentence of the teaching scale, with what makes its answers differ from the others'."""

    item: str
    words: str
    easiness: float  # latent units by which its thresholds lie lower
    discrimination: float  # relative to the other items

    @property
    def pillar(self) -> str:
        """The pillar that the item asks about."""
        return self.item.partition("_")[0]


@cache
def items() -> tuple[Item, ...]:
    """Return the twelve items of the teaching scale, pillar by pillar; own wording, not validated."""
    text = files("alliance.caseload").joinpath("items.csv").read_text(encoding="utf-8")
    return msgspec.convert(list(csv.DictReader(text.splitlines())), tuple[Item, ...], strict=False)


ITEMS: Final = tuple(f"{pillar}_{number}" for pillar in PILLAR_IDS for number in range(1, 5))
"""The names of the items, in the order of the columns."""


@dataclass(frozen=True)
class Seen:
    """What is seen in each booked session; rows as in the `Course`. Zero or NaN stands for missing."""

    items: "NDArray[np.int8]"  # (12, sessions), 1 to 5, 0 when missing
    therapist: "Floats"  # (3, sessions)
    observer: "Floats"  # (3, sessions)
    rupture: "dict[str, NDArray[np.int8]]"  # by detector: 1 seen, 0 not, -1 missing
    confronts: "Bools"  # the kind that the observer codes, where one is seen
    symptoms: "Floats"
    homework: "NDArray[np.int8]"  # 0 not done, 1 partly, 2 done, -1 missing
    distress: "NDArray[np.int8]"  # 0 to 10, -1 missing


def seen(streams: Streams, p: Parameters, who: People, what: Course) -> Seen:
    """Measure every booked session."""
    missing = streams["missing"]
    n = len(what.client)
    absent = ~what.attended
    no_form = absent | (missing.random(n) < p.missing.form)
    no_therapist = absent | (missing.random(n) < p.missing.therapist)
    no_recording = absent | (missing.random(n) < p.missing.observer)
    no_symptoms = absent | ((what.session > 1) & (missing.random(n) < p.missing.symptoms))

    answers = _answers(streams["client"], p, who, what)
    answers[:, no_form] = 0
    count = missing.binomial(answers.size, p.missing.item)
    answers.reshape(-1)[missing.choice(answers.size, count, replace=False, shuffle=False)] = 0

    raters = streams["raters"]
    detectors = streams["detectors"]
    client = _noticed(detectors, p.detectors.client, what)
    therapist = _noticed(detectors, p.detectors.therapist, what)
    observer = _noticed(detectors, p.detectors.observer, what)
    unsure = (what.depth == 0) | (detectors.random(n) < p.detectors.observer.miscoded)
    guess = detectors.random(n) >= p.ruptures.withdrawal

    rng = streams["symptoms"]
    noise, doing, strain = rng.standard_normal((3, n))
    h, d = p.homework, p.distress
    willing = h.task * what.alliance[:, 1] + h.engagement * who.engagement[what.client] + doing
    general = what.alliance.mean(axis=1)
    upset = (
        d.mean
        + d.symptoms * (what.symptoms - p.symptoms.well)
        + d.alliance * general
        + (d.rupture + d.confrontation * what.confrontation) * what.depth
        + d.noise * strain
    )
    return Seen(
        items=answers,
        therapist=_rated(raters, p.raters.therapist, p, what, len(who.level), no_therapist),
        observer=_rated(raters, p.raters.observer, p, what, len(who.level), no_recording),
        rupture={
            "client": np.where(no_form, np.int8(-1), client),
            "therapist": np.where(no_therapist, np.int8(-1), therapist),
            "observer": np.where(no_recording, np.int8(-1), observer),
        },
        confronts=np.where(unsure, guess, what.confrontation),
        symptoms=np.where(no_symptoms, np.nan, scored(what.symptoms + p.symptoms.noise * noise)),
        homework=np.where(absent, -1, np.digitize(willing, (h.done, h.fully))).astype(np.int8),
        distress=np.where(no_form, -1, np.clip(np.rint(upset), 0, 10)).astype(np.int8),
    )


def scored(symptoms: "Floats") -> "Floats":
    """Return symptom scores as they are written down: 0 to 40, with one decimal."""
    return np.clip(np.round(symptoms, 1), 0.0, WORST)


def _answers(rng: np.random.Generator, p: Parameters, who: People, what: Course) -> "NDArray[np.int8]":
    """Answer the items: Samejima's graded response model in its normal-ogive form."""
    scale = p.scale
    answers = np.empty((len(items()), len(what.client)), dtype=np.int8)
    style = who.style[what.client]
    for i, pillar in enumerate(PILLAR_IDS):
        felt = what.alliance[:, i] + style
        for row, item in enumerate(items()):
            if item.pillar != pillar:
                continue
            answer = rng.standard_normal(len(felt))
            answer *= scale.item_noise / item.discrimination
            answer += felt
            answers[row] = LOWEST
            for threshold in scale.thresholds:
                answers[row] += answer > threshold - item.easiness
    return answers


def _rated(
    rng: np.random.Generator, rater: Rater, p: Parameters, what: Course, n: int, missing: "Bools"
) -> "Floats":
    """Rate each pillar as somebody else sees it, to a quarter point as the mean of four answers would be."""
    halo = rater.halo * rng.standard_normal(n)
    middle = _typical(p) + rater.shift
    ratings = np.empty((3, len(what.client)))
    for i in range(3):
        view = halo + rater.view * rng.standard_normal(n)
        rating = rng.standard_normal(len(what.client))
        rating *= rater.noise
        rating += rater.slope * what.alliance[:, i]
        rating += (middle + view)[what.client]
        rating *= 4
        np.rint(rating, out=rating)
        rating /= 4
        np.clip(rating, LOWEST, HIGHEST, out=rating)
        rating[missing] = np.nan
        ratings[i] = rating
    return ratings


def _typical(p: Parameters) -> float:
    """Return the answer, in points, of a client of average alliance: other raters are placed beside it."""
    from scipy.special import ndtr

    return float(LOWEST + sum(ndtr(-np.array(p.scale.thresholds) / p.scale.item_noise)))


def _noticed(rng: np.random.Generator, by: Detector, what: Course) -> "NDArray[np.int8]":
    """Tell where a detector sees a rupture: the deeper, the more likely, and sometimes where none is."""
    threshold = np.where(what.confrontation, by.threshold * by.confrontation, by.threshold)
    with np.errstate(divide="ignore"):
        chance = 1 / (1 + (what.depth / threshold) ** -by.slope)
    chance = by.false_alarm + (1 - by.false_alarm) * chance
    return (rng.random(len(chance)) < chance).astype(np.int8)


def pillar_scores(answers: "NDArray[np.int8]") -> "dict[str, Floats]":
    """Return each pillar's score in points, the mean of its answers, NaN where fewer than three are there."""
    scores: dict[str, Any] = {}
    for i, pillar in enumerate(PILLAR_IDS):
        block = answers[4 * i : 4 * i + 4]
        there = (block > 0).sum(axis=0)
        total = block.sum(axis=0, dtype=np.float64)
        scores[pillar] = np.where(there >= ANSWERED, total / np.maximum(there, 1), np.nan)
    return scores
