"""Where nothing can run, a widget's still picture and its words stand there; in an exported page it comes to life."""

import html
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from alliance.pillars import Profile
from alliance.widgets import (
    ConfidenceDial,
    FourWorlds,
    PillarTriangle,
    SelfCheck,
    SortStatements,
    TranscriptTagger,
    WithinBetween,
)
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.pillar_triangle import drawn

DRAWN: list[Callable[[], BrowserWidget]] = [
    lambda: PillarTriangle(4.5, 2, 4.5),
    SortStatements,
    lambda: ConfidenceDial("ifeoma"),
    FourWorlds,
    WithinBetween,
    lambda: TranscriptTagger("sleep-diary", "lesson"),
]


@pytest.mark.parametrize("make", DRAWN)
def test_a_still_picture_is_sound_and_names_what_it_shows(
    make: Callable[[], BrowserWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = make()
    root = ElementTree.fromstring(widget.picture())  # noqa: S314  (our own)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(root.iter())) > 5
    live = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in str(live)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    graded = widget._repr_mimebundle_()
    assert set(graded) == {"text/html", "text/plain"}
    alt = re.search(r'<img class="alliance-still" alt="([^"]+)"', graded["text/html"])
    assert alt is not None
    assert html.unescape(alt[1]) == repr(widget)
    assert "<script" not in graded["text/html"]


def test_without_a_picture_the_words_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_STILL", "1")
    shown = SelfCheck("three_pillars")._repr_mimebundle_()["text/html"]
    assert "0 of 6 questions answered" in shown
    assert "<img" not in shown


def test_an_export_carries_the_state_that_the_browser_begins_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_EXPORT", "1")
    triangle = PillarTriangle(4.5, 2, 4.5)
    shown = triangle._repr_mimebundle_()["text/html"]
    state = re.search(r'data-widget="PillarTriangle" data-state="([^"]+)"', shown)
    assert state is not None
    assert json.loads(html.unescape(state[1])) == json.loads(json.dumps(triangle.state))
    assert {"goal", "task", "bond", "voice", "content"} == set(triangle.state)


def test_the_triangle_lies_where_its_ratings_say() -> None:
    paths = re.findall(r'd="(M[^"]+Z)" (?:fill|stroke)', drawn(Profile(5, 2.5, 1)))
    corners, even, profile = (re.findall(r"[\d.]+,[\d.]+", path) for path in paths[:3])
    assert profile[0] == corners[0] != even[0]
    middle = [(float(corners[1].split(",")[axis]) + (200, 165)[axis]) / 2 for axis in (0, 1)]
    assert [float(part) for part in profile[1].split(",")] == pytest.approx(middle, abs=0.11)
