import json
import re

import pytest

from alliance.dialogue import encode, play, scenario, scenarios
from alliance.dialogue.solve import COSTLY, Solution
from alliance.errors import CourseError
from alliance.widgets import DialogueExplorer
from alliance.widgets.dialogue_explorer import content


def test_explorer_takes_an_id_or_a_scenario() -> None:
    own = scenario("thought-log")
    assert DialogueExplorer("thought-log").content == DialogueExplorer(own).content
    assert DialogueExplorer(own).scenario is own  # so that a trainee can play a scenario of their own


@pytest.mark.parametrize("unknown", ["nobody", "", 3, None, ["thought-log"]])
def test_an_unknown_dialogue_is_refused_by_naming_those_there_are(unknown: object) -> None:
    with pytest.raises(CourseError, match=r"choose one of: .*thought-log"):
        DialogueExplorer(unknown)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", scenarios())
def test_content_is_the_whole_scenario_and_plain_data(name: str) -> None:
    given = content(scenario(name))
    assert given["costly"] == COSTLY
    assert len(given["nodes"]) == len(Solution(scenario(name)).ways)
    assert {way["end"]["id"] for node in given["nodes"] for way in node["ways"] if "end" in way} <= set(
        given["endings"]
    )
    assert given["client"] in given["setting"]
    # Small enough to be sent with a page: what can be looked up is not repeated.
    assert len(json.dumps(given)) < 300_000
    # Every option that the page offers leads somewhere, and no more than there are number keys.
    for node in given["nodes"]:
        assert len(node["ways"]) == len(given["beats"][node["beat"]]) <= 6


def test_what_the_browser_sends_can_be_replayed_by_the_engine() -> None:
    explorer = DialogueExplorer("thought-log")
    assert repr(explorer) == "DialogueExplorer: The thought log, no answer yet."
    assert (explorer.choices, explorer.receipt, explorer.ended) == ([], "", False)
    explorer.set_state({"choices": [2]})
    assert repr(explorer) == "DialogueExplorer: The thought log, 1 answer so far."
    assert explorer.played == play(explorer.scenario, (2,))
    best = Solution(explorer.scenario).best_line()
    explorer.set_state(
        {"choices": list(best), "receipt": encode(play(explorer.scenario, best)), "ended": True}
    )
    assert explorer.played.ending is not None
    assert re.fullmatch(r"DialogueExplorer: The thought log, \d answers; it ended: .*\.", repr(explorer))


def test_two_explorers_share_no_state() -> None:
    first, second = (
        DialogueExplorer("thought-log"),
        DialogueExplorer("thought-log", show_state=False, explain=False),
    )
    first.set_state({"branches": [{"name": "A", "choices": [1], "from": None}], "choices": [1]})
    assert second.branches == [{"name": "A", "choices": [], "from": None}]
    assert (first.show_state, first.explain, second.show_state, second.explain) == (True, True, False, False)


def test_explorer_is_one_small_module_whose_names_are_its_own() -> None:
    explorer = DialogueExplorer("thought-log")
    assert explorer._esm.count("export default") == 1
    assert len(explorer._esm) < 40_000
    assert "url(" not in explorer._css
    assert "@import" not in explorer._css
    used = set(re.findall(r"var\((--[\w-]+)\)", explorer._css))
    assert used <= set(re.findall(r"(--[\w-]+):", explorer._css))
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", explorer._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} == {
        "alliance-widget",
        "dialogue-explorer",
    }
