"""Score the answers of one item against its key: points and reasons together."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from alliance.practice.answers import as_number, as_word, is_empty
from alliance_grader.course import course_root
from alliance_grader.results import MIME, ItemResult
from alliance_grader.scoring.key import (
    CaseloadOf,
    ChoicePart,
    Item,
    Key,
    LabelPart,
    NumberPart,
    Part,
    RangePart,
    SignPart,
    Statistic,
    Wrong,
    answers_of,
    key_of_item,
    misconceptions,
)
from alliance_grader.scoring.truth import EVERYBODY, truth
from alliance_grader.wording import as_markup, points

_HAIR: Final = 1e-9
"""What a sum of decimals may be off by."""

_UNANSWERED: Final = "not answered, or the line did not run."


@dataclass(frozen=True)
class Verdict:
    """What one part of an item earned, and why."""

    points: float
    reason: str
    misconception: str | None = None
    named_from: int = 1


@dataclass(frozen=True)
class _Case:
    """Answers, and the caseload that their truth comes from."""

    answers: Mapping[str, Any]
    caseload: CaseloadOf


def score_item(item_id: str, answers: Mapping[str, Any], key: Key | None = None) -> ItemResult:
    """Score an item.

    Parameters
    ----------
    item_id : str
        For example ``"a2-weakest-pillar"``.
    answers : mapping of str to object
        Whatever the student's names hold; a missing one counts as not answered.
    key : Key, optional
        The key; by default the one of the course.

    Returns
    -------
    ItemResult
        Points from 0 to the item's, with a reason for every part.
    """
    key = key or key_of_item(item_id)
    item = key.item(item_id)
    names = [name for part in item.parts for name in answers_of(part)]
    given = {name: answers.get(name, ...) for name in names}
    if all(is_empty(value) for value in given.values()):
        return ItemResult(item.id, 0.0, (_UNANSWERED.capitalize(),), (), answered=False)
    case = _Case(given, key.caseload)
    verdicts = [verdict for part in item.parts for verdict in _judge(part, case)]
    patterns = _patterns(item, case)
    points = min(max(sum(verdict.points for verdict in verdicts), 0.0), item.points)
    found = _named(patterns or verdicts)
    verdicts += patterns
    return ItemResult(
        item.id,
        round(points, 4),
        tuple(verdict.reason for verdict in verdicts),
        found,
    )


def score(item_id: str, **answers: Any) -> float:
    """Score an item inside a grade cell: leave the reasons as output and return the points.

    nbgrader reads partial credit from the value of a cell's last line, and takes anything but a plain float
    for full marks: so every score cell ends on this call.
    """
    from IPython.display import display

    result = score_item(item_id, answers)
    lines = _in_words(result, key_of_item(item_id).item(item_id).points)
    said = {MIME: asdict(result), "text/html": _as_html(lines), "text/plain": "\n- ".join(lines)}
    display(said, raw=True)  # type: ignore[no-untyped-call]
    return float(result.points or 0.0)


def _named(verdicts: list[Verdict]) -> tuple[str, ...]:
    """Return the misconceptions that enough answers show, in the order of the answers."""
    shown = Counter(verdict.misconception for verdict in verdicts)
    enough = (
        verdict.misconception
        for verdict in verdicts
        if verdict.misconception and shown[verdict.misconception] >= verdict.named_from
    )
    return tuple(dict.fromkeys(enough))


def _judge(part: Part, case: _Case) -> Iterator[Verdict]:
    match part:
        case RangePart():
            yield _range(part, case)
        case ChoicePart():
            yield _unless_empty(part.answer, case) or _choice(part, case)
        case _:
            for name, about in part.answers.items():
                true = truth(part.truth, about, case.caseload)
                yield _unless_empty(name, case) or _about(part, name, about, true, case)


def _unless_empty(name: str, case: _Case) -> Verdict | None:
    return Verdict(0.0, f"`{name}`: {_UNANSWERED}") if is_empty(case.answers[name]) else None


def _about(
    part: NumberPart | SignPart | LabelPart, name: str, about: str, true: float | str, case: _Case
) -> Verdict:
    """Judge one answer about one subject."""
    match part:
        case NumberPart():
            return _number(part, name, about, float(true), case)
        case SignPart():
            return _sign(part, name, float(true), case)
        case LabelPart():
            return _label(part, name, about, str(true), case)


def _number(part: NumberPart, name: str, about: str, true: float, case: _Case) -> Verdict:
    value = as_number(case.answers[name])
    if value is None:
        return Verdict(0.0, f"`{name}`: this is not a number, so it could not be compared.")

    def off(other: float) -> float:
        return abs(abs(value) - abs(other)) if part.any_sign else abs(value - other)

    if off(true) <= part.tolerance + _HAIR:
        return Verdict(part.points, f"`{name}`: {part.right}")
    known = [
        (off(float(truth(wrong.value, about, case.caseload))), wrong)
        for wrong in part.wrong
        if isinstance(wrong.value, Statistic)
    ]
    distance, nearest = min(known, key=lambda pair: pair[0], default=(math.inf, None))
    if nearest and distance <= nearest.within + _HAIR:
        return _known(nearest, name, f"{true:.2f}")
    return Verdict(0.0, f"`{name}`: {value:g} is not what the caseload gives, {true:.2f}.")


def _sign(part: SignPart, name: str, true: float, case: _Case) -> Verdict:
    value = as_number(case.answers[name])
    if value is None or value == 0 or abs(value) > part.largest:
        return Verdict(0.0, f"`{name}`: there is no sign to read from this.")
    if value * true > 0:
        return Verdict(part.points, f"`{name}`: {part.right}")
    turned = abs(value + true) <= part.tolerance + _HAIR
    return Verdict(0.0, f"`{name}`: {part.say}", part.misconception if turned else None)


def _label(part: LabelPart, name: str, about: str, true: str, case: _Case) -> Verdict:
    word = as_word(case.answers[name])
    if word == true:
        return Verdict(part.points, f"`{name}`: {part.right.format(true=true)}")
    for wrong in part.wrong:
        value = wrong.value if isinstance(wrong.value, str) else truth(wrong.value, about, case.caseload)
        if word == value:
            return _known(wrong, name, true)
    return Verdict(0.0, f"`{name}`: {part.say.format(true=true)}")


def _known(wrong: Wrong, name: str, true: str) -> Verdict:
    return Verdict(
        wrong.points, f"`{name}`: {wrong.say.format(true=true)}", wrong.misconception, wrong.named_from
    )


def _range(part: RangePart, case: _Case) -> Verdict:
    values = {name: as_number(case.answers[name]) for name in part.answers}
    fits = [name for name, value in values.items() if value is not None and part.low <= value <= part.high]
    empty = [name for name in part.answers if is_empty(case.answers[name])]
    points = part.points * len(fits) / len(part.answers)
    if len(empty) == len(part.answers):
        return Verdict(0.0, f"unit: {_UNANSWERED}")
    if len(fits) + len(empty) == len(part.answers):
        return Verdict(points, f"unit: {part.right}")
    strange = ", ".join(f"`{name}`" for name in part.answers if name not in fits and name not in empty)
    return Verdict(points, f"unit of {strange}: {part.say}")


def _choice(part: ChoicePart, case: _Case) -> Verdict:
    word = as_word(case.answers[part.answer])
    option = part.options.get(word or "")
    if option is None:
        letters = ", ".join(part.options)
        return Verdict(0.0, f"`{part.answer}`: this is none of the statements ({letters}).")
    if part.follows:
        earlier = as_number(case.answers.get(part.follows.answer))
        if earlier is not None and earlier < 0 and word == part.follows.negative:
            return Verdict(part.points, f"`{part.answer}`: {part.follows.say}")
    return Verdict(
        part.points if option.right else 0.0, f"`{part.answer}`: {option.say}", option.misconception
    )


def _patterns(item: Item, case: _Case) -> list[Verdict]:
    found = []
    for pattern in item.patterns:
        given = [case.answers[name] for name in pattern.answers if not is_empty(case.answers[name])]
        word = truth(pattern.word, EVERYBODY, case.caseload)
        if len(given) >= pattern.least and {as_word(value) for value in given} == {word}:
            found.append(Verdict(0.0, pattern.say, pattern.misconception))
    return found


def _in_words(result: ItemResult, most: float) -> list[str]:
    """Return the points, the reasons, and for each misconception what is the case and where to practise."""
    named = {known.id: known for known in misconceptions(course_root())}
    found = [named[name] for name in result.misconceptions]
    return [
        f"{points(result.points or 0)} of {points(most)} points",
        *result.reasons,
        *(f"Worth another thought: {known.instead} To practise: {known.practise}" for known in found),
    ]


def _as_html(lines: list[str]) -> str:
    points, *rest = map(as_markup, lines)
    return f"<p><strong>{points}</strong></p><ul>{''.join(f'<li>{line}</li>' for line in rest)}</ul>"
