"""What holds for every verb: a sentence, plain numbers, a picture live and still, and one sentence for a slip."""

import json
import re
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import alliance
from alliance import CourseError, Finding
from alliance.caseload.verbs import (
    compare,
    correlate,
    kappa,
    lag,
    mean_of,
    rate,
    reliable_change,
    split,
    within_between,
)
from alliance.pictures.show import bundle
from alliance.pictures.still import svg

RNG = np.random.default_rng(3)
PEOPLE = 60
CLIENTS = pd.DataFrame(
    {
        "client": [f"C{i:02d}" for i in range(PEOPLE)],
        "fit": RNG.choice(["good", "poor"], PEOPLE),
        "problem": RNG.choice(["panic", "trauma", "work stress"], PEOPLE),
        "alliance": RNG.normal(3.8, 0.6, PEOPLE).round(2),
        "intake": RNG.normal(21, 5, PEOPLE).round(1),
        "last": RNG.normal(14, 6, PEOPLE).round(1),
        "dropout": RNG.random(PEOPLE) < 0.3,
        "same": 1.0,
        "empty": np.nan,
    }
)
SESSIONS = CLIENTS[["client"]].merge(pd.DataFrame({"session": range(1, 9)}), how="cross")
SESSIONS = SESSIONS.assign(
    alliance=RNG.normal(3.8, 0.5, len(SESSIONS)).round(2),
    symptoms=pd.Series(RNG.normal(18, 4, len(SESSIONS)).round(1)).where(RNG.random(len(SESSIONS)) > 0.03),
    rupture_client=pd.array(RNG.random(len(SESSIONS)) < 0.3, dtype="boolean"),
    rupture_observer=pd.array(RNG.random(len(SESSIONS)) < 0.3, dtype="boolean"),
    kind=RNG.choice(["withdrawal", "confrontation", "mixed"], len(SESSIONS)),
    lasting=1.0,
)
FINDINGS: dict[str, Callable[[], Finding]] = {
    "mean_of": lambda: mean_of(SESSIONS, "symptoms"),
    "compare": lambda: compare(CLIENTS, "intake", "last"),
    "correlate": lambda: correlate(CLIENTS, "alliance", "last"),
    "correlate many": lambda: correlate(SESSIONS, "alliance", "symptoms"),
    "split": lambda: split(CLIENTS, "alliance", "last"),
    "split words": lambda: split(CLIENTS, "problem", "dropout"),
    "split twice": lambda: split(CLIENTS, ("fit", "alliance"), "last"),
    "rate": lambda: rate(CLIENTS, "dropout"),
    "rate many": lambda: rate(SESSIONS, "rupture_client"),
    "rate by": lambda: rate(CLIENTS, "dropout", by="alliance"),
    "within_between": lambda: within_between(SESSIONS, "alliance", "symptoms"),
    "lag": lambda: lag(SESSIONS, "alliance", "symptoms"),
    "reliable_change": lambda: reliable_change(CLIENTS),
    "kappa": lambda: kappa(SESSIONS, "rupture_client", "rupture_observer"),
    "kappa lists": lambda: kappa(["a", "b", "c", "a"], ["a", "b", "a", "a"]),
}


