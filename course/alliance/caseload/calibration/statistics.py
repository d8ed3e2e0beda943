"""How each published figure is computed from a simulated caseload: one function per row of `targets.csv`.

Only what a researcher could observe is used, never the truth behind it. A function takes a `Study` and returns the
figure; for a row that is about signs it returns one contrast per sign, each expected above zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from alliance.caseload.calibration.patterns import Pattern, patterns
from alliance.caseload.caseload import Caseload
from alliance.caseload.measures import HIGHEST, ITEMS
from alliance.caseload.parameters import Symptoms
from alliance.caseload.per_client import mean_between
from alliance.caseload.reliability import alpha, variance_share
from alliance.caseload.verbs import cross_lag, reliable_change
from alliance.pillars import PILLAR_IDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

STUDY_SIZE: Final = 60
"""Clients of one simulated study in T03, about the size of a study in the meta-analysis."""

STUDIES: Final = 500
"""Studies that are drawn from each caseload for T03."""

LONG: Final = 8
"""From so many rated sessions on a treatment counts as longer in T40."""


@dataclass(frozen=True, eq=False)
class Study:
    """A caseload with what several rows need."""

    caseload: Caseload
    symptoms: Symptoms

    @classmethod
    def of(cls, caseload: Caseload) -> "Study":
        """Study a caseload; what counts as reliable change and as recovered is published with the scale."""
        return cls(caseload, caseload.truth.parameters.symptoms)

    @property
    def clients(self) -> pd.DataFrame:
        """One row a client, with what their sessions add up to."""
        return self.caseload.per_client

    @cached_property
    def rated(self) -> pd.DataFrame:
        """The sessions that the client rated."""
        return self.caseload.sessions.dropna(subset=["alliance"])

    @cached_property
    def third(self) -> pd.DataFrame:
        """The third sessions."""
        return self.rated[self.rated["session"] == 3]

    @cached_property
    def patterns(self) -> pd.DataFrame:
        """Each client's pattern of ruptures in their own ratings, with their change beyond expectation."""
        found = patterns(self.rated)
        return found.join(self.clients.set_index("client")[["residual_change"]])

    @cached_property
    def lags(self) -> tuple[float, float]:
        """The lag from alliance to symptoms and the lag back, as magnitudes."""
        forward, backward = cross_lag(self.caseload.sessions, "alliance", "symptoms")
        return -forward, -backward

    def by_client(self, values: "pd.Series[float]") -> "pd.Series[float]":
        """Put values known by client id into the order of `clients`."""
        return self.clients["client"].map(values)


def r(first: "pd.Series[float]", second: "pd.Series[float]") -> float:
    """Return the Pearson correlation over the rows where both are there."""
    return float(first.corr(second))


def cohens_d(one: "pd.Series[float]", other: "pd.Series[float]") -> float:
    """Return the difference of two groups' means in units of their pooled standard deviation."""
    one, other = one.dropna(), other.dropna()
    pooled = ((len(one) - 1) * one.var() + (len(other) - 1) * other.var()) / (len(one) + len(other) - 2)
    return float((one.mean() - other.mean()) / np.sqrt(pooled))


def _outcome(s: Study, predictor: str = "alliance_early") -> float:
    return r(s.clients[predictor], s.clients["residual_change"])


def _online(s: Study) -> float:
    video = s.clients[s.clients["delivery"] == "video"]
    return r(video["alliance_early"], video["residual_change"])


def _below_zero(s: Study) -> float:
    """Draw many small studies from the caseload and count those whose correlation has the wrong sign."""
    table = s.clients[["alliance_early", "intake", "last"]].dropna().to_numpy()
    rng = np.random.default_rng(len(table))
    size = min(STUDY_SIZE, len(table))
    drawn = table[np.array([rng.choice(len(table), size, replace=False) for _ in range(STUDIES)])]
    z = (drawn - drawn.mean(axis=1, keepdims=True)) / drawn.std(axis=1, keepdims=True)
    alliance, intake, last = np.moveaxis(z, 2, 0)
    with_last, with_intake = (alliance * last).mean(axis=1), (alliance * intake).mean(axis=1)
    beyond_intake = with_last - with_intake * (intake * last).mean(axis=1)
    return float((beyond_intake > 0).mean())


def _partial(s: Study) -> float:
    """Correlate alliance with the last score (turned round), with intake severity held constant in both."""
    table = s.clients[["alliance_early", "last", "intake"]].dropna().to_numpy(dtype=float)
    (_, last, intake), (_, _, last_intake), _ = np.corrcoef(table, rowvar=False).tolist()
    return float((intake * last_intake - last) / np.sqrt((1 - intake**2) * (1 - last_intake**2)))


