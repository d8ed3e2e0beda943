"""A case conference: what the data say of the clients whom a student chose to bring.

Every answer is weighed on the student's own choices, so that any choice that the ratings support earns its points. Where
the data leave a question open, several answers are accepted, and the reason says so. Only what stands in the ratings
counts: the simulator's latent truth is not used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from alliance.caseload.conference import TODAY, Conference, conference_on
from alliance.dialogue.effects import effects
from alliance.pillars import PILLAR_IDS
from alliance.practice.answers import as_number, as_word
from alliance_grader.scoring.statistics import follows
from alliance_grader.scoring.statistics.plans import IDLE, KIND, SETTLING, Step, walk

if TYPE_CHECKING:
    from alliance.assignments import Assignment
    from alliance_grader.scoring.case import Case

LINES: Final = {"low": 2.75, "falling": 0.5, "drop": 0.75, "gap": 1.2}
"""From where on the team speaks of a sign, in points; the notebook says the same. An agreement, not a cut-off."""

NEAR: Final = 0.2
"""So near to a line, a choice is half supported."""

LEVEL: Final = 0.26
"""Pillars that differ by no more, one answer of four, cannot be told apart."""

NO_PICK: Final = "this goes on from your choice of a client, which is missing or is not in this conference."


@dataclass(frozen=True)
class Weighed:
    """What an answer is worth, from 0 to 1, and why."""

    share: float
    say: str


@follows
def conference_worth(case: "Case", about: str, question: str) -> float:
    """What share of its points an answer earns."""
    return _QUESTIONS[question].weigh(case, about).share


@follows
def conference_reason(case: "Case", about: str, question: str) -> str:
    """Why."""
    return _QUESTIONS[question].weigh(case, about).say


@follows
def conference_example(case: "Case", about: str, question: str) -> float | str:
    """An answer that earns everything."""
    found: float | str = _QUESTIONS[question].example(case, about)
    return found


@follows
def conference_lowest(case: "Case", about: str) -> str:
    """Whom somebody brings who goes down the column `lowest_lately`: the lowest first, then the next."""
    return _by_lowest(case.work)[int(about) - 1]


@follows
def conference_goes_by_lowest(case: "Case", about: str) -> float:
    """Whether a choice is the lowest number of all, for being low."""
    pick = _pick(case, about)
    again = about == "2" and pick == _pick(case, "1")
    return float(pick == _by_lowest(case.work)[0] and _word(case, f"sign_{about}") == "low" and not again)


@follows
def conference_settles_too_soon(case: "Case", about: str) -> float:
    """Whether a move of a plan settles the matter before it is understood."""
    settles = _word(case, f"plan_{about}") in SETTLING
    return float(settles and any(not step.share for step in _walked(case, about)))


# --- what the ratings show -------------------------------------------------------------------------------------------


@cache
def _conference(work: "Assignment") -> Conference:
    return conference_on(work.caseload)


@cache
def _signs(work: "Assignment") -> pd.DataFrame:
    return _conference(work).signs.set_index("client")


@cache
def _by_lowest(work: "Assignment") -> list[str]:
    return [str(client) for client in _signs(work)["lowest_lately"].sort_values(kind="stable").index]


@cache
def beyond(work: "Assignment", client: str) -> dict[str, float]:
    """Return how far each sign of a client lies beyond its line; below 0 it is not there."""
    figures = _signs(work).loc[client]
    return {
        "low": round(LINES["low"] - figures["lowest_lately"], 2),
        "falling": round(-figures["change"] - LINES["falling"], 2),
        "drop": round(figures["deepest_fall"] - LINES["drop"], 2),
        "gap": round(abs(figures["gap"]) - LINES["gap"], 2),
    }


def signs_of(work: "Assignment", client: str) -> list[str]:
    """Return the signs that a client shows."""
    return [sign for sign, by in beyond(work, client).items() if by >= 0]


@cache
def falls_of(work: "Assignment", client: str) -> list[int]:
    """Return the sessions in which a client's ratings dropped, the deepest fall first."""
    falls = _conference(work).falls(client).round(2)
    return [int(session) for session in falls[falls >= LINES["drop"]].sort_values(ascending=False).index]


