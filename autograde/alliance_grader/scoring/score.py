"""Score the answers of one item against its key: points and reasons together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from alliance.assignments import variant_or_first
from alliance.language import ENGLISH, speaking
from alliance.practice.answers import as_word, is_empty
from alliance_grader.course import course_root
from alliance_grader.results import MIME, ForAPersonError, ItemResult
from alliance_grader.scoring.case import UNANSWERED, Case, Verdict
from alliance_grader.scoring.key import Item, Key, key_of_item, misconceptions
from alliance_grader.wording import as_markup, points


@speaking(ENGLISH)  # reasons are in the instructor's language, whatever the submission speaks
def score_item(
    item_id: str, answers: Mapping[str, Any], key: Key | None = None, variant: Any = ...
) -> ItemResult:
    """Score an item.

    Parameters
    ----------
    item_id : str
        For example ``"a2-weakest-pillar"``.
    answers : mapping of str to object
        Whatever the student's names hold; a missing one counts as not answered.
    key : Key, optional
        The key; by default the one of the course.
    variant : object, optional
        The student's variant; whatever is none counts as the first, which the notebook shows then.

    Returns
    -------
    ItemResult
        Points from 0 to the item's, with a reason for every part; points are None when a person must look.
    """
    key = key or key_of_item(item_id)
    item = key.item(item_id)
    case = Case({**dict.fromkeys(item.names, ...), **answers}, variant_or_first(key.short, variant))
    judged = [name for part in item.parts if part.worth or not item.points for name in part.names]
    if all(is_empty(case.answers[name]) for name in judged):
        return ItemResult(item.id, 0.0, (UNANSWERED.capitalize(),), (), answered=False)
    verdicts = [verdict for part in item.parts for verdict in part.judge(case)]
    patterns = _patterns(item, case)
    result = ItemResult(
        item.id,
        _points(verdicts, item.points),
        tuple(verdict.reason for verdict in [*verdicts, *patterns] if verdict.reason),
        _named(patterns or verdicts),
        hinted=_hinted(patterns or verdicts),
    )
    for part in item.parts:
        result = part.noted(result, case)
    return result


def score(item_id: str, variant: Any = ..., **answers: Any) -> float:
    """Score an item inside a grade cell: leave the reasons as output and return the points.

    nbgrader reads partial credit from the value of a cell's last line, and takes anything but a plain float
    for full marks: so every score cell ends on this call.

    Raises
    ------
    ForAPersonError
        When a person must give the points; the reasons are shown before.
    """
    from IPython.display import display

    result = score_item(item_id, answers, variant=variant)
    lines = _in_words(result, key_of_item(item_id).item(item_id).points)
    said = {MIME: asdict(result), "text/html": _as_html(lines), "text/plain": "\n- ".join(lines)}
    display(said, raw=True)  # type: ignore[no-untyped-call]
    if result.points is None:
        raise ForAPersonError("a person gives the points of this answer")
    return float(result.points)


def _points(verdicts: list[Verdict], most: float) -> float | None:
    given = [verdict.points for verdict in verdicts]
    known = [one for one in given if one is not None]
    return None if len(known) < len(given) else round(min(max(sum(known), 0.0), most), 4)


def _named(verdicts: list[Verdict]) -> tuple[str, ...]:
    """Return the misconceptions that enough answers show, in the order of the answers."""
    shown = Counter(verdict.misconception for verdict in verdicts)
    enough = (
        verdict.misconception
        for verdict in verdicts
        if verdict.misconception and shown[verdict.misconception] >= verdict.named_from
    )
    return tuple(dict.fromkeys(enough))


def _hinted(verdicts: list[Verdict]) -> tuple[str, ...]:
    """Return those of the named misconceptions for which a single chosen statement speaks, and nothing else."""
    shown = Counter(verdict.misconception for verdict in verdicts)
    firm = {verdict.misconception for verdict in verdicts if verdict.firm}
    return tuple(name for name in _named(verdicts) if shown[name] == 1 and name not in firm)


def _patterns(item: Item, case: Case) -> list[Verdict]:
    found = []
    for pattern in item.patterns:
        given = [case.answers[name] for name in pattern.answers if not is_empty(case.answers[name])]
        if len(given) >= pattern.least and {as_word(value) for value in given} == {pattern.of_all(case)}:
            found.append(Verdict(0.0, pattern.say, pattern.misconception))
    return found


def _in_words(result: ItemResult, most: float) -> list[str]:
    """Return the points, the reasons, and for each misconception what is the case and where to practise."""
    named = {known.id: known for known in misconceptions(course_root())}
    found = [named[name] for name in result.misconceptions]
    if result.points is None:
        head = "A person will read this and give the points"
    elif most:
        head = f"{points(result.points)} of {points(most)} points"
    else:
        head = "This gives no points"
    return [
        head,
        *result.reasons,
        *(f"Worth another thought: {known.instead} To practise: {known.practise}" for known in found),
    ]


def _as_html(lines: list[str]) -> str:
    points, *rest = map(as_markup, lines)
    return f"<p><strong>{points}</strong></p><ul>{''.join(f'<li>{line}</li>' for line in rest)}</ul>"
