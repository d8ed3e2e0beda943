"""The item report: reliability against other ways to compute it, figures of a class made by hand, and the page."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from girth.utilities.ctt_statistics import cronbach_alpha

from alliance_grader.items import AssignmentFigures, figures, measure, page, write_page
from alliance_grader.items.figures import ItemFigures, Naming
from alliance_grader.items.picture import in_words
from alliance_grader.items.reliability import Estimate, alpha, item_rest, omega, with_interval
from alliance_grader.items.weak import percent, weakest
from alliance_grader.results import ClassResults, ItemResult, StudentRow
from alliance_grader.scoring import misconceptions, read_key
from alliance_grader.simulated import Handed, Sheet, Student

ROOT = Path(__file__).resolve().parents[2]
A2 = "a2_read_a_caseload"
KEY = read_key(ROOT, A2)
NAMES = {known.id: known.name for known in misconceptions(ROOT)}
BY_HAND = np.array([[1.0, 2.0, 3.0], [2.0, 2.0, 4.0], [3.0, 5.0, 5.0], [4.0, 3.0, 6.0]])
"""Variances 5/3, 2, 5/3, and of the totals 6, 8, 13, 13: 38/3. Alpha = 3/2 (1 - (16/3) / (38/3)) = 33/38."""


def one_factor(loadings: list[float], unique: list[float], rows: int = 40_000) -> Any:
    draw = np.random.default_rng(4)
    common = draw.normal(size=(rows, 1)) * np.array(loadings)
    return common + draw.normal(size=(rows, len(loadings))) * np.sqrt(unique)


def test_alpha_is_what_one_gets_by_hand_and_what_girth_computes() -> None:
    assert alpha(BY_HAND) == pytest.approx(33 / 38)
    assert alpha(BY_HAND) == pytest.approx(cronbach_alpha(BY_HAND.T))
    assert alpha(np.tile([[0.0], [1.0], [2.0]], 4)) == pytest.approx(1.0)


def test_omega_recovers_a_known_factor_and_is_alpha_when_all_load_alike() -> None:
    loadings, unique = [0.9, 0.6, 0.8, 0.3], [0.5, 1.0, 0.4, 0.7]
    planted = sum(loadings) ** 2 / (sum(loadings) ** 2 + sum(unique))
    scores = one_factor(loadings, unique)
    assert omega(scores) == pytest.approx(planted, abs=0.01)
    assert (alpha(scores) or 0) < planted - 0.02, "alpha is too low when the items load unequally"
    alike = one_factor([0.7] * 4, [0.5] * 4)
    assert omega(alike) == pytest.approx(alpha(alike), abs=0.005)


@pytest.mark.parametrize(
    "scores", [np.ones((9, 3)), np.arange(9.0).reshape(9, 1), np.ones((0, 3)), np.ones((9, 0))]
)
def test_where_there_is_too_little_nothing_is_made_up(scores: Any) -> None:
    assert alpha(scores) is None
    assert omega(scores) is None
    assert with_interval(alpha, scores, 1) == Estimate(None)
    assert item_rest([1, 1, 1], [1, 2, 3]) is None
    assert item_rest([1, 2], [1, 2]) is None


def test_the_interval_covers_what_was_planted_and_narrows_with_more_students() -> None:
    small, large = (one_factor([0.7] * 4, [0.5] * 4, rows) for rows in (60, 600))
    planted = alpha(one_factor([0.7] * 4, [0.5] * 4)) or 0.0
    few, many = with_interval(alpha, small, 1), with_interval(alpha, large, 1)
    assert few.low is not None and few.high is not None and many.low is not None and many.high is not None  # noqa: PT018
    assert many.low < planted < many.high
    assert many.high - many.low < few.high - few.low
    assert with_interval(alpha, small, 1) == few


def made_class(points: dict[str, list[float | None]], **named: Any) -> Handed:
    """A class by hand: for each role what its student earned for the three items of A2."""
    heads = [item.id for item in KEY.items if item.points and item.parts]
    students, rows, sheets = [], [], {}
    for number, (who, given) in enumerate(points.items()):
        role = who.rstrip("0123456789")
        believes = tuple(named.get("believes", {}).get(who, ()))
        students.append(Student(who, role, 0.0, believes, 0.0, "A"))  # type: ignore[arg-type]
        shown = named.get("shown", {}).get(who, {})
        items = tuple(
            ItemResult(item, earned, misconceptions=tuple(shown.get(item, ())))
            for item, earned in zip(heads, given, strict=True)
        )
        rows.append(StudentRow(who, who, "graded", items=items))
        planted = {item: frozenset(names) for item, names in named.get("planted", {}).get(who, {}).items()}
        sheets[who] = Sheet(named.get("answers", {}).get(who, {}), planted)
        assert number < 100
    results = ClassResults(A2, KEY.title, tuple(item.head for item in KEY.items), tuple(rows), ())
    return Handed(KEY, tuple(students), sheets, results)


POINTS: dict[str, list[float | None]] = {
    "works1": [4.0, 6.0, 4.0],
    "works2": [2.0, 3.0, 1.0],
    "careless3": [3.0, 4.0, 4.0],
    "mistaken4": [1.0, 5.0, 0.0],
    "guesser5": [0.8, 1.5, 0.7],
    "guesser6": [0.0, 3.0, 0.0],
    "blank7": [0.0, 0.0, 0.0],
}


def test_difficulty_discrimination_and_guessing_are_counted_over_the_right_people() -> None:
    found = figures(made_class(POINTS))
    means, weakest_pillar, gap = found.items
    assert (found.students, found.working, found.points, found.not_graded) == (7, 4, 14, 0)
    assert means.difficulty == pytest.approx((1 + 0.5 + 0.75 + 0.25) / 4)
    assert weakest_pillar.guessed == pytest.approx((0.25 + 0.5) / 2)
    assert found.guessed == pytest.approx((3 / 14 + 3 / 14) / 2)
    assert gap.discrimination == pytest.approx(np.corrcoef([4, 1, 4, 0], [10, 5, 7, 6])[0, 1])
    assert found.alpha.value == pytest.approx(
        alpha(np.array([POINTS[who] for who in list(POINTS)[:4]], float))
    )
    assert found.blank == 0


def test_what_a_person_reads_is_no_score() -> None:
    points = POINTS | {"works1": [4.0, 6.0, None], "guesser5": [0.8, 1.5, None]}
    found = figures(made_class(points))
    gap = found.items[2]
    assert gap.read == pytest.approx(1 / 4)
    assert gap.difficulty == pytest.approx((0.25 + 1 + 0) / 3)
    assert found.guessed == pytest.approx((2.3 / 10 + 3 / 14) / 2)
    two = np.array([POINTS[who][:2] for who in list(POINTS)[:4]], float)
    assert found.alpha.value == pytest.approx(alpha(two)), "over the items that are scored for everybody"
    assert found.omega == Estimate(None)
    assert gap.discrimination == pytest.approx(np.corrcoef([1, 4, 0], [5, 7, 6])[0, 1])


def test_names_are_counted_where_they_were_planted_and_where_nobody_planted_them() -> None:
    item = "a2-pillar-means"
    handed = made_class(
        POINTS,
        believes={"mistaken4": ("mean-tells-all", "level-is-importance"), "works2": ()},
        planted={"mistaken4": {item: {"mean-tells-all"}}},
        shown={"mistaken4": {item: ["mean-tells-all", "missing-is-zero"]}, "works2": {item: ["mean-tells-all"]},
               "guesser5": {item: ["therapist-knows-best"]}},
        answers={"works2": {"means_say": "A"}},
    )  # fmt: skip
    namings = figures(handed).items[0].namings
    # Six answered; the one who holds it is no chance for a false name.
    assert namings["mean-tells-all"] == Naming(planted=1, named=1, chances=5, false=1, by_statement=1)
    assert namings["missing-is-zero"] == Naming(chances=6, false=1)
    assert namings["therapist-knows-best"] == Naming(chances=6, false=1)
    assert namings["level-is-importance"] == Naming(chances=5), (
        "held, and hidden by a stronger one: no chance"
    )
    assert Naming().named_share is None
    assert Naming().false_share is None


def item(**changes: Any) -> ItemFigures:
    good = ItemFigures("a2-x", "An item", 4, 0.6, 0.4, 0.1, 0.0, {"mean-tells-all": Naming(20, 20, 100, 1)})
    return replace(good, **changes)


def assignment(*items: ItemFigures) -> AssignmentFigures:
    some = Estimate(0.7, 0.6, 0.8)
    return AssignmentFigures(A2, "A2 Read a caseload", 120, 96, 14, items, some, some, 0.2, 0.0, 0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"difficulty": 0.95}, "too easy: 95 %"),
        ({"difficulty": 0.2}, "too hard: only 20 %"),
        ({"discrimination": 0.05}, "does not discriminate: its item-rest correlation is 0.05"),
        ({"guessed": 0.3}, "gives a guesser 30 %"),
        ({"namings": {"mean-tells-all": Naming(20, 18)}}, "does not tell “the mean tells all” apart: 18 of 20"),
        ({"namings": {"mean-tells-all": Naming(0, 0, 9)}}, "so it is untried"),
        ({"namings": {"mean-tells-all": Naming(1, 1, 100, 4, 3)}}, "too readily by choosing one statement: most often"),
        ({"namings": {"mean-tells-all": Naming(1, 1, 100, 4, 1)}}, "too readily: most often “the mean tells all”, in 4.0 %"),
    ],
)  # fmt: skip
def test_each_fault_is_said_in_a_sentence(changes: dict[str, Any], words: str) -> None:
    assert weakest(assignment(item()), NAMES) == []
    (said,) = weakest(assignment(item(), item(**changes)), NAMES)
    assert words in said
    assert said.startswith("**An item** (`a2-x`)")
    assert said.endswith(".")


def test_the_weakest_comes_first() -> None:
    easy, lost = (
        item(title="Easy", difficulty=0.92),
        item(title="Lost", namings={"mean-tells-all": Naming(9, 1)}),
    )
    assert [words[2:6] for words in weakest(assignment(easy, lost), NAMES)] == ["Lost", "Easy"]


def test_a_share_is_printed_as_people_write_it() -> None:
    assert [percent(share) for share in (None, 0.0, 0.013, 0.0999, 0.25, 1.0)] == [
        "–", "0 %", "1.3 %", "10.0 %", "25 %", "100 %",
    ]  # fmt: skip


def test_the_page_and_its_picture_are_the_same_each_time_and_the_picture_is_said_in_words(
    tmp_path: Path,
) -> None:
    found = [assignment(item(), item(title="Read by people", difficulty=None, discrimination=None))]
    for folder in ("one", "two"):
        write_page(tmp_path / folder / "items.md", found, misconceptions(ROOT), "alliance-grader items")
    text = (tmp_path / "one" / "items.md").read_text(encoding="utf-8")
    assert text == (tmp_path / "two" / "items.md").read_text(encoding="utf-8")
    pictures = [(tmp_path / folder / "items" / "a2.svg").read_bytes() for folder in ("one", "two")]
    assert pictures[0] == pictures[1]
    assert "<!-- made by: alliance-grader items -->" in text
    assert f"![{in_words(found[0])}](items/a2.svg)" in text
    assert "An item: 0.60 of its points, correlation 0.40" in in_words(found[0])
    assert "| An item | 4 | 0.60 | 0.40 | 20 of 20 | 1.0 % | 10 % | 0 % |" in text
    assert "| Read by people | 4 | – | – |" in text
    assert "0.70 (0.60 to 0.80)" in text
    alone = page([assignment(item(discrimination=None))], misconceptions(ROOT), "x")
    assert "too few of its items alone" in alone
    assert "![" not in alone
    assert "No item misses a goal." in page([assignment(item())], misconceptions(ROOT), "x")


def test_what_has_not_changed_is_not_measured_again(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def instead(*given: Any) -> Handed:
        place = given[1]
        assert not place.exists()
        ran.append(place)
        return made_class(POINTS)

    monkeypatch.setattr("alliance_grader.items.measuring.graded_class", instead)
    first = measure(course, A2, 20, 1)
    assert measure(course, A2, 20, 1) == first
    assert len(ran) == 1
    measure(course, A2, 20, 2)
    measure(course, A2, 20, 1, again=True)
    key = course / "autograde" / "keys" / f"{A2}.yaml"
    key.write_text(key.read_text(encoding="utf-8") + "\n# mended\n", encoding="utf-8")
    measure(course, A2, 20, 1)
    assert len(ran) == 4
    assert not any(place.parent.exists() for place in ran), "the simulated course goes at the end"


def test_stopping_leaves_nothing_behind(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*given: Any) -> Handed:
        (given[1] / "half").mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr("alliance_grader.items.measuring.graded_class", stop)
    before = set(Path(tempfile.gettempdir()).glob("alliance-items-*"))
    with pytest.raises(KeyboardInterrupt):
        measure(course, A2, 20, 1)
    assert set(Path(tempfile.gettempdir()).glob("alliance-items-*")) <= before
    assert not list((course / "gradebook" / "items").glob("*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a99",), "There is no assignment called 'a99'"),
        (("a2", "--students", "5"), "--students"),
        (("a2", "--save", "report.html"), "name a file that ends in .md"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(
    course: Path, run: Any, words: tuple[str, ...], said: str
) -> None:
    done = run("alliance-grader", "items", *words, cwd=course)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_command_measures_saves_and_prints_for_programs(course: Path, run: Any) -> None:
    done = run(
        "alliance-grader", "items", "a2", "--students", "20", "--json", "--save", "docs/items.md", cwd=course
    )
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert found["assignment"] == A2
    assert [one["id"] for one in found["items"]] == [one.id for one in KEY.items if one.points and one.parts]
    assert found["not_graded"] == 0
    namings = [naming for one in found["items"] for naming in one["namings"].values()]
    # A statement that somebody chose for another misconception is no longer there to hint at this one.
    assert (
        sum(naming["named"] for naming in namings) >= 0.8 * sum(naming["planted"] for naming in namings) > 0
    )
    text = (course / "docs" / "items.md").read_text(encoding="utf-8")
    assert "<!-- made by: alliance-grader items a2 --students 20 --seed 1 --save docs/items.md -->" in text
    assert (course / "docs" / "items" / "a2.svg").read_text(encoding="utf-8").startswith("<svg")