@cache
def coded(work: "Assignment", client: str, session: int) -> str:
    """Return what the observer wrote down about a session: a kind, ``"no rupture"``, or nothing when nobody looked."""
    hour = _conference(work).hours(client).loc[session]
    if pd.isna(hour["rupture_observer"]):
        return ""
    return str(hour["rupture_kind"]) if hour["rupture_observer"] else "no rupture"


@cache
def strained(work: "Assignment", client: str, session: int | None) -> dict[str, float]:
    """Return how much each pillar asks for attention: its fall in a session, or how far it lies under 5 on average."""
    conference = _conference(work)
    if session:
        pillars = conference.pillars_before_and_at(client, session)
        return {str(name): float(by) for name, by in (pillars["before"] - pillars["at"]).items()}
    means = conference.hours(client)[list(PILLAR_IDS)].mean()
    return {str(name): 5 - float(mean) for name, mean in means.items()}


# --- what the student answered ---------------------------------------------------------------------------------------


def _word(case: "Case", name: str) -> str:
    return as_word(case.answers.get(name, ...)) or ""


def _pick(case: "Case", number: str) -> str:
    """Return the client that the student chose, or nothing."""
    word = _word(case, f"pick_{number}").upper()
    return word if word in _signs(case.work).index else ""


def _drop_meant(case: "Case", number: str) -> int | None:
    """Return the session of the drop that the student speaks of, or else the deepest; None where nothing dropped."""
    falls = falls_of(case.work, _pick(case, number))
    meant = as_number(case.answers.get(f"session_{number}", ...))
    return int(meant) if meant in falls else next(iter(falls), None)


_SAID: Final = {
    "low": "the lowest pillar has been at {lowest_lately:.2f} lately",
    "falling": "the ratings have gone down by {down:.2f} since the start",
    "drop": "one session lies {deepest_fall:.2f} below those before it",
    "gap": "client and therapist are {apart:.2f} points apart",
}


def _evidence(work: "Assignment", client: str, signs: list[str]) -> str:
    figures = {str(name): float(value) for name, value in _signs(work).loc[client].to_dict().items()}
    figures |= {"down": -figures["change"], "apart": abs(figures["gap"])}
    return ", and ".join(f"{_SAID[sign].format(**figures)} ({sign})" for sign in signs)


# --- whom to bring ---------------------------------------------------------------------------------------------------


def _weigh_pick(case: "Case", number: str) -> Weighed:
    client = _pick(case, number)
    if not client:
        return Weighed(0, "this is no client of today's conference; the table of signs lists them.")
    if number == "2" and client == _pick(case, "1"):
        return Weighed(0, f"{client} is your first choice already; the conference has room for two.")
    signs = signs_of(case.work, client)
    if signs:
        return Weighed(
            1, f"the ratings support this choice. For {client}, {_evidence(case.work, client, signs)}."
        )
    near = [sign for sign, by in beyond(case.work, client).items() if by >= -NEAR]
    if near:
        return Weighed(
            0.5,
            f"half supported. {client} is near a line and not beyond it: {_evidence(case.work, client, near)}. "
            "Others in the table show more.",
        )
    return Weighed(
        0,
        f"nothing in the ratings of {client} speaks for this choice: no pillar is low, nothing fell, and the two "
        "raters are close. You may have another reason; then it belongs in the memo.",
    )


def _example_pick(case: "Case", number: str) -> str:
    """Return a client with several signs; one whose drop an observer has coded comes first."""

    def rank(client: str) -> tuple[bool, float]:
        falls = falls_of(case.work, client)
        is_coded = bool(falls) and coded(case.work, client, falls[0]) in {"withdrawal", "confrontation"}
        return not is_coded, -sum(by for by in beyond(case.work, client).values() if by >= 0)

    known = [str(client) for client in _signs(case.work).index if signs_of(case.work, str(client))]
    return sorted(known, key=rank)[int(number) - 1]


