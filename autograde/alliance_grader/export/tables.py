"""Tables of our own: points for each item, for the whole course, or in the columns that a platform knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from alliance_grader.export.platforms import Platform
from alliance_grader.export.points import points_of, settled
from alliance_grader.export.sheet import Sheet, harmless
from alliance_grader.results import ClassResults
from alliance_grader.roster import Person
from alliance_grader.wording import points as as_points


@dataclass(frozen=True)
class Style:
    """How numbers and fields are written.

    Attributes
    ----------
    separator : str
        What stands between two fields.
    decimal_comma : bool
        Whether a number is written 2,5 in place of 2.5.
    """

    separator: str = ","
    decimal_comma: bool = False

    def number(self, value: float | None) -> str:
        """Return a number; nothing for none."""
        text = "" if value is None else as_points(value)
        return text.replace(".", ",") if self.decimal_comma else text

    def sheet(self, rows: list[list[str]]) -> Sheet:
        """Return a table of ours, every field in quotation marks, with a byte-order mark for Excel."""
        return Sheet(rows, separator=self.separator)


def item_table(results: ClassResults, style: Style) -> Sheet:
    """Return one row a student: id, name, status, points of each item, their sum, what is possible, lateness, note.

    An item that waits for a person is empty, and so is the sum then; `so_far` has what is settled of it. The sum is
    what is left after `late_penalty`.
    """
    ids = [item.id for item in results.items if item.points > 0]
    rows = [
        [
            "student",
            "name",
            "status",
            *ids,
            "points",
            "so_far",
            "late_penalty",
            "out_of",
            "hours_late",
            "note",
        ]
    ]
    for row in results.students:
        by_item = {item.item: item.points for item in row.items}
        out_of = results.points if row.worth is None else row.worth
        rows.append(
            [
                harmless(row.id),
                harmless(row.name),
                row.status,
                *(style.number(by_item.get(one)) for one in ids),
                *map(
                    style.number,
                    (settled(row), row.points, row.late_penalty, out_of, row.seconds_late / 3600),
                ),
                harmless(row.note),
            ]
        )
    return style.sheet(rows)


def course_table(course: Sequence[ClassResults], roster: dict[str, Person], style: Style) -> Sheet:
    """Return one row a student with the points of each assignment, and what of them is not settled yet."""
    given = [{one.person.id: one for one in points_of(results, roster)} for results in course]
    people = dict(sorted((who, one.person) for known in given for who, one in known.items()))
    heads = [f"{results.title} (of {style.number(results.points)})" for results in course]
    rows = [["student", "name", "email", *heads, "points", "out_of", "not_settled"]]
    for who, person in people.items():
        mine = [known.get(who) for known in given]
        points = [one.points if one else None for one in mine]
        complete = [one for one in mine if one and one.points is not None]
        open_ones = [
            f"{results.title} {one.why}" for one, results in zip(mine, course, strict=True) if one and one.why
        ]
        rows.append(
            [
                harmless(who),
                harmless(person.name),
                harmless(person.email),
                *map(style.number, points),
                style.number(sum(one.points or 0.0 for one in complete) if complete else None),
                style.number(sum(one.worth for one in complete) if complete else None),
                harmless("; ".join(open_ones)),
            ]
        )
    return style.sheet(rows)


def platform_table(
    course: Sequence[ClassResults], roster: dict[str, Person], platform: Platform, style: Style
) -> Sheet:
    """Return a table in the columns that a platform knows, for who has no file of the platform's own."""
    own = platform.own
    if own is None:
        raise platform.needs_its_file()
    rows = [[*own.heads, *(results.title for results in course)]]
    if own.worth_row:
        filler = [""] * (len(own.heads) - 1)
        rows.append([own.worth_row, *filler, *(style.number(results.points) for results in course)])
    given = [{one.person.id: one for one in points_of(results, roster)} for results in course]
    people = dict(sorted((who, one.person) for known in given for who, one in known.items()))
    for who, person in people.items():
        points = (known[who].points if who in known else None for known in given)
        rows.append([*(harmless(part) for part in own.of(person)), *map(style.number, points)])
    return style.sheet(rows)
