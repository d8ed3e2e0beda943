"""Draw a caseload: therapists, their clients, and every session, as two tidy tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from alliance.caseload.course import Course, course
from alliance.caseload.measures import ITEMS, Seen, pillar_scores, scored, seen
from alliance.caseload.parameters import Parameters, changed
from alliance.caseload.people import MODALITIES, PROBLEMS, People, people
from alliance.caseload.streams import Streams
from alliance.errors import CourseError
from alliance.language import _, number
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from alliance.caseload.caseload import Caseload

MOST_CLIENTS: Final = 1_000_000
MOST_THERAPISTS: Final = 100_000
_HOMEWORK: Final = ("not done", "partly", "done")
_KINDS: Final = ("withdrawal", "confrontation")
_SEVERITY: Final = ("mild", "moderate", "severe")


def _whole(name: str, given: Any, least: int, most: int) -> int:
    """Return a whole number within its limits, or say what is allowed."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or not least <= given <= most:
        raise CourseError(
            _("{name} must be a whole number from {least} to {most}; {given} was given.").format(
                name=name, least=number(least, ","), most=number(most, ","), given=repr(given)
            )
        )
    return int(given)


def simulate_caseload(
    *,
    clients: int = 40,
    therapists: int = 5,
    seed: int = 1,
    world: str = "both",
    preset: str | None = None,
    variant: str | int | None = None,
    knobs: Mapping[str, Any] | None = None,
    parameters: Path | str | None = None,
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
    preset : {"trainee_clinic", "private_practice", "online_service", "inpatient"}, optional
        A setting. Without one the caseload is the one that is calibrated.
    variant : str or int, optional
        A caseload of its own for each student: the same variant is always the same caseload.
    knobs : mapping, optional
        Parameters by their dotted names with other values: ``{"ruptures.onset": 0.6}``.
    parameters : path, optional
        A TOML file with those parameters that are to be different.

    Returns
    -------
    Caseload
        With ``.clients``, ``.sessions``, ``.per_client``, ``.codebook``, ``.show()`` and ``.save()``.

    Raises
    ------
    CourseError
        When an argument is not one of these: one sentence with what was given and what is allowed.
    """
    from alliance.caseload.caseload import Caseload
    from alliance.caseload.truth import Truth

    n = _whole("clients", clients, 1, MOST_CLIENTS)
    k = _whole("therapists", therapists, 1, min(MOST_THERAPISTS, n))
    number = _whole("seed", seed, 0, 2**63 - 1)
    if variant is not None and (isinstance(variant, bool) or not isinstance(variant, str | int | np.integer)):
        raise CourseError(
            _("variant must be a name or a whole number; {variant} was given.").format(variant=repr(variant))
        )
    given = changed(file=parameters, preset=preset, knobs=knobs)
    chosen = given.world(world)
    streams = Streams(number, variant)
    who = people(streams["people"], given, chosen, n, k)
    what = course(streams["course"], given, chosen, who)
    measured = seen(streams, given, who, what)
    ids = _names("C", n)
    names = _names("T", k)
    return Caseload(
        clients=_clients_table(streams["table"], given, who, what, measured, ids, names),
        sessions=sessions_table(what, measured, ids),
        truth=Truth(world=world, parameters=given, ids=ids, therapists=names, people=who, course=what),
    )


def _names(letter: str, n: int) -> "NDArray[np.object_]":
    width = max(2, len(str(n)))
    return np.array([f"{letter}{i:0{width}d}" for i in range(1, n + 1)], dtype=object)


def _clients_table(
    rng: np.random.Generator,
    p: Parameters,
    who: People,
    what: Course,
    measured: Seen,
    ids: "NDArray[np.object_]",
    names: "NDArray[np.object_]",
) -> pd.DataFrame:
    n = len(ids)
    dropout = np.zeros(n, dtype=bool)
    dropout[what.client[what.dropout]] = True
    # Rows are in the order of time, so that the last one written to a client stays.
    last = np.empty(n)
    there = ~np.isnan(measured.symptoms)
    last[what.client[there]] = measured.symptoms[there]
    referred = ~dropout & (rng.random(n) < p.attendance.referral)
    intake = scored(who.intake + p.symptoms.noise * rng.standard_normal(n))
    return pd.DataFrame(
        {
            "client": ids,
            "therapist": _words(who.therapist, names),
            "modality": _words(who.modality, MODALITIES),
            "delivery": _words(who.video.astype(np.int8), ("in person", "video")),
            "presenting_problem": _words(who.problem, PROBLEMS),
            "fit": _words(who.good_fit.astype(np.int8), ("poor", "good")),
            "severity": _words(np.digitize(who.severity, (-0.6, 0.8)), _SEVERITY),
            "attachment_anxiety": np.clip(np.round(3.6 + 1.1 * who.anxiety, 1), 1, 7),
            "attachment_avoidance": np.clip(np.round(3.1 + 1.0 * who.avoidance, 1), 1, 7),
            "intake": intake,
            "last": last,
            "sessions_attended": np.bincount(what.client[what.attended], minlength=n),
            "dropout": dropout,
            "ending": _words(np.where(dropout, 2, referred), ("planned", "referral", "dropout")),
        }
    )


def sessions_table(what: Course, measured: Seen, ids: "NDArray[np.object_]") -> pd.DataFrame:
    """Return what was seen as the table that students get."""
    columns: dict[str, Any] = {
        "client": _words(what.client, ids),
        "session": what.session,
        "attended": what.attended,
    }
    for row, item in enumerate(ITEMS):
        columns[item] = _nullable(measured.items[row], missing=0)
    client = pillar_scores(measured.items)
    others = {
        f"_{rater}": dict(zip(PILLAR_IDS, ratings, strict=True))
        for rater, ratings in (("therapist", measured.therapist), ("observer", measured.observer))
    }
    for ending, ratings in {"": client, **others}.items():
        for pillar in PILLAR_IDS:
            columns[pillar + ending] = ratings[pillar]
        columns[f"alliance{ending}"] = sum(ratings[pillar] for pillar in PILLAR_IDS) / len(PILLAR_IDS)
    columns["symptoms"] = measured.symptoms
    columns["homework"] = _words(measured.homework, _HOMEWORK)
    columns["distress_after"] = _nullable(measured.distress, missing=-1)
    for rater, noticed in measured.rupture.items():
        columns[f"rupture_{rater}"] = pd.arrays.BooleanArray(noticed == 1, noticed == -1)
    kind = np.where(measured.rupture["observer"] == 1, measured.confronts.astype(np.int8), np.int8(-1))
    columns["rupture_kind"] = _words(kind, _KINDS)
    return pd.DataFrame(columns, copy=False)


def _words(codes: "NDArray[Any]", words: "Sequence[str] | NDArray[np.object_]") -> "ExtensionArray":
    """Words by their number, -1 for a gap: each word is made once and pointed to, which is what makes this quick."""
    return pd.array(words, dtype="str").take(codes, allow_fill=True)


def _nullable(values: "NDArray[np.int8]", missing: int) -> pd.arrays.IntegerArray:
    """Whole numbers with gaps. 16 bits: a novice's ``* 100`` still fits."""
    return pd.arrays.IntegerArray(values.astype(np.int16), values == missing)
