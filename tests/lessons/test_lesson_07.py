"""Sentences of lesson 7 that must stay true."""

import re
from pathlib import Path

import nbformat

from alliance.caseload import rate, simulate_caseload
from alliance.transcripts import lesson_key, transcripts

LESSON = nbformat.read(
    Path(__file__).parents[2] / "course" / "lessons" / "07_ruptures.ipynb", as_version=nbformat.NO_CONVERT
)
PROSE = " ".join(" ".join(cell.source for cell in LESSON.cells if cell.cell_type == "markdown").split())
CODE = "\n".join(cell.source for cell in LESSON.cells if cell.cell_type == "code")


def strip(transcript_id: str) -> str:
    letters = {"none": "–", "withdrawal": "W", "confrontation": "C"}
    return ", ".join(letters[turn.kind] for turn in lesson_key(transcript_id).turns)


def test_what_is_said_of_the_keys_is_in_the_keys() -> None:
    assert f"The key reads {strip('twelve-minutes')}." in PROSE
    assert strip("sleep-diary").count("W") == 2
    assert "C" not in strip("sleep-diary")
    lures = {turn.turn: turn.lure for turn in lesson_key("twelve-minutes").turns}
    assert (lures[6], lures[12], lures[14]) == ("silence", "disagreement", "disagreement")


def test_no_transcript_of_an_assignment_is_used() -> None:
    named = [name for name in transcripts() if f"`{name}`" in PROSE or f'"{name}"' in CODE]
    assert set(named) == {"sleep-diary", "twelve-minutes", "good-paper"} <= set(transcripts(lesson=True))


def test_therapists_of_this_caseload_notice_withdrawal_less() -> None:
    sessions = simulate_caseload(clients=400, therapists=40, seed=1).sessions
    assert "simulate_caseload(clients=400, therapists=40, seed=1)" in CODE
    found = rate(sessions, "rupture_therapist", by="rupture_kind").numbers
    assert found["rupture_kind withdrawal"] < found["rupture_kind confrontation"] - 0.05
    always = rate(sessions, "rupture_therapist").value
    said = re.search(r"report strain in (\d+) % of \*all\* sessions", PROSE)
    assert said
    assert abs(100 * always - int(said[1])) < 0.5
    assert rate(sessions, "rupture_client").value < always


def test_overstated_and_contested_claims_are_called_so() -> None:
    assert "it is **overstated**" in PROSE
    assert "it is contested" in PROSE
    assert (
        "**silence is not always a rupture, politeness is not yet alliance, and a dip in mood is not a dip between you**"
        in PROSE
    )
    assert "a simulation cannot prove what was put into it" in PROSE
