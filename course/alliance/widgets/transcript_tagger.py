"""Tag the client's turns of a transcript for ruptures, see the strip grow, and hold it against a key."""

from dataclasses import asdict
from typing import Any, Literal

import traitlets

from alliance.errors import CourseError
from alliance.language import _
from alliance.language.tables import spoken
from alliance.pillars import MARKERS, PILLARS
from alliance.transcripts import WORDS, Key, encode, lesson_key, read_codes, transcript
from alliance.widgets import strip
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget


class TranscriptTagger(BrowserWidget):
    """Code a transcript, turn by turn: no rupture, withdrawal or confrontation; then pillar, intensity, marker.

    Parameters
    ----------
    transcript_id : str
        Which transcript; `alliance.transcripts.transcripts()` lists them.
    key : Key or "lesson", optional
        What to compare the coding with at the end; ``"lesson"`` is the key that comes with a lesson's transcript.
        Whoever can see the widget can find the key in it, so none is passed in an assignment.

    Attributes
    ----------
    codes : dict
        The codes by the number of the turn: ``{"6": {"kind": "withdrawal", "pillar": "task", "intensity": 2}}``.
    receipt : str
        The codes in one line, to paste into an assignment.

    Examples
    --------
    >>> TranscriptTagger("sleep-diary")
    TranscriptTagger: The sleep diary. 0 of 8 client turns coded: 0 no rupture, 0 withdrawal, 0 confrontation. 8 left.
    """

    _esm = script("shared.js", "transcript_tagger.js")
    _css = style("shared.css", "transcript_tagger.css")

    codes: "traitlets.Dict[str, dict[str, Any]]" = traitlets.Dict().tag(sync=True)
    at = traitlets.Int(0, help="Which of the client's turns is being coded, counted from 0.").tag(sync=True)
    comparing = traitlets.Bool(False, help="Whether the key is on show.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, transcript_id: str, key: Key | Literal["lesson"] | None = None) -> None:
        chosen = transcript(transcript_id)
        if key == "lesson":
            key = lesson_key(transcript_id)
        if isinstance(key, str) or (key is not None and key.checked().transcript != transcript_id):
            named = key if isinstance(key, str) else key.transcript
            raise CourseError(
                _("This is the key of {named}, not of {transcript}.").format(
                    named=repr(named), transcript=transcript_id
                )
            )
        super().__init__(
            content={
                "transcript": asdict(chosen) | {"hash": chosen.hash[:6]},
                "pillars": [
                    {"id": pillar.id, "name": _(pillar.name), "asks": _(pillar.asks)} for pillar in PILLARS
                ],
                "kinds": spoken(asdict(MARKERS), "pillars/markers.yaml")["kinds"],
                "markers": [
                    {"id": marker.id, "kind": marker.kind, "name": _(marker.name), "means": _(marker.means)}
                    for marker in MARKERS.markers
                ],
                "words": spoken(asdict(WORDS), "transcripts/words/coding.yaml") | {"misconceptions": []},
                "key": {str(turn.turn): asdict(turn) for turn in key.turns} if key else None,
            }
        )
        self._transcript = chosen

    @property
    def receipt(self) -> str:
        """The codes in one line, to paste into an assignment; empty while nothing is coded."""
        return encode(self._transcript.id, read_codes(self.codes))

    @property
    def summary(self) -> str:
        """How far the coding has got, in words."""
        codes = read_codes(self.codes)
        done = [code.kind for code in codes.values() if code.complete]
        left = len(self._transcript.client_turns) - len(done)
        counts = {kind: done.count(kind) for kind in ("none", "withdrawal", "confrontation")}
        ending = _(WORDS.left).format(left=left) if left else _(WORDS.all_done)
        return (
            _(WORDS.summary).format(done=len(done), all=len(self._transcript.client_turns), **counts)
            + " "
            + ending
        )

    def __repr__(self) -> str:
        return f"TranscriptTagger: {self._transcript.title}. {self.summary}"

    def picture(self) -> str:
        """Draw the strip as it stands now."""
        return strip.drawn(self._transcript.client_turns, read_codes(self.codes), self.summary)