def _weigh_sign(case: "Case", number: str) -> Weighed:
    client, sign = _pick(case, number), _word(case, f"sign_{number}")
    if not client:
        return Weighed(0, NO_PICK)
    shown = signs_of(case.work, client)
    if sign in shown:
        return Weighed(1, f"yes: for {client}, {_evidence(case.work, client, [sign])}.")
    if sign in LINES and beyond(case.work, client)[sign] >= -NEAR:
        return Weighed(0.5, f"nearly: for {client}, {_evidence(case.work, client, [sign])}.")
    if shown:
        return Weighed(0, f"this is not what {client} shows. Here {_evidence(case.work, client, shown)}.")
    return Weighed(0, f"{client} shows none of the four signs; look along this client's row of the table.")


# --- a rupture? ------------------------------------------------------------------------------------------------------


def _weigh_session(case: "Case", number: str) -> Weighed:
    client, session = _pick(case, number), as_number(case.answers.get(f"session_{number}", ...))
    if not client:
        return Weighed(0, NO_PICK)
    falls = falls_of(case.work, client)
    told = " or ".join(map(str, sorted(falls)))
    if not falls:
        return (
            Weighed(1, f"yes, no session of {client} stands out.")
            if session == 0
            else Weighed(
                0, f"no session of {client} lies {LINES['drop']:g} points below those before it; 0 says so."
            )
        )
    if session in falls:
        return Weighed(1, f"yes, there {client}'s ratings fell well below those before.")
    return Weighed(0, f"look at {client}'s course once more: the ratings fell in session {told}.")


def _weigh_pillar(case: "Case", number: str) -> Weighed:
    client, pillar = _pick(case, number), _word(case, f"pillar_{number}")
    if not client:
        return Weighed(0, NO_PICK)
    session = _drop_meant(case, number)
    strain = strained(case.work, client, session)
    most = max(strain.values())
    open_to = [name for name, by in strain.items() if by >= most - LEVEL]
    where = f"fell furthest in session {session}" if session else "are the lowest so far"
    if len(open_to) == len(PILLAR_IDS):
        told = "no pillar stands out, so any of them may be named"
    elif len(open_to) > 1:
        told = f"{' and '.join(open_to)} {where}, too near each other to be told apart"
    else:
        told = f"{open_to[0]} {where.replace('are', 'is')}"
    if pillar in open_to:
        return Weighed(1, f"yes. For {client}, {told}.")
    return Weighed(0, f"for {client}, {told}; compare the pillars there.")


_FOUND: Final = {
    # what the observer wrote about the drop: what each answer is worth, and why
    "no rupture": (
        {"none": 1.0, "open": 1.0},
        "an observer watched session {session} and saw no rupture: not every dip is one. None, or open, fits.",
    ),
    "": (
        {"open": 1.0, "withdrawal": 0.5, "confrontation": 0.5, "none": 0.5},
        "nobody watched the recording of session {session}, so the ratings show a fall and not its kind. That is open.",
    ),
}


def _weigh_kind(case: "Case", number: str) -> Weighed:
    client, kind = _pick(case, number), _word(case, f"kind_{number}")
    if not client:
        return Weighed(0, NO_PICK)
    session = _drop_meant(case, number)
    if session is None:
        return _kind_without_a_drop(case, client, kind)
    seen = coded(case.work, client, session)
    worth, say = _FOUND.get(
        seen,
        (
            {seen: 1.0, "open": 0.5},
            f"in session {{session}}, where the ratings fell, the observer coded {seen}. It is one person's reading.",
        ),
    )
    return Weighed(worth.get(kind, 0.0), f"for {client}, " + say.format(session=session))


