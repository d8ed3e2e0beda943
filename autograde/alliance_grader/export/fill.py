"""Fill the file that an instructor downloaded from a learning platform: its column, its students, its numbers.

Only cells of the assignment's column change. Where we have no points, the cell stays as it is: an empty one would
make a platform forget what it had.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from alliance.errors import CourseError
from alliance_grader.export.matching import matched
from alliance_grader.export.platforms import Platform
from alliance_grader.export.points import Points
from alliance_grader.export.sheet import Sheet
from alliance_grader.results import ClassResults
from alliance_grader.wording import points as as_points

_NOT_MINE: Final = {"n/a": "is not given this assignment there", "ex": "is excused there"}


@dataclass(frozen=True)
class Filled:
    """A platform's file with our points in it, and what is to be said of it.

    Attributes
    ----------
    sheet : Sheet
    column : str
        The head of the column that was filled.
    filled : tuple of str
        Ids of those whose points are in it.
    by_name : tuple of str
        Ids of those of them who were found by their name alone.
    unsettled : tuple of Points
        Those in it for whom there are no points yet; their cells stay as they are.
    only_here : tuple of Points
        Those who handed in here and whom the file does not have.
    only_there : tuple of str
        Rows of the file that are nobody's here, as the file calls them.
    refused : tuple of str
        Why rows were left alone, sentence by sentence.
    """

    sheet: Sheet
    column: str
    filled: tuple[str, ...]
    by_name: tuple[str, ...]
    unsettled: tuple[Points, ...]
    only_here: tuple[Points, ...]
    only_there: tuple[str, ...]
    refused: tuple[str, ...]


def fill(
    sheet: Sheet,
    platform: Platform,
    results: ClassResults,
    given: Sequence[Points],
    *,
    column: str | None = None,
    scale: bool = False,
    decimal_comma: bool = False,
) -> Filled:
    """Put the points of an assignment into a platform's file.

    Parameters
    ----------
    sheet : Sheet
        What was downloaded.
    platform : Platform
    results : ClassResults
        The assignment.
    given : sequence of Points
        What everybody gets for it.
    column : str, optional
        The head of its column; found by the assignment's title or name when not given.
    scale : bool
        Whether points are converted where the platform's assignment is worth another number.
    decimal_comma : bool
        Whether a number is written 2,5 in place of 2.5.

    Raises
    ------
    CourseError
        When there is no such column, several, or one that is worth another number of points.
    """
    place = _column(sheet, platform, results, column)
    rows = [list(row) for row in sheet.rows]
    people = {number: row for number, row in enumerate(rows) if number and _is_person(sheet, platform, row)}
    whose = matched(sheet.heads, people, platform, given)
    refused, filled, unsettled = [*whose.refused], [], []
    for number, one in whose.found.items():
        row = rows[number]
        if one.points is None:
            unsettled.append(one)
        elif words := _NOT_MINE.get(row[place].strip().casefold()):
            refused.append(f"{one.person.name} {words}; left so.")
        else:
            worth = _worth(sheet, platform, place, row)
            if worth is not None and abs(worth - results.points) > 1e-9 and not scale:
                raise CourseError(
                    f"{sheet.heads[place]!r} is worth {as_points(worth)} points in {platform.title} and "
                    f"{as_points(results.points)} here; set it to {as_points(results.points)} there and download again, "
                    "or convert with --scale."
                )
            text = as_points(
                one.points * (worth / results.points if scale and worth and results.points else 1)
            )
            row[place] = text.replace(".", ",") if decimal_comma else text
            filled.append(one.person.id)
    spoken_of = {one.person.id for one in whose.found.values()}.union(*whose.refused.values())
    return Filled(
        sheet=replace(sheet, rows=rows),
        column=sheet.heads[place],
        filled=tuple(sorted(filled)),
        by_name=tuple(sorted(whose.by_name.intersection(filled))),
        unsettled=tuple(unsettled),
        only_here=tuple(one for one in given if one.person.id not in spoken_of and one.status != "missing"),
        only_there=tuple(
            _called(sheet, platform, row) for number, row in people.items() if number not in whose.found
        ),
        refused=tuple(refused),
    )


def _column(sheet: Sheet, platform: Platform, results: ClassResults, wanted: str | None) -> int:
    """Return the place of the assignment's column."""
    heads = sheet.heads
    if wanted is not None:
        found = [
            place for place, head in enumerate(heads) if head.strip().casefold() == wanted.strip().casefold()
        ]
    elif platform.worksheet and set(platform.worksheet.has) <= set(heads):
        found = [heads.index(platform.worksheet.grade)]
    else:
        names = {results.title, results.assignment, results.assignment.replace("_", " ")}
        names |= {results.assignment.partition("_")[0], results.title.partition(" ")[2]}
        found = [place for place, head in enumerate(heads) if platform.is_grade(head, names - {""})]
    if len(found) != 1:
        trouble = "no column" if not found else f"{len(found)} columns"
        raise CourseError(
            f"The file has {trouble} for {wanted or results.title!r}; name the right one with --column. It has: "
            f"{', '.join(head for head in heads if head not in platform.students)[:600]}."
        )
    if _read_only(sheet, platform, found[0]):
        raise CourseError(
            f"{heads[found[0]]!r} is read-only in {platform.title}; name another column with --column."
        )
    return found[0]


def _is_person(sheet: Sheet, platform: Platform, row: list[str]) -> bool:
    """Tell whether a row is about somebody, and not about the assignments."""
    if platform.worth_row and platform.worth_row in row[0]:
        return False
    about = {*platform.students, *(part for parts in platform.names for part in parts)}
    return any(cell.strip() for head, cell in zip(sheet.heads, row, strict=False) if head in about)


def _worth(sheet: Sheet, platform: Platform, place: int, row: list[str]) -> float | None:
    """Return what the platform's assignment is worth, where its file says so."""
    worksheet = platform.worksheet
    if worksheet and set(worksheet.has) <= set(sheet.heads):
        return _number(row[sheet.heads.index(worksheet.worth)]) if worksheet.worth in sheet.heads else None
    if platform.worth_head and (match := re.search(platform.worth_head, sheet.heads[place])):
        return _number(match[1])
    row_of_worth = _row_of_worth(sheet, platform)
    return _number(row_of_worth[place]) if row_of_worth else None


def _row_of_worth(sheet: Sheet, platform: Platform) -> list[str] | None:
    return next((row for row in sheet.rows[1:] if platform.worth_row and platform.worth_row in row[0]), None)


def _read_only(sheet: Sheet, platform: Platform, place: int) -> bool:
    row = _row_of_worth(sheet, platform)
    return bool(platform.read_only and row and platform.read_only in row[place])


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _called(sheet: Sheet, platform: Platform, row: list[str]) -> str:
    """Return what a row calls its student, for a person to read."""
    for parts in (*platform.names, *((name,) for name in platform.students)):
        if all(part in sheet.heads for part in parts):
            words = " ".join(row[sheet.heads.index(part)] for part in parts).strip()
            if words:
                return words
    return "a row without a name"
