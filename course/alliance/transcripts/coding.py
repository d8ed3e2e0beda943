"""Score a coding of a transcript against a key that is passed in: points, reasons, kappa, misconceptions.

The rule. Each rupture of the key is worth one point: .5 for the kind, .3 for the pillar, .2 for an intensity within one.
Readings that the key accepts count as right. A false alarm costs .5, an accepted one nothing; the sum never falls below 0.
Turns without a rupture earn nothing by themselves, so that calling every turn "none" earns 0, and calling every turn a
rupture earns next to nothing, since about two in three turns are none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from alliance.errors import CourseError
from alliance.language import _
from alliance.pillars import PillarId
from alliance.tables import packaged
from alliance.transcripts.key import Key, Lure, TurnKey
from alliance.transcripts.receipt import Code, Codes

KIND_POINTS: Final = 0.5
PILLAR_POINTS: Final = 0.3
INTENSITY_POINTS: Final = 0.2
FALSE_ALARM_COST: Final = 0.5
NAMED_FROM: Final = 2
"""A misconception is named from this many slips on: one may be chance."""

MOSTLY: Final = 0.75
"""They must be at least this share of the turns with the lure."""

MORE_OFTEN: Final = 0.5
"""And this much more than the share of the same slip on turns without it: whoever slips everywhere was not lured."""

Outcome = Literal["same", "defensible", "other_kind", "missed", "false_alarm", "not_coded"]


@dataclass(frozen=True)
class Band:
    """A range of kappa and its word."""

    below: float
    words: str


@dataclass(frozen=True)
class KappaWords:
    """How kappa is put into words."""

    rupture: str
    kind: str
    none: str
    few: str
    explain: str
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Pattern:
    """A misconception, and the slips that show it: on turns with these lures, a false alarm or a miss."""

    id: str
    name: str
    lures: tuple[Lure, ...]
    slip: Literal["false_alarm", "missed"]
    say: str


@dataclass(frozen=True)
class Words:
    """How codings are put into words (`words/coding.yaml`)."""

    verdicts: dict[Outcome, str]
    beside: dict[str, str]
    summary: str
    left: str
    all_done: str
    reasons: dict[str, str]
    kappa: KappaWords
    misconceptions: tuple[Pattern, ...]


WORDS: Final = packaged("alliance.transcripts", "words/coding.yaml", Words)


@dataclass(frozen=True)
class TurnScore:
    """What one turn earned, and why.

    Attributes
    ----------
    transcript : str
    turn : int
    outcome : str
        How the code stands to the key: ``same``, ``defensible``, ``other_kind``, ``missed``, ``false_alarm`` or
        ``not_coded``.
    points : float
        From -.5 to 1.
    reason : str
        The outcome in plain words, then the key's own reason.
    lure : str, optional
        What tempted here.
    rupture : bool
        Whether the key hears a rupture here.
    """

    transcript: str
    turn: int
    outcome: Outcome
    points: float
    reason: str
    lure: Lure | None = None
    rupture: bool = False


@dataclass(frozen=True)
class Agreement:
    """Cohen's kappa against the key, over the turns that were coded.

    Attributes
    ----------
    value : float or None
        Kappa; None where it does not exist.
    n : int
        How many turns were coded.
    agree : int
        On how many of them reader and key say the same, or the key accepts what the reader says.
    sentence : str
        What it says, in words.
    """

    value: float | None
    n: int
    agree: int
    sentence: str


@dataclass(frozen=True)
class Misconception:
    """A misunderstanding that the pattern of codes shows: its id, its name, and what to tell the reader."""

    id: str
    name: str
    say: str


@dataclass(frozen=True)
class CodingScore:
    """The score of one or several codings.

    Attributes
    ----------
    points, possible : float
        Points, and how many there were: one for each rupture of the keys.
    turns : tuple of TurnScore
        Every client turn of the keys.
    rupture, kind : Agreement
        Kappa for rupture yes or no, and for the three codes none, withdrawal, confrontation.
    misconceptions : tuple of Misconception
        What the pattern of slips shows.
    """

    points: float
    possible: float
    turns: tuple[TurnScore, ...]
    rupture: Agreement
    kind: Agreement
    misconceptions: tuple[Misconception, ...]

    @property
    def share(self) -> float:
        """Points as a share of what there was to earn, from 0 to 1."""
        return self.points / self.possible if self.possible else 0.0


def score_coding(codes: Codes, key: Key) -> CodingScore:
    """Score the codes of one transcript; see `score_codings`."""
    return score_codings([(codes, key)])


def score_codings(coded: Sequence[tuple[Codes, Key]]) -> CodingScore:
    """Score codes of several transcripts together: points, kappa and misconceptions are those of all turns.

    Parameters
    ----------
    coded : sequence of (codes, key)
        For each transcript the reader's codes by turn, and its key.

    Raises
    ------
    CourseError
        When a code is for a turn that the key does not have.
    """
    judged: list[tuple[Code | None, TurnKey]] = []
    turns: list[TurnScore] = []
    for codes, key in coded:
        strange = set(codes) - {turn.turn for turn in key.turns}
        if strange:
            raise CourseError(
                _("Turn {value} of {transcript} is not the client's; leave it out.").format(
                    value=min(strange), transcript=key.transcript
                )
            )
        for turn in key.turns:
            judged.append((codes.get(turn.turn), turn))
            turns.append(score_turn(codes.get(turn.turn), turn, key.transcript))
    given = [(code, turn) for code, turn in judged if code is not None]
    return CodingScore(
        points=round(max(0.0, sum(turn.points for turn in turns)), 4),
        possible=float(sum(key.ruptures for _, key in coded)),
        turns=tuple(turns),
        rupture=_agreement(given, lambda kind: "rupture" if kind != "none" else "none", WORDS.kappa.rupture),
        kind=_agreement(given, str, WORDS.kappa.kind),
        misconceptions=tuple(_shown(turns)),
    )


def outcome_of(code: Code | None, key: TurnKey) -> Outcome:
    """Say how a code stands to the key."""
    if code is None:
        return "not_coded"
    if code.kind == key.kind:
        return "same"
    if code.kind in key.accept.kinds:
        return "defensible"
    if code.kind == "none":
        return "missed"
    return "other_kind" if key.rupture else "false_alarm"


def pillar_fits(pillar: PillarId | None, key: TurnKey) -> bool:
    """Whether a pillar is the key's or one that it accepts."""
    return pillar is not None and pillar in (key.pillar, *key.accept.pillars)


