"""A coding as one line that can be copied into an assignment and read again.

``AWT1.sleep-diary.3f9a1c.2n-6wt2:deferential-8wx0.h4kd`` names the transcript, its words (six letters of the hash), and each
coded turn: its number, then n, or w or c with the pillar (g, t, b; x while open), the intensity (0 while open) and the
marker. The last four letters catch slips of the keyboard; they are no secret and prove nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from alliance.errors import CourseError
from alliance.language import _
from alliance.pillars import MARKER, PILLAR_IDS, PillarId
from alliance.receipts import as_copied, letters
from alliance.transcripts.key import TurnKind
from alliance.transcripts.transcript import transcript

PREFIX: Final = "AWT1"
KINDS: Final[tuple[TurnKind, ...]] = ("none", "withdrawal", "confrontation")
_LONGEST: Final = 2_000
_SHAPE: Final = re.compile(r"awt1\.([a-z0-9-]{1,40})\.([0-9a-f]{6})\.([a-z0-9:_-]+)\.([0-9a-z]{4})")
_CODE: Final = re.compile(r"(\d{1,2})(?:(n)|([wc])([gtbx])([0-3])(?::([a-z_]+))?)")


@dataclass(frozen=True)
class Code:
    """What a reader hears in one turn.

    Attributes
    ----------
    kind : str
        ``none``, ``withdrawal`` or ``confrontation``.
    pillar : str, optional
        The pillar that is strained; None without a rupture or while it is open.
    intensity : int
        1 (slight) to 3 (strong); 0 without a rupture or while it is open.
    marker : str, optional
        What gives it away.

    Raises
    ------
    CourseError
        When the parts do not go together.
    """

    kind: TurnKind
    pillar: PillarId | None = None
    intensity: int = 0
    marker: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise CourseError(
                _("A turn is none, withdrawal or confrontation; {kind} is not.").format(kind=repr(self.kind))
            )
        if self.kind == "none" and (self.pillar or self.intensity or self.marker):
            raise CourseError(_("Without a rupture there is no pillar, no intensity and no marker."))
        if self.pillar not in (*PILLAR_IDS, None):
            raise CourseError(
                _("A pillar is goal, task or bond; {pillar} is not.").format(pillar=repr(self.pillar))
            )
        if self.intensity not in (0, 1, 2, 3):
            raise CourseError(
                _("The intensity is 1, 2 or 3; {intensity} is not.").format(intensity=repr(self.intensity))
            )
        if self.marker is not None and (self.marker not in MARKER or MARKER[self.marker].kind != self.kind):
            raise CourseError(
                _("{marker} is no marker of {kind}.").format(marker=repr(self.marker), kind=self.kind)
            )

    @property
    def complete(self) -> bool:
        """Whether nothing that counts is left open; the marker may be."""
        return self.kind == "none" or (self.pillar is not None and self.intensity > 0)


Codes = Mapping[int, Code]


@dataclass(frozen=True)
class Coding:
    """One reader's codes of one transcript, by the number of the turn."""

    transcript: str
    codes: Codes


def read_codes(table: Mapping[Any, Any]) -> dict[int, Code]:
    """Read codes as the browser keeps them: `{"2": {"kind": "none"}, ...}`."""
    try:
        return {int(turn): Code(**{k: v for k, v in given.items() if v}) for turn, given in table.items()}
    except (AttributeError, TypeError, ValueError):
        raise CourseError(
            _("Codes are written by turn: {example}.").format(
                example='{"2": {"kind": "none"}, "6": {"kind": "withdrawal", "pillar": "task", "intensity": 2}}'
            )
        ) from None


def encode(transcript_id: str, codes: Codes) -> str:
    """Return the receipt of a coding; empty when nothing is coded."""
    if not codes:
        return ""
    written = "-".join(f"{turn}{_written(codes[turn])}" for turn in sorted(codes))
    body = f"{PREFIX}.{transcript_id}.{transcript(transcript_id).hash[:6]}.{written}"
    return f"{body}.{_check(body.lower())}"


def decode(text: object) -> Coding:
    """Read a receipt.

    Blanks, line breaks, quotation marks, capital letters and typographic dashes are forgiven.

    Raises
    ------
    CourseError
        When it is no receipt, has a slip, or is of other words than today's.
    """
    if not isinstance(text, str):
        raise CourseError(
            _("A coding is pasted as text in quotation marks; copy it with the Copy button of the tagger.")
        )
    plain = as_copied(text[: _LONGEST + 1])
    shape = _SHAPE.fullmatch(plain) if len(plain) <= _LONGEST else None
    if shape is None:
        raise CourseError(
            _(
                "This is not a whole line of codes. It begins with AWT1 and has four points in it; copy it again with the Copy button."
            )
        )
    body, _dot, check = plain.rpartition(".")
    if check != _check(body):
        raise CourseError(
            _("There is a slip in this line: a letter or a number is not as it was; copy it again.")
        )
    coded = transcript(shape[1])
    if shape[2] != coded.hash[:6]:
        raise CourseError(
            _(
                "This coding is of an older version of {name}, which has changed since; code it again, please."
            ).format(name=coded.id)
        )
    codes: dict[int, Code] = {}
    for part in shape[3].split("-"):
        turn, code = _read(part)
        if turn not in coded.client_turns or turn in codes:
            raise CourseError(
                _(
                    "Turn {turn} of {name} is not the client's, or is coded twice; copy the line again."
                ).format(turn=turn, name=coded.id)
            )
        codes[turn] = code
    return Coding(coded.id, codes)


def _written(code: Code) -> str:
    if code.kind == "none":
        return "n"
    marker = f":{code.marker}" if code.marker else ""
    return f"{code.kind[0]}{code.pillar[0] if code.pillar else 'x'}{code.intensity}{marker}"


def _read(part: str) -> tuple[int, Code]:
    shape = _CODE.fullmatch(part)
    if shape is None:
        raise CourseError(
            _(
                "{part} is no code; a code is 2n, or 4wt2 with an optional marker. Copy the line again."
            ).format(part=repr(part))
        )
    if shape[2]:
        return int(shape[1]), Code("none")
    kind: TurnKind = "withdrawal" if shape[3] == "w" else "confrontation"
    pillar = next((pillar for pillar in PILLAR_IDS if pillar[0] == shape[4]), None)
    return int(shape[1]), Code(kind, pillar, int(shape[5]), shape[6])


def _check(body: str) -> str:
    """Return four letters of the 32-bit FNV-1a sum, which a browser computes as easily."""
    number = 0x811C9DC5
    for byte in body.encode():
        number = ((number ^ byte) * 0x01000193) & 0xFFFFFFFF
    return letters(number, 4)
