"""What the ratings of a caseload say of a pillar or of a client."""

from typing import TYPE_CHECKING, Final

from alliance.pillars import PILLAR_IDS
from alliance_grader.scoring.statistics import statistic

if TYPE_CHECKING:
    from alliance_grader.scoring.case import Case

EVERYBODY: Final = "everybody"
"""What a statistic is about when it is about no single client."""


def _column(pillar: str, rater: str) -> str:
    return pillar if rater == "client" else f"{pillar}_{rater}"


@statistic
def mean(case: "Case", about: str, rater: str = "client") -> float:
    """Mean of a pillar's ratings over all sessions."""
    return float(case.work.sessions[_column(about, rater)].mean())


@statistic
def mean_missing_as_zero(case: "Case", about: str, rater: str = "client") -> float:
    """The same, with a missing rating counted as nothing."""
    return float(case.work.sessions[_column(about, rater)].fillna(0).mean())


@statistic
def mean_of_client_means(case: "Case", about: str, rater: str = "client") -> float:
    """Mean of the clients' means: each counts once."""
    return float(case.work.sessions.groupby("client")[_column(about, rater)].mean().mean())


@statistic
def gap(case: "Case", about: str, rater: str = "therapist") -> float:
    """The clients' ratings of a pillar minus another rater's, over the sessions that have both."""
    from alliance.caseload import compare

    return compare(case.work.sessions, about, _column(about, rater)).value


@statistic
def weakest(case: "Case", about: str, rater: str = "client") -> str:
    """The pillar with the lowest mean of a client, or of everybody together."""
    return _ordered(case, about, rater)[0]


@statistic
def strongest(case: "Case", about: str, rater: str = "client") -> str:
    """The pillar with the highest mean of a client, or of everybody together."""
    return _ordered(case, about, rater)[-1]


def _ordered(case: "Case", about: str, rater: str) -> list[str]:
    sessions = case.work.sessions
    rows = sessions if about == EVERYBODY else sessions[sessions["client"] == about]
    means = rows[[_column(pillar, rater) for pillar in PILLAR_IDS]].mean()
    return [str(name).removesuffix(f"_{rater}") for name in means.sort_values(kind="stable").index]