def intensity_fits(intensity: int, key: TurnKey) -> bool:
    """Whether an intensity is given and within one of the key's."""
    return intensity > 0 and abs(intensity - key.intensity) <= 1


def score_turn(code: Code | None, key: TurnKey, transcript_id: str = "") -> TurnScore:
    """Score one turn.

    Parameters
    ----------
    code : Code or None
        What the reader hears; None for a turn that is not coded.
    key : TurnKey
    transcript_id : str, optional
        Where the turn comes from, for the report.
    """
    outcome = outcome_of(code, key)
    points = -FALSE_ALARM_COST if outcome == "false_alarm" else 0.0
    if code is not None and code.kind != "none" and key.rupture:
        points += KIND_POINTS * (outcome != "other_kind")
        points += PILLAR_POINTS * pillar_fits(code.pillar, key)
        points += INTENSITY_POINTS * intensity_fits(code.intensity, key)
    reason = " ".join([*_reasons(outcome, code, key), key.why])
    return TurnScore(transcript_id, key.turn, outcome, round(points, 4), reason, key.lure, key.rupture)


def kappa_in_words(value: float) -> str:
    """Return the conventional word for a kappa."""
    return next(band.words for band in WORDS.kappa.bands if value < band.below)


def _reasons(outcome: Outcome, code: Code | None, key: TurnKey) -> list[str]:
    yours = code.kind if code else ""
    words = {
        "Kind": key.kind.capitalize(),
        "kind": key.kind,
        "yours": yours,
        "pillar": key.pillar or "",
        "intensity": key.intensity,
    }
    form = f"{outcome}_none" if outcome in ("same", "defensible") and not key.rupture else outcome
    said = [WORDS.reasons[form].format(**words)]
    if code is None or code.kind == "none" or not key.rupture:
        return said
    if code.pillar is None:
        form = "pillar_open"
    elif code.pillar == key.pillar:
        form = "pillar_same"
    else:
        form = "pillar_accepted" if pillar_fits(code.pillar, key) else "pillar_other"
    said.append(WORDS.reasons[form].format(**words, own=code.pillar))
    if not intensity_fits(code.intensity, key):
        form = "intensity_far" if code.intensity else "intensity_open"
        said.append(WORDS.reasons[form].format(**words, own=code.intensity))
    return said


def _agreement(given: list[tuple[Code, TurnKey]], group: Callable[[str], str], sentence: str) -> Agreement:
    """Compute kappa; where the key accepts what the reader says, the two agree."""
    mine = [group(code.kind) for code, _ in given]
    theirs = [group(code.kind if code.kind in key.accept.kinds else key.kind) for code, key in given]
    n, agree = len(mine), sum(one == other for one, other in zip(mine, theirs, strict=True))
    if n < 2:
        return Agreement(None, n, agree, WORDS.kappa.few)
    if len({*mine, *theirs}) < 2:
        return Agreement(None, n, agree, WORDS.kappa.none)
    from alliance.caseload.verbs.agree import kappa

    value = kappa(mine, theirs).value
    said = sentence.format(agree=agree, n=n, value=f"{value:.2f}", words=kappa_in_words(value))
    return Agreement(value, n, agree, said)


_SILENT: Final = ("not_coded", "defensible")


def _shown(turns: list[TurnScore]) -> list[Misconception]:
    """Return the misconceptions whose lures lead astray, and more often than turns without them do.

    Whoever calls every turn a rupture, or none, has not been misled by silences or good manners. A code that can be
    defended shows nothing either way.
    """
    shown = []
    for pattern in WORDS.misconceptions:
        kind = [turn for turn in turns if turn.outcome not in _SILENT and _could_slip(turn, pattern.slip)]
        lured = [turn.outcome == pattern.slip for turn in kind if turn.lure in pattern.lures]
        others = [turn.outcome == pattern.slip for turn in kind if turn.lure not in pattern.lures]
        slips, chances = sum(lured), len(lured)
        elsewhere = sum(others) / len(others) if others else 0.0
        if slips >= NAMED_FROM and slips / chances >= max(MOSTLY, elsewhere + MORE_OFTEN):
            say = pattern.say.format(slips=slips, chances=chances)
            shown.append(Misconception(pattern.id, pattern.name, say))
    return shown


def _could_slip(turn: TurnScore, slip: str) -> bool:
    """Whether a turn is one in which this slip is possible: a rupture can be missed, any other turn heard as one."""
    return turn.rupture == (slip == "missed")