def test_one_may_calculate_with_a_finding_as_with_its_number() -> None:
    found, other = correlate(CLIENTS, "alliance", "last"), rate(CLIENTS, "dropout")
    r, share = found.value, other.value
    assert (found * found, found**2, 100 * found, found / 2) == (r * r, r**2, 100 * r, r / 2)
    assert (found - other, other + found, 1 - other, 1 / other) == (
        r - share,
        share + r,
        1 - share,
        1 / share,
    )
    assert round(found, 2) == round(r, 2)


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_is_a_sentence_and_plain_numbers(name: str) -> None:
    found = FINDINGS[name]()
    assert repr(found) == found.sentence
    assert found.sentence.endswith(".")
    assert "np." not in found.sentence
    assert "nan" not in found.sentence
    assert float(found) == found.value
    assert type(found.value) is float
    assert {type(number) for number in found.numbers.values()} <= {int, float}
    json.dumps(found.numbers, allow_nan=False)


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_has_a_picture_live_and_still(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = FINDINGS[name]()
    figure, words = found._draw()
    assert words.startswith(found.sentence)
    assert {trace.type for trace in figure.data} <= {"scatter", "bar"}
    assert svg(figure) == svg(figure)
    assert svg(figure).startswith("<svg")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("ALLIANCE_STILL", raising=False)
    assert bundle(figure, words)[0]["application/vnd.plotly.v1+json"]["data"]
    monkeypatch.setenv("ALLIANCE_STILL", "1")
    assert "data:image/svg+xml" in bundle(figure, words)[0]["text/html"]


@pytest.mark.parametrize("name", FINDINGS)
def test_everything_drawn_is_inside_the_picture(name: str) -> None:
    """A range of its own must not cut an interval or a point."""
    figure, _ = FINDINGS[name]()._draw()
    for side in ("x", "y"):
        limits = figure.layout[f"{side}axis"].range
        if limits is None:
            continue
        low, high = sorted(limits)
        drawn = [value for trace in figure.data for value in trace[side] if value is not None]
        assert low - 1e-9 <= min(drawn)
        assert max(drawn) <= high + 1e-9


def _points(figure: object, name: str | None) -> int:
    return sum(
        len(trace.x)
        for trace in figure.data  # type: ignore[attr-defined]
        if "markers" in trace.mode and (name is None or trace.name == name)
    )


def test_pictures_show_the_numbers() -> None:
    figure, _ = rate(CLIENTS, "dropout")._draw()
    assert _points(figure, "yes") == CLIENTS["dropout"].sum()
    assert _points(figure, "no") == (~CLIENTS["dropout"]).sum()
    found = reliable_change(CLIENTS)
    figure, _ = found._draw()
    for kind in ("recovered", "improved", "unchanged", "deteriorated"):
        assert _points(figure, kind) == found.numbers[f"{kind}, n"]
    looks = {(trace.marker.color, trace.marker.symbol) for trace in figure.data if trace.mode == "markers"}
    assert len({colour for colour, _ in looks}) == len({symbol for _, symbol in looks}) == 4
    found = kappa(SESSIONS, "rupture_client", "rupture_observer")
    figure, _ = found._draw()
    (counts,) = [trace.text for trace in figure.data if trace.mode == "text"]
    assert sum(map(int, counts)) == len(SESSIONS)
    assert int(counts[0]) + int(counts[3]) == round(found.numbers["agreement"] * len(SESSIONS))
    found = split(CLIENTS, "alliance", "last")
    (dots,) = [trace for trace in found._draw()[0].data if "markers" in trace.mode]
    assert list(dots.x) == [
        found.numbers[f"alliance {part} third"] for part in ("lowest", "middle", "highest")
    ]
    found = lag(SESSIONS, "alliance", "symptoms")
    dots = [trace.x[0] for trace in found._draw()[0].data if trace.mode == "markers"]
    assert dots == [found.numbers["backward"], found.numbers["forward"]]


def test_many_points_are_thinned_and_the_words_say_so() -> None:
    figure, words = correlate(SESSIONS, "alliance", "symptoms")._draw()
    assert _points(figure, None) == 400
    assert "400 of the" in words
    figure, words = within_between(SESSIONS, "alliance", "symptoms")._draw()
    assert _points(figure, None) == 30
    assert "30 of 60 clients" in words


SLIPS: dict[str, tuple[Callable[[], object], str]] = {
    "no table": (lambda: correlate("clients", "alliance", "last"), "without quotation marks"),  # type: ignore[arg-type]
    "misspelt": (lambda: correlate(CLIENTS, "aliance", "last"), r"did you mean alliance\?.*intake, last"),
    "misspelt yes/no": (lambda: rate(CLIENTS, "droput"), r"did you mean dropout\?.*yes/no columns: dropout"),
    "not yes/no": (lambda: rate(CLIENTS, "alliance"), "no yes/no column; those that are: dropout"),
    "words": (lambda: correlate(CLIENTS, "fit", "last"), "holds words"),
    "the same": (lambda: correlate(CLIENTS, "last", "last"), "two different ones"),
    "constant": (lambda: correlate(CLIENTS, "same", "last"), "same is 1 in every row"),
    "few": (lambda: correlate(CLIENTS.head(3), "alliance", "last"), "Only 3 rows have both .* at least 4"),
    "empty": (lambda: split(CLIENTS, "empty", "last"), "empty"),
    "nothing in common": (
        lambda: split(CLIENTS.assign(a=[1.0] * 30 + [np.nan] * 30, b=[np.nan] * 30 + [1.0] * 30), "a", "b"),
        "no row in common",
    ),
    "by itself": (lambda: split(CLIENTS, "last", "last"), "cannot be split by itself"),
    "parts": (lambda: split(CLIENTS, "alliance", "last", parts=9), "from 2 to 5; 9"),
    "too few values": (lambda: split(CLIENTS, "same", "last"), "one group|too few different values"),
    "every client a group": (lambda: split(CLIENTS, "client", "last"), "60 different words"),
    "a group of one": (lambda: rate(CLIENTS.head(4), "dropout", by="alliance"), "has only 1 row"),
    "three columns": (lambda: split(CLIENTS, ("fit", "alliance", "problem"), "last"), "two different ones"),  # type: ignore[arg-type]
    "three groups in a cell": (lambda: split(CLIENTS, ("fit", "problem"), "last"), "problem makes 3 groups"),
    "not sessions": (lambda: within_between(CLIENTS, "alliance", "last"), "the table sessions"),
    "lag of clients": (lambda: lag(CLIENTS, "alliance", "last"), "the table sessions"),
    "lasting": (lambda: lag(SESSIONS, "lasting", "symptoms"), "lasting does not move within clients"),
    "no difference within": (lambda: within_between(SESSIONS, "lasting", "symptoms"), "does not differ"),
    "short": (
        lambda: lag(SESSIONS[SESSIONS["session"] < 4], "alliance", "symptoms"),
        "Only 0 clients have 4 sessions",
    ),
    "one row a client": (lambda: reliable_change(SESSIONS, "alliance", "symptoms"), "clients or per_client"),
    "noise": (lambda: reliable_change(CLIENTS, noise=-1), "noise must be a number above 0; -1"),
    "unequal lists": (lambda: kappa(["a", "b"], ["a"]), "have 2 and 1 codes"),
    "one code": (lambda: kappa(["a", "a"], ["a", "a"]), "more than one kind"),
    "blank lists": (lambda: kappa([..., "a"], ["a", ...]), "at least 2"),
    "two words": (lambda: kappa("rupture_client", "rupture_observer"), "two lists"),
    "a number coded": (lambda: kappa(SESSIONS, "alliance", "symptoms"), "too many for kappa"),
    "unknown code column": (lambda: kappa(SESSIONS, "kinds", "kind"), r"did you mean kind\?"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_answered_in_one_plain_sentence(slip: str) -> None:
    call, words = SLIPS[slip]
    with pytest.raises(CourseError, match=words) as told:
        call()
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert not re.search(r"[.!] [A-Z]", sentence)


def test_the_course_offers_every_verb_and_stays_quick_to_import() -> None:
    for verb in ("correlate", "kappa", "lag", "rate", "reliable_change", "split", "within_between"):
        assert verb in alliance.__all__
        assert callable(getattr(alliance, verb))
    heavy = (
        "import sys, alliance; first = {m for m in ('numpy', 'pandas') if m in sys.modules}; "
        "import alliance.caseload; print(first | {m for m in ('scipy', 'statsmodels', 'plotly') if m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