def _later_r2_ratio(s: Study) -> float:
    """Compare R2 of the mean of sessions 3 to 9 with R2 of session 3 alone, T09."""
    mean = s.by_client(mean_between(s.rated, 3, 9))
    return (r(mean, s.clients["residual_change"]) / _outcome(s, "alliance_session_3")) ** 2


def _late_minus_early(s: Study) -> float:
    """Compare the last third of a client's rated sessions with the first, in clients with six or more."""
    rated = s.rated[["client", "alliance"]]
    place, count = rated.groupby("client").cumcount(), rated.groupby("client")["alliance"].transform("size")
    long = count >= 6
    first = rated[long & (place < count // 3)].groupby("client")["alliance"].mean()
    last = rated[long & (place >= count - count // 3)].groupby("client")["alliance"].mean()
    change = s.clients["residual_change"]
    return r(s.by_client(last), change) - r(s.by_client(first), change)


def _goal(s: Study) -> float:
    return r(s.by_client(mean_between(s.rated, 3, 5, "goal")), s.clients["residual_change"])


def _collaboration(s: Study) -> float:
    task, homework = s.clients["task"], s.clients["homework_done"]
    both = (task - task.mean()) / task.std() + (homework - homework.mean()) / homework.std()
    return r(both, s.clients["residual_change"])


def _rater_difference(s: Study) -> float:
    return cohens_d(s.clients["alliance"], s.clients["alliance_therapist"])


def _therapists_in_dropout(s: Study) -> float:
    from alliance.caseload.calibration.mixed import latent_share

    counts = s.clients.groupby("therapist")["dropout"].agg(["sum", "size"])
    return latent_share(counts["sum"].to_numpy(), counts["size"].to_numpy())


def _items(s: Study, names: "tuple[str, ...] | list[str]") -> "NDArray[np.float64]":
    return s.third[list(names)].dropna().to_numpy(dtype=float)


def _alpha_of_pillars(s: Study) -> float:
    return float(min([alpha(_items(s, ITEMS[4 * i : 4 * i + 4])) for i in range(len(PILLAR_IDS))]))


def _weeks_3_and_4(s: Study) -> "pd.Series[float]":
    return s.rated.loc[s.rated["session"].between(3, 4), "alliance"]


def _ceiling(s: Study) -> "NDArray[np.float64]":
    """Return the rise per session, within clients, of the share of answers at the top of the scale."""
    answers = s.rated[list(ITEMS)].to_numpy(dtype=float, na_value=np.nan)
    top = pd.Series((answers == HIGHEST).sum(axis=1) / (~np.isnan(answers)).sum(axis=1), s.rated.index)
    by = s.rated["client"]
    share = top - top.groupby(by).transform("mean")
    when = s.rated["session"] - s.rated["session"].groupby(by).transform("mean")
    return np.array([(share * when).sum() / (when**2).sum()])


def _pattern_share(name: Pattern) -> "Callable[[Study], float]":
    return lambda s: float((s.patterns["pattern"] == name).mean())


def _pattern_order(s: Study) -> "NDArray[np.float64]":
    """Compare outcomes: none and repaired against unrepaired, and repaired against none in longer and shorter.

    Each client is compared with those who came as often: who comes longer has more chances of a rupture and of change.
    """
    count = s.patterns["rated"].clip(upper=2 * LONG)
    change = s.patterns["residual_change"]
    table = s.patterns.assign(long=count >= LONG, change=change - change.groupby(count).transform("mean"))
    mean = table.groupby("pattern")["change"].mean()
    apart = table.groupby(["long", "pattern"])["change"].mean()
    gain = {long: apart[long, "repaired"] - apart[long, "none"] for long in (True, False)}
    return np.array(
        [
            mean["none"] - mean["unrepaired"],
            mean["repaired"] - mean["unrepaired"],
            gain[True],
            gain[True] - gain[False],
        ]
    )


def _repair(s: Study) -> float:
    ruptured = s.patterns[s.patterns["pattern"] != "none"]
    return r((ruptured["pattern"] == "repaired").astype(float), ruptured["residual_change"])


def _noticed(by: str) -> "Callable[[Study], float]":
    return lambda s: float(s.caseload.sessions[f"rupture_{by}"].astype(float).mean())


def _kinds(s: Study) -> "NDArray[np.float64]":
    """Compare, as the observer codes them, how often the two kinds occur and how far the client's rating drops."""
    share = s.caseload.sessions["rupture_kind"].value_counts(normalize=True)
    own_mean = s.rated["alliance"].groupby(s.rated["client"]).transform("mean")
    drop = (own_mean - s.rated["alliance"]).groupby(s.rated["rupture_kind"]).mean()
    kinds = ("withdrawal", "confrontation")
    (often, rare), (light, hard) = ([table.get(kind, np.nan) for kind in kinds] for table in (share, drop))
    return np.array([often - rare, hard - light])


def _v_shape(s: Study) -> float:
    return float(s.patterns["v_shape"].mean())


def _completers(s: Study) -> pd.DataFrame:
    return s.clients[~s.clients["dropout"]]


def _completers_against_dropouts(s: Study) -> float:
    begin = s.by_client(mean_between(s.rated, 1, 3))
    gone = s.clients["dropout"]
    return cohens_d(begin[~gone], begin[gone])


def _attended(statistic: str) -> "Callable[[Study], float]":
    def of(s: Study) -> float:
        """Count as the source does: clients who came three times or more."""
        count = s.clients["sessions_attended"]
        return float(count[count >= 3].agg(statistic))

    return of


def _pre_post(clients: pd.DataFrame) -> float:
    return float(clients["change"].mean() / clients["intake"].std())


def _outcomes(s: Study, clients: pd.DataFrame) -> dict[str, float]:
    found = reliable_change(clients, noise=s.symptoms.noise, cutoff=s.symptoms.cutoff)
    return found.numbers


def _modalities(s: Study) -> float:
    change, modality = s.clients["residual_change"], s.clients["modality"]
    return cohens_d(change[modality == "CBT"], change[modality == "person-centred"])


def _security(s: Study) -> float:
    insecure = [s.clients[name] for name in ("attachment_anxiety", "attachment_avoidance")]
    return -r(sum((x - x.mean()) / x.std() for x in insecure), s.clients["alliance"])  # type: ignore[arg-type]


def _video(column: str) -> "Callable[[Study], float]":
    def difference(s: Study) -> float:
        video = s.clients["delivery"] == "video"
        return cohens_d(s.clients.loc[video, column], s.clients.loc[~video, column])

    return difference


STATISTICS: Final[dict[str, "Callable[[Study], float | NDArray[np.float64]]"]] = {
    "T01": _outcome,
    "T02": _online,
    "T03": _below_zero,
    "T04": _outcome,
    "T05": _outcome,
    "T06": _outcome,
    "T07": _partial,
    "T09": lambda s: _outcome(s, "alliance_session_3") ** 2,
    "T10": _later_r2_ratio,
    "T11": _late_minus_early,
    "T13": _goal,
    "T14": _collaboration,
    "T16": lambda s: s.lags[0],
    "T17": lambda s: s.lags[1],
    "T20": lambda s: variance_share(s.rated["alliance"], s.rated["client"]),
    "T23": lambda s: r(s.clients["alliance"], s.clients["alliance_therapist"]),
    "T24": _rater_difference,
    "T25": lambda s: variance_share(s.clients["residual_change"], s.clients["therapist"]),
    "T26": _therapists_in_dropout,
    "T30": lambda s: variance_share(s.clients["alliance"], s.clients["therapist"]),
    "T32a": _alpha_of_pillars,
    "T32b": lambda s: alpha(_items(s, ITEMS)),
    "T34a": lambda s: float(_weeks_3_and_4(s).mean()),
    "T34b": lambda s: float(_weeks_3_and_4(s).std()),
    "T35a": lambda s: r(s.third["task"], s.third["goal"]),
    "T35b": lambda s: r(s.third["task"], s.third["bond"]),
    "T35c": lambda s: r(s.third["goal"], s.third["bond"]),
    "T38": _ceiling,
    "T39a": _pattern_share("repaired"),
    "T39b": _pattern_share("unrepaired"),
    "T39c": _pattern_share("none"),
    "T40": _pattern_order,
    "T41": _noticed("client"),
    "T42": _noticed("observer"),
    "T43": _noticed("therapist"),
    "T44": _kinds,
    "T45": _repair,
    "T47": _v_shape,
    "T49": lambda s: float(s.clients["dropout"].mean()),
    "T50": _completers_against_dropouts,
    "T51a": _attended("mean"),
    "T51b": _attended("std"),
    "T51c": _attended("median"),
    "T55": lambda s: _pre_post(s.clients),
    "T55c": lambda s: _pre_post(_completers(s)),
    "T56": lambda s: _outcomes(s, _completers(s))["recovered_of_cases"],
    "T59": lambda s: _outcomes(s, s.clients)["deteriorated"],
    "T61": _modalities,
    "T62": _security,
    "T63a": lambda s: r(s.clients["attachment_anxiety"], s.clients["alliance"]),
    "T63b": lambda s: r(s.clients["attachment_avoidance"], s.clients["alliance"]),
    "T64": lambda s: r(s.clients["intake"], s.clients["alliance_early"]),
    "T65": _video("alliance"),
    "T66": _video("last"),
}
"""For each row of `targets.csv`, how it is computed."""
