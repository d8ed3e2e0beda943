"""The item report as a page of the documentation, with a picture for each assignment."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from alliance.errors import CourseError
from alliance_grader.files import write_whole
from alliance_grader.items.figures import AssignmentFigures, ItemFigures
from alliance_grader.items.picture import in_picture, in_words, picture
from alliance_grader.items.reliability import Estimate
from alliance_grader.items.weak import FALSE, GUESSED, NAMED, by_machine, percent, weakest
from alliance_grader.results import Misconception
from alliance_grader.wording import count, points

_HEAD = """# Does the assessment work?

<!-- made by: {command} -->
For each assignment a class of {students} simulated students is made from its key: they differ in ability, some hold one \
or two of the misconceptions that the key can name, some slip in form, some guess, and some hand in an untouched \
notebook. They fill in the released notebook, in all of its variants, and the real grader grades them. The same command \
gives the same page.

**What this can tell and what not.** It shows what the scoring does: whether a misconception is named when somebody \
answers by it, whether anybody else is accused of it, what guessing earns, whether an item goes along with the others. \
How hard the answers are is an assumption, so difficulties and reliabilities say how the *scores* pass on a known \
spread of ability, not how hard real trainees find the items. Those figures come with the first real class.

- *difficulty*: mean share of the points earned by those who work (neither guessing nor handing in nothing); higher is \
easier. It is left out where people read most of the answers.
- *discrimination*: correlation of the item with the total of the others, without itself.
- *named*: share of the planted misconceptions that were named; the goal is at least {named:.0f} %. One chosen statement is \
a hint and may be chance; a misconception is named when two of them speak for it, or an answer that shows it by itself.
- *false names*: share of all chances in which a misconception was named that nobody had planted, guessers included; \
the goal is under {false:.0f} %. In brackets the part of those who chose a statement that says it: whoever errs by \
chance may choose two of them.
- *guesser*: what somebody earns who draws every answer blindly; the goal is under {guessed:.0f} % of the autograded points.
- *a person reads*: share of the answers whose points the machine leaves to a person.
- *alpha* and *omega* (Cronbach's, McDonald's) with 95 % bootstrap intervals, over the items that the machine scores alone."""


def page(
    found: Sequence[AssignmentFigures],
    misconceptions: Sequence[Misconception],
    command: str,
    pictures: str = "items",
) -> str:
    """Return the report as Markdown.

    Parameters
    ----------
    found : sequence of AssignmentFigures
    misconceptions : sequence of Misconception
    command : str
        What makes this page.
    pictures : str
        The folder of the pictures, seen from the page.
    """
    names = {known.id: known.name for known in misconceptions}
    head = _HEAD.format(
        command=command,
        students=max(one.students for one in found),
        named=100 * NAMED,
        false=100 * FALSE,
        guessed=100 * GUESSED,
    )
    parts = [head, "\n".join(_overview(found))]
    for one in found:
        parts.append(f"## {one.title}")
        drawn = f"![{escape(in_words(one))}]({pictures}/{one.short}.svg)"
        parts.append(drawn if in_picture(one) else _ALONE)
        parts.append("\n".join(_items(one)))
        if one.not_graded:
            parts.append(f"{count(one.not_graded, 'notebook', 'notebooks')} could not be graded.")
        weak = weakest(one, names)
        parts.append(
            "\n".join(["The weakest items:", "", *(f"- {words}" for words in weak)]) if weak else _ALL_WELL
        )
    return "\n\n".join(parts) + "\n"


_ALL_WELL = "No item misses a goal."
_ALONE = "The machine scores too few of its items alone to say how an item goes with the others."


def _overview(found: Sequence[AssignmentFigures]) -> Iterator[str]:
    yield "| assignment | items | alpha | omega | named | false names | a guesser earns | untouched |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in found:
        yield (
            f"| {one.title} | {len(one.items)} | {_estimate(one.alpha)} | {_estimate(one.omega)} "
            f"| {percent(one.naming.named_share)} of {one.naming.planted} | {_false(one)} | {percent(one.guessed)} "
            f"| {points(one.blank)} |"
        )


def _items(one: AssignmentFigures) -> Iterator[str]:
    yield "| item | points | difficulty | discrimination | named | false names | guesser | a person reads |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for item in one.items:
        naming = item.naming
        named = f"{naming.named} of {naming.planted}" if naming.planted else "–"
        yield (
            f"| {item.title} | {points(item.points)} | {_decimals(by_machine(item))} | {_decimals(item.discrimination)} "
            f"| {named} | {_false(item)} | {percent(item.guessed)} | {percent(item.read)} |"
        )


def _false(of: AssignmentFigures | ItemFigures) -> str:
    naming = of.naming
    if naming.false_share is None:
        return "–"
    by_statement = f" ({percent(naming.by_statement / naming.chances)})" if naming.by_statement else ""
    return f"{percent(naming.false_share)}{by_statement}"


def _decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _estimate(of: Estimate) -> str:
    if of.value is None or of.low is None or of.high is None:
        return "–"
    return f"{of.value:.2f} ({of.low:.2f} to {of.high:.2f})"


def write_page(
    file: Path, found: Sequence[AssignmentFigures], misconceptions: Sequence[Misconception], command: str
) -> None:
    """Write the report, and its pictures into a folder of the same name beside it.

    Raises
    ------
    CourseError
        When it cannot be written.
    """
    from alliance.pictures.still import svg

    folder = file.with_suffix("")
    try:
        for one in filter(in_picture, found):
            write_whole(folder / f"{one.short}.svg", svg(picture(one)) + "\n", mode=0o644)
        write_whole(file, page(found, misconceptions, command, folder.name), mode=0o644)
    except OSError as error:
        raise CourseError(
            f"{error.filename} cannot be written ({error.strerror}); name another file with --save."
        ) from None
