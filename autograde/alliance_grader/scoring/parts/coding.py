"""Codings of the transcripts of a student's variant, held against the instructor's keys."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from alliance.errors import CourseError
from alliance.transcripts import (
    WORDS,
    Code,
    CodingScore,
    Key,
    TurnKey,
    TurnScore,
    decode,
    encode,
    read_key,
    score_codings,
    transcript,
)
from alliance.transcripts.receipt import Codes
from alliance_grader.course import course_root
from alliance_grader.results import Agreement, ItemResult
from alliance_grader.scoring.case import UNANSWERED, Case, Verdict
from alliance_grader.scoring.parts.part import TogetherPart
from alliance_grader.wording import count, points

_HEARD: Final = ("same", "defensible", "other_kind")


class CodingPart(TogetherPart, frozen=True, kw_only=True, tag="coding", tag_field="kind"):
    """Lines of codes, one for each transcript of the variant; together they earn points by `score_codings`.

    A line counts for the transcript that it names, whichever answer holds it.

    Attributes
    ----------
    answers : tuple of str
        In the order of the variant's transcripts.
    points : float
        For every rupture heard, with its pillar and intensity, and no false alarm.
    """

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {pattern.id for pattern in WORDS.misconceptions}

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the keys' own codes."""
        return self._coded_by(right_code, case)

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the codes of somebody who is right but where a lure leads astray."""
        patterns = [pattern for pattern in WORDS.misconceptions if pattern.id == misconception]
        if not patterns:
            return {}
        (pattern,) = patterns

        def reader(turn: TurnKey) -> Code:
            if turn.lure not in pattern.lures:
                return right_code(turn)
            return Code("none") if pattern.slip == "missed" else Code("withdrawal", "bond", 1)

        return self._coded_by(reader, case)

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge both lines together: what they earn, then turn by turn where they stand to the key."""
        keys = {key.transcript: key for key in keys_of(case)}
        read: dict[str, Codes] = {}
        for name in self.answers:
            trouble = self._read(name, case, read)
            if trouble:
                yield Verdict(0.0, f"`{name}`: {trouble}")
        if not read:
            return
        ruptures = sum(key.ruptures for key in keys.values())
        score = score_codings([(codes, keys[coded]) for coded, codes in read.items()])
        yield Verdict(self.points * score.points / ruptures, self._in_short(score, ruptures))
        for coded in read:
            yield from _turn_by_turn(coded, [turn for turn in score.turns if turn.transcript == coded])
        for shown in score.misconceptions:
            yield Verdict(0.0, shown.say, shown.id)

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note how far the codes of each text agree with its key, and what was earned for ruptures of each pillar."""
        keys = keys_of(case)
        read: dict[str, Codes] = {}
        for name in self.answers:
            self._read(name, case, read)
        found: list[Agreement] = []
        pillars = dict(result.by_pillar)
        for key in keys:
            score = score_codings([(read.get(key.transcript, {}), key)])
            if key.transcript in read:
                found.append(Agreement(key.transcript, score.kind.n, score.kind.agree, score.kind.value))
            for turn, scored in zip(key.turns, score.turns, strict=True):
                if turn.pillar is not None:
                    earned, worth = pillars.get(turn.pillar, (0.0, 0.0))
                    pillars[turn.pillar] = (earned + scored.points, worth + 1.0)
        return replace(result, codings=tuple(found), by_pillar=pillars)

    def _coded_by(self, reader: Callable[[TurnKey], Code], case: Case) -> dict[str, Any]:
        return {
            name: encode(key.transcript, {turn.turn: reader(turn) for turn in key.turns})
            for name, key in zip(self.answers, keys_of(case), strict=True)
        }

    def _read(self, name: str, case: Case, read: dict[str, Codes]) -> str:
        """Put the codes of an answer beside those that were read before, or say why not."""
        if case.is_empty(name):
            return UNANSWERED
        try:
            coding = decode(case.answers[name])
        except CourseError as error:
            return str(error)
        wanted = [key.transcript for key in keys_of(case)]
        if coding.transcript not in wanted:
            titles = " and ".join(f"“{transcript(one).title}”" for one in wanted)
            title = transcript(coding.transcript).title
            return f"these are codes of “{title}”. Your variant of the assignment is about {titles}."
        if coding.transcript in read:
            return f"“{transcript(coding.transcript).title}” was coded in the other answer already; it counts once."
        read[coding.transcript] = coding.codes
        return ""

    def _in_short(self, score: CodingScore, ruptures: int) -> str:
        turns = score.turns
        heard = sum(turn.outcome in _HEARD and turn.points > 0 for turn in turns)
        alarms = sum(turn.outcome == "false_alarm" for turn in turns)
        open_ = sum(turn.outcome == "not_coded" for turn in turns)
        return " ".join(
            [
                f"You heard {heard} of {ruptures} ruptures, with {count(alarms, 'false alarm', 'false alarms')}:",
                f"{points(round(self.points * score.points / ruptures, 2))} of {points(self.points)} points.",
                *([f"You left {count(open_, 'turn', 'turns')} open."] if open_ else []),
                f"You and the key say the same on {count(score.kind.agree, 'turn', 'turns')} of {score.kind.n}"
                + ("." if score.kind.value is None else f"; kappa = {score.kind.value:.2f}."),
            ]
        )


def right_code(turn: TurnKey) -> Code:
    """Return the code that the key itself gives."""
    return Code(turn.kind, turn.pillar, turn.intensity)


def keys_of(case: Case) -> list[Key]:
    """Return the keys of the variant's transcripts, in their order."""
    root = course_root()
    return [_key(root, coded.id) for coded in case.work.transcripts]


@cache
def _key(root: Path, coded: str) -> Key:
    from alliance_grader.scoring.key import keys_folder

    return read_key(keys_folder(root) / "transcripts" / f"{coded}.yaml")


def _turn_by_turn(coded: str, turns: list[TurnScore]) -> Iterator[Verdict]:
    """Give the reason for each turn, but list together those in which nobody hears anything."""
    title = transcript(coded).title
    calm = [str(turn.turn) for turn in turns if turn.outcome == "same" and not turn.points]
    if calm:
        yield Verdict(
            0.0, f"“{title}”, no rupture in turn{'s' * (len(calm) > 1)} {', '.join(calm)}: as in the key."
        )
    for turn in turns:
        if str(turn.turn) not in calm and turn.outcome != "not_coded":
            yield Verdict(0.0, f"“{title}”, turn {turn.turn}: {turn.reason}")