def _kind_without_a_drop(case: "Case", client: str, kind: str) -> Weighed:
    kinds = _conference(case.work).hours(client)["rupture_kind"].dropna()
    often = [str(name) for name, count in kinds.value_counts().items() if count > 1]
    if kind in often:
        return Weighed(
            1,
            f"the ratings of {client} do not drop, but the observer coded {kind} more than once: a fair hypothesis.",
        )
    also = (
        f" The observer coded {' and '.join(often)} more than once, which would be a hypothesis too."
        if often
        else ""
    )
    worth = {"none": 1.0, "open": 0.25}
    return Weighed(
        worth.get(kind, 0.0), f"no session of {client} stands out, so no rupture is seen here.{also}"
    )


# --- a plan ----------------------------------------------------------------------------------------------------------


def _walked(case: "Case", about: str) -> list[Step]:
    """Return the step that an answer makes, after the plan's earlier ones; nothing when it is no move."""
    number, place = about.split("_")
    moves = [_word(case, f"plan_{number}_{turn}") for turn in range(1, int(place) + 1)]
    if moves[-1] not in effects().moves:
        return []
    return walk(_word(case, f"kind_{number}"), _word(case, f"pillar_{number}"), moves)[-1:]


_PHASES: Final = {
    "open": "before anything has been named",
    "noticed": "once the matter is named",
    "explored": "after the client has told you what it was like",
    "need": "when the wish behind it is known",
    "renegotiated": "after something was settled anew",
    "closed": "at the end",
}


def _weigh_plan(case: "Case", about: str) -> Weighed:
    for step in _walked(case, about):
        none = _word(case, f"kind_{about[0]}") == "none"
        when = "where there is nothing to name" if none and step.phase == "noticed" else _PHASES[step.phase]
        head = _HEADS[step.share]
        if effects().moves[_word(case, f"plan_{about}")].harmful:
            head = "this one costs you something"
        return Weighed(step.share, f"{head}, {when}. {step.why}")
    return Weighed(0, "this is no move of the list above.")


_HEADS: Final = {
    1.0: "a good step",
    KIND: "kind, and here it does not get you on",
    IDLE: "it does no harm, and does not get you on",
    0.0: "not yet",
}


def _example_plan(_case: "Case", about: str) -> str:
    return {"1": "notice_invite", "2": "explore", "3": "validate"}[about.split("_")[1]]


# --- the questions ---------------------------------------------------------------------------------------------------


_Weigh = Callable[["Case", str], Weighed]
_KINDS: Final = ("none", "withdrawal", "confrontation", "open")


@dataclass(frozen=True)
class _Question:
    weigh: _Weigh
    example: Callable[["Case", str], Any]


def _if_there_is_a_sign(weigh: _Weigh) -> _Weigh:
    """Let a hypothesis count half where nothing speaks for the client: there is little that could be misread."""

    def halved(case: "Case", number: str) -> Weighed:
        found, client = weigh(case, number), _pick(case, number)
        if not found.share or max(beyond(case.work, client).values()) >= -NEAR:
            return found
        return Weighed(found.share / 2, f"{found.say} It counts half: {client} shows no sign to begin with.")

    return halved


def _first_right(name: str, words: tuple[Any, ...], weigh: _Weigh) -> _Question:
    """Return a question whose example is the first of a few answers that earns everything."""
    from dataclasses import replace

    def example(case: "Case", about: str) -> Any:
        for word in words:
            if weigh(replace(case, answers={**case.answers, f"{name}_{about}": word}), about).share == 1:
                return word
        return ""

    return _Question(weigh, example)


_QUESTIONS: Final = {
    "pick": _Question(_weigh_pick, _example_pick),
    "sign": _first_right("sign", tuple(reversed(LINES)), _weigh_sign),
    "session": _first_right("session", tuple(range(TODAY + 1)), _if_there_is_a_sign(_weigh_session)),
    "pillar": _first_right("pillar", PILLAR_IDS, _if_there_is_a_sign(_weigh_pillar)),
    "kind": _first_right("kind", _KINDS, _if_there_is_a_sign(_weigh_kind)),
    "plan": _Question(_weigh_plan, _example_plan),
}
