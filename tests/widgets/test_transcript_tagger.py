import json
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from alliance.errors import CourseError
from alliance.transcripts import decode, lesson_key, transcripts
from alliance.widgets import TranscriptTagger


def test_tagger_counts_what_is_coded_and_gives_it_in_one_line() -> None:
    tagger = TranscriptTagger("sleep-diary")
    assert repr(tagger) == (
        "TranscriptTagger: The sleep diary. 0 of 8 client turns coded: 0 no rupture, 0 withdrawal, 0 confrontation. 8 left."
    )
    assert tagger.receipt == ""
    unfinished = {"kind": "withdrawal", "pillar": None, "intensity": 2, "marker": None}
    tagger.set_state({"codes": {"2": {"kind": "none"}, "6": unfinished}})  # what the browser sends
    assert tagger.summary.startswith("1 of 8 client turns coded: 1 no rupture, 0 withdrawal")
    assert decode(tagger.receipt).codes[6].pillar is None
    tagger.codes = {**tagger.codes, "6": unfinished | {"pillar": "task"}}
    assert tagger.summary.startswith("2 of 8 client turns coded: 1 no rupture, 1 withdrawal")
    assert TranscriptTagger("sleep-diary").codes == {}


@pytest.mark.parametrize("transcript_id", transcripts())
def test_without_a_key_nothing_of_one_reaches_the_browser(transcript_id: str) -> None:
    content = TranscriptTagger(transcript_id).content
    assert content["key"] is None
    sent = json.dumps(content, ensure_ascii=False)
    assert "lure" not in sent
    assert '"accept":' not in sent
    if transcript_id in transcripts(lesson=True):
        assert not [turn for turn in lesson_key(transcript_id).turns if turn.why in sent]


def test_key_is_the_lessons_or_one_that_is_passed_and_must_fit() -> None:
    by_name = TranscriptTagger("good-paper", "lesson").content["key"]
    assert by_name == TranscriptTagger("good-paper", key=lesson_key("good-paper")).content["key"]
    assert by_name["6"]["kind"] == "withdrawal"
    with pytest.raises(CourseError, match="This is the key of 'good-paper', not of sauce"):
        TranscriptTagger("sauce", lesson_key("good-paper"))
    with pytest.raises(CourseError, match="sauce belongs to an assignment"):
        TranscriptTagger("sauce", "lesson")
    with pytest.raises(CourseError, match="key of 'mine'"):
        TranscriptTagger("sauce", "mine")  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="no transcript 'nothing'"):
        TranscriptTagger("nothing")


def test_the_strip_stands_in_where_nothing_can_run() -> None:
    tagger = TranscriptTagger("sleep-diary")
    empty = ET.fromstring(tagger.picture())  # noqa: S314  (our own drawing)
    assert empty.get("aria-label") == tagger.summary
    tagger.codes = {
        "2": {"kind": "none"},
        "6": {"kind": "withdrawal", "pillar": "task", "intensity": 1, "marker": None},
        "8": {"kind": "confrontation", "pillar": "bond", "intensity": 3, "marker": None},
        "10": {"kind": "withdrawal", "pillar": None, "intensity": 0, "marker": None},
    }
    drawn = ET.fromstring(tagger.picture())  # noqa: S314
    words = [node.text for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert words == ["–", "2", "4", "W", "6", "C", "8", "W", "10", "12", "14", "16"]
    fills = {
        node.get("fill"): float(node.get("height") or 0)
        for node in drawn
        if (node.get("fill") or "").startswith("url") and float(node.get("height") or 0) > 20
    }
    assert fills["url(#c)"] > 2 * fills["url(#w)"]  # the taller, the more intense
    dashed = [node for node in drawn if node.get("stroke-dasharray")]
    assert len(dashed) == 5  # four turns not coded, one unfinished


def test_tagger_is_one_small_module_with_classes_of_its_own() -> None:
    tagger = TranscriptTagger("sauce")
    assert tagger._esm.count("export default") == 1
    assert len(tagger._esm) < 28_000
    assert "url(" not in tagger._css
    assert "@import" not in tagger._css
    used = set(re.findall(r"var\((--[\w-]+)\)", tagger._css))
    assert used <= set(re.findall(r"(--[\w-]+):", tagger._css))
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", tagger._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if name[:3] != "aw-"} <= {"alliance-widget", "transcript-tagger"}


def test_tagger_needs_neither_numpy_nor_pandas() -> None:
    code = (
        "import sys; from alliance.widgets import TranscriptTagger; TranscriptTagger('good-paper', 'lesson').receipt; "
        "print([name for name in ('numpy', 'pandas', 'plotly', 'statsmodels') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
