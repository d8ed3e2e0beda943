"""The pages of the marking page: what they say, and how they are put together."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from alliance_grader import wording
from alliance_grader.look import style
from alliance_grader.marking.agreement import Agreement, Twice, agreement
from alliance_grader.marking.answers import Answer, prose, read_answer
from alliance_grader.marking.desk import Desk
from alliance_grader.marking.schemes import Question, questions_of
from alliance_grader.marking.waiting import Row, Tally
from alliance_grader.scoring import read_key

COMMENT_KEYS: Final = "abcdefgh"
"""Keys that put a comment in; no other command has one of them."""
ALL_DONE: Final = "Nothing waits here any more."
SAID: Final = {
    403: "This page opens with the whole address that `alliance-grader mark` printed; copy it from there.",
    404: "There is no such page.",
    421: "This page opens at 127.0.0.1 alone; copy the address that `alliance-grader mark` printed.",
    500: "Something went wrong in this program; what you gave before is in the gradebook. Go back and try again.",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alliance_grader.marking", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "points": wording.points,
        "signed": lambda value: f"{value:+.2f}".replace("-", "−"),
        "hundredths": lambda value: f"{value:.2f}".replace("-", "−"),
        "prose": _prose,
        "sentence": lambda text: Markup(wording.as_markup(text)),  # noqa: S704  (it escapes)
    }
    environment.globals |= {"comment_keys": COMMENT_KEYS}
    return environment


@cache
def _prose(text: str) -> Markup:
    return prose(text)


def render(template: str, **values: Any) -> str:
    """Return a page."""
    page = _environment().get_template(template).render(**values)
    # What a student typed may hold halves of characters, which no page can.
    return page.encode("utf-8", "replace").decode()


@cache
def static(name: str) -> str:
    """Return the style, with what all pages share before it, or the script."""
    text = files("alliance_grader.marking").joinpath("page", name).read_text(encoding="utf-8")
    return f"{style()}\n{text}" if name.endswith(".css") else text


def grouped(desk: Desk) -> list[tuple[str, str, list[tuple[Question, Tally]]]]:
    """Return what waits, by assignment: its name, its title and its questions."""
    found: dict[str, list[tuple[Question, Tally]]] = {}
    for question, tally in desk.tallies():
        found.setdefault(question.assignment, []).append((question, tally))
    return [(name, read_key(desk.root, name).title, several) for name, several in found.items()]


def choices(desk: Desk, assignment: str) -> tuple[Question, ...]:
    """Return the questions of an assignment that a person marks."""
    return questions_of(desk.root, assignment)


def answer_of(desk: Desk, row: Row) -> Answer:
    """Return the answer of a row."""
    return read_answer(desk.root, row.question, row.student)


def nothing(desk: Desk) -> str:
    """Say why a page has no answer to show."""
    if desk.second:
        return "There is nothing to read a second time: nobody has given a first mark here yet."
    return "Nothing here is for a person: nobody's answer waits, and none was marked by a person."


def two_raters(
    desk: Desk, assignment: str, twice: Sequence[tuple[Row, Twice]]
) -> list[tuple[Question, tuple[str, str], Agreement, list[tuple[Row, Twice]]]]:
    """Return for each question and pair of raters how far they agree, and where they do not."""
    found = []
    for question in questions_of(desk.root, assignment):
        of_it = [(row, one) for row, one in twice if row.question.item == question.item]
        for pair in dict.fromkeys(one.raters for _, one in of_it):
            theirs = [(row, one) for row, one in of_it if one.raters == pair]
            measured = agreement([(one.first.points, one.second.points) for _, one in theirs])
            apart = [(row, one) for row, one in theirs if not one.agree]
            apart.sort(key=lambda both: -abs(both[1].first.points - both[1].second.points))
            found.append((question, pair, measured, apart))
    return found


def sent_kept(sent: int, left: Sequence[str]) -> str:
    """Say what became of marks that had been kept aside."""
    said = f"{wording.count(sent, 'mark that was kept is', 'marks that were kept are')} in the gradebook now."
    if left:
        return f"{said if sent else ''} {wording.count(len(left), 'mark is', 'marks are')} still kept aside: {left[0]}".strip()
    return said if sent else ""
