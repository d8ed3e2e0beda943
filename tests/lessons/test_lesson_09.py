"""What lesson 9 says about its dialogues, its two endings and the evidence stays true."""

import re
from pathlib import Path

import nbformat
import pytest

from alliance import simulate_caseload
from alliance.caseload.calibration.targets import targets
from alliance.caseload.endings import Endings, side_by_side
from alliance.dialogue import play, scenario, scenarios
from alliance.dialogue.examples import example_receipt
from alliance.dialogue.solve import Solution

LESSON = nbformat.read(
    Path(__file__).parents[2] / "course" / "lessons" / "09_repair.ipynb", as_version=nbformat.NO_CONVERT
)
PROSE = " ".join(" ".join(cell.source for cell in LESSON.cells if cell.cell_type == "markdown").split())
IOAN = scenario("not-on-the-same-page")


def line(cell_id: str) -> str:
    return str(next(cell.source for cell in LESSON.cells if cell.id == cell_id))


@pytest.fixture(scope="module")
def weeks() -> dict[str, Endings]:
    caseload = simulate_caseload(clients=40, therapists=4, seed=2)
    receipts = [example_receipt(IOAN.id, ending) for ending in ("papered_over", "repaired")]
    return {client: side_by_side(caseload, *receipts, client=client) for client in ("C25", "C12")}


def test_the_generous_answer_is_where_the_lesson_says_and_costs_what_it_says() -> None:
    assert line("talk-with-ioan") == f'DialogueExplorer("{IOAN.id}")'
    asked = play(IOAN, (4,))
    assert asked.line is not None
    assert "not the hours" in asked.line
    generous = play(IOAN, (4, 2))
    quoted = re.search(r"\*“(Right, then we drop the chart as from today) …”\*", PROSE)
    assert quoted is not None
    assert generous.turns[1].option.say.startswith(quoted[1])
    assert generous.line is not None
    assert generous.line.replace("'", "’") in PROSE
    assert generous.state.trust < asked.state.trust < play(IOAN, (4, 1)).state.trust
    solution = Solution(IOAN)
    ends = {}
    for choices in ((4, 1), (4, 2)):
        here = play(IOAN, choices)
        assert here.beat is not None
        ends[choices] = play(IOAN, choices + solution.best_line((here.beat, here.state, 2)))
    (ask, give) = ends.values()
    assert ask.ending is not None
    assert give.ending is not None
    assert (ask.ending.id, give.ending.id) == ("stronger", "repaired")
    assert len(give.turns) > len(ask.turns)
    moves = [turn.option.move for turn in ask.turns]
    assert moves.index("align_goal") - 1 == 2, "the same move two turns later"
    assert "It was two turns too early." in PROSE


def test_the_weeks_after_are_as_the_lesson_reads_them(weeks: dict[str, Endings]) -> None:
    assert (
        line("make-the-caseload") == "caseload = alliance.simulate_caseload(clients=40, therapists=4, seed=2)"
    )
    assert 'client="C25"' in line("the-weeks-after")
    papered, mended = weeks["C25"].first.numbers, weeks["C25"].second.numbers
    assert 1.6 < papered["dropout"] / mended["dropout"] < 2.4
    assert papered["dropout"] > papered["dropout_without"] + 0.03 > mended["dropout"]
    assert mended["dropout"] == pytest.approx(0.3, abs=0.05)
    held = weeks["C12"]
    for one in (held.first.numbers, held.second.numbers):
        assert one["dropout"] < 0.01
        assert one["dropout_without"] < 0.01
    assert 0 < held.second.numbers["change"] - held.first.numbers["change"] < 3


def test_the_evidence_is_quoted_as_the_table_has_it() -> None:
    known = {target.id: target for target in targets()}
    repair = known["T45"]
    assert f"**About {repair.value:.2f}**".replace("0.", ".") in PROSE
    assert f"from {repair.low:.2f} to {repair.high:.2f}".replace("0.", ".") in PROSE
    assert [round(100 * r * r) for r in (repair.low, repair.value, repair.high)] == [1, 8, 22]
    for name, words in (("T39a", "14.7 %"), ("T39b", "10.7 %"), ("T39c", "74.5 %")):
        assert f"{100 * known[name].value:.1f} %" == words
        assert words in PROSE
    assert "*only in longer treatments* (Larsson" in PROSE
    assert "It cannot tell you that repair works." in PROSE
    assert re.search(r"stronger than before\* \| \*\*contested\*\*", PROSE)
    assert re.search(r"admits the hurt \| \*\*overstated\*\*", PROSE)


def test_every_further_client_can_be_met() -> None:
    listed = line("more-clients")
    for name, client in re.findall(r"\| `([\w-]+)` \| (\w+)", listed):
        assert scenarios()[name].client == client
    assert len(re.findall(r"\| `", listed)) == 8
