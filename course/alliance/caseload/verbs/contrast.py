"""Groups against one another: means, and how many of how many."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from alliance.caseload.verbs.columns import (
    column_in,
    is_yes_no,
    known,
    numbers_in,
    rows_of,
    unit,
    unit_word,
    warning_on_repeats,
    yes_no_in,
)
from alliance.caseload.verbs.finding import Finding
from alliance.caseload.verbs.groups import (
    Group,
    contrast_interval,
    difference_interval,
    grouping,
    groups_in,
    share_of,
)
from alliance.errors import CourseError
from alliance.language import N_, _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go


PICKED = N_(", the highest and the lowest; two groups picked for being far apart have no honest interval")


def split(table: pd.DataFrame, by: str | tuple[str, str], of: str, parts: int | None = None) -> Finding:
    """Split the rows into groups and compare a column's mean, or its share of yes, between them.

    Parameters
    ----------
    table : pandas.DataFrame
        ``clients``, ``per_client`` or ``sessions``.
    by : str or two str
        What makes the groups. Numbers are cut into equal parts, lowest first; words and yes/no columns are groups
        already. Two columns, ``by=("fit", "alliance")``, make four cells.
    of : str
        What is compared: a column of numbers, or a yes/no column.
    parts : int, optional
        How many groups numbers are cut into, 2 to 5: thirds unless told, halves when there are two columns.

    Returns
    -------
    Finding
        ``.value`` is the last group minus the first: highest part minus lowest, yes minus no, good minus poor. Words
        without an order have no last: there it is the group with the highest mean minus the one with the lowest. With
        two columns it is the interaction: what the second column makes of a difference in the last group of the first
        column, minus what it makes in the first group. ``.numbers`` has each group's value under its name (``"alliance lowest third"``), with
        ``, n``, ``, low`` and ``, high``, and the interval of ``.value`` as ``low`` and ``high`` (except for words
        without an order: the two groups were picked because they differ).

    Notes
    -----
    Intervals hold 95 %: Student's for a mean, Wilson's for a share, Welch's and Newcombe's for a difference. Equal
    values are never put into different groups, so the parts are only about equal when many rows are tied.
    """
    rows = rows_of(table)
    columns = [by] if isinstance(by, str) or not isinstance(by, tuple | list) else list(by)
    shares = known(rows, of) and is_yes_no(rows[of])
    values = yes_no_in(rows, of) if shares else numbers_in(rows, of)
    for name in columns:
        column_in(rows, name)
        if name == of:
            raise CourseError(_("{of} cannot be split by itself; name two different columns.").format(of=of))
    rows = rows[rows[[*columns, of]].notna().all(axis=1)]
    if rows.empty:
        raise CourseError(
            _("{columns} and {of} have no row in common; choose other columns.").format(
                columns=" and ".join(columns), of=of
            )
        )
    values = values.loc[rows.index]
    if len(columns) == 1:
        return _by_one(rows, columns[0], of, values, 3 if parts is None else parts, shares=shares)
    if len(columns) == 2 and columns[0] != columns[1]:
        return _by_two(rows, columns, of, values, 2 if parts is None else parts, shares=shares)
    raise CourseError(_('Split by one column, or by two different ones: by=("fit", "alliance").'))


def _by_one(
    rows: pd.DataFrame, by: str, of: str, values: "pd.Series[float]", parts: int, *, shares: bool
) -> Finding:
    into, ordered = grouping(rows, by, parts)
    groups = groups_in(values, into, by, shares=shares)
    numbers: dict[str, float] = {"n": len(rows)}
    if ordered:
        first, last = groups[0], groups[-1]
    else:
        first, *_between, last = sorted(groups, key=lambda group: group.value)
    value = last.value - first.value
    numbers |= {name: value for group in groups for name, value in group.numbers(by).items()}
    interval = _(PICKED)
    if ordered:
        low, high = difference_interval(last, first, shares=shares)
        numbers |= {"low": low, "high": high}
        interval = _interval(low, high, shares)
    said = ", ".join(
        _("{value} in {group} (n = {n})").format(
            value=_value(group, shares), group=group, n=number(group.n, ",")
        )
        for group in groups
    )
    told = (
        _("The share of {column} by {by}: {said}. {last} minus {first} is {difference}{interval}.")
        if shares
        else _("The mean of {column} by {by}: {said}. {last} minus {first} is {difference}{interval}.")
    )
    sentence = told.format(
        column=of,
        by=by,
        said=said,
        last=_cap(last),
        first=first,
        difference=_difference(value, shares, with_unit=True),
        interval=interval,
    ) + warning_on_repeats(rows)

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.dots import group_dots

        return group_dots(groups, by, of, sentence, shares=shares)

    return Finding(value, sentence, numbers, draw)


def _by_two(
    rows: pd.DataFrame, by: list[str], of: str, values: "pd.Series[float]", parts: int, *, shares: bool
) -> Finding:
    sides = [grouping(rows, name, parts)[0] for name in by]
    for name, side in zip(by, sides, strict=True):
        if len(side.cat.categories) != 2:
            raise CourseError(
                _(
                    "Two columns make four cells, and {name} makes {count} groups; "
                    "choose a column with two groups, or numbers with parts=2."
                ).format(name=name, count=len(side.cat.categories))
            )
    cells: list[list[Group]] = []
    for outer in sides[0].cat.categories:
        mine = sides[0] == outer
        where = f"{by[1]} where {by[0]} is {outer}"
        inner = groups_in(values[mine], sides[1][mine], where, shares=shares)
        cells.append(inner)
    outer_labels = [str(label) for label in sides[0].cat.categories]
    inner_gaps = [pair[1].value - pair[0].value for pair in cells]
    value = inner_gaps[1] - inner_gaps[0]
    low, high = contrast_interval(value, [group for pair in cells for group in pair])
    numbers: dict[str, float] = {"n": len(rows), "low": low, "high": high}
    told = []
    for label, pair in zip(outer_labels, cells, strict=True):
        for group in pair:
            name = f"{by[0]} {label}, {by[1]} {group.label}"
            numbers |= {f"{by[0]} {label}, {key}": one for key, one in group.numbers(by[1]).items()}
            told.append(
                _("{value} with {group} (n = {n})").format(value=_value(group, shares), group=name, n=group.n)
            )
    names = [group.label for group in cells[0]]
    form = (
        _(
            "The share of {column} is {told}. From {from_} to {to} of {by} it changes by {upper} where {outer} is "
            "{high_group} and by {lower} where it is {low_group}: the difference of the two, the interaction, is "
            "{difference} (95 % interval {low} to {high})."
        )
        if shares
        else _(
            "The mean of {column} is {told}. From {from_} to {to} of {by} it changes by {upper} where {outer} is "
            "{high_group} and by {lower} where it is {low_group}: the difference of the two, the interaction, is "
            "{difference} (95 % interval {low} to {high})."
        )
    )
    sentence = form.format(
        column=of,
        told=", ".join(told),
        from_=names[0],
        to=names[1],
        by=by[1],
        upper=_difference(inner_gaps[1], shares, with_unit=True),
        outer=by[0],
        high_group=outer_labels[1],
        lower=_difference(inner_gaps[0], shares, with_unit=True),
        low_group=outer_labels[0],
        difference=_difference(value, shares, with_unit=True),
        low=_difference(low, shares),
        high=_difference(high, shares, with_unit=True),
    ) + warning_on_repeats(rows)

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.dots import cell_dots

        return cell_dots(cells, outer_labels, (by[0], by[1]), of, sentence, shares=shares)

    return Finding(value, sentence, numbers, draw)


def rate(table: pd.DataFrame, column: str, by: str | None = None, parts: int = 3) -> Finding:
    """Count how many of how many say yes, in all or in groups.

    Parameters
    ----------
    table : pandas.DataFrame
        ``clients``, ``per_client`` or ``sessions``.
    column : str
        A yes/no column: ``rate(clients, "dropout")``.
    by : str, optional
        What makes groups, as in `split`: ``rate(per_client, "dropout", by="alliance_session_3")``.
    parts : int, default 3
        How many equal groups numbers are cut into, 2 to 5.

    Returns
    -------
    Finding
        ``.value`` is the share of yes, from 0 to 1. With `by` it is the risk difference: the share in the last group
        minus the share in the first (for words without an order: highest minus lowest). ``.numbers`` then has each
        group's share under its name (``"alliance_session_3 lowest third"``) with ``, yes``, ``, n``, ``, low`` and ``, high``, the interval of the difference
        as ``low`` and ``high``, the ``risk_ratio`` and the ``odds_ratio``, both last to first.

    Notes
    -----
    Odds are yes to no; a risk is yes to all. Where a yes is frequent, an odds ratio is much further from 1 than the
    ratio of the risks and must not be read as one. When a group has no yes or no no, a half is added to each of the
    four counts before the two ratios are taken (Haldane and Anscombe). Intervals: Wilson for a share, Newcombe for the
    difference.
    """
    rows = rows_of(table)
    answers = yes_no_in(rows, column)
    if by is None:
        return _plain_rate(rows, column, answers)
    column_in(rows, by)
    if by == column:
        raise CourseError(
            _("{column} cannot be split by itself; name two different columns.").format(column=column)
        )
    rows = rows.loc[answers.index]
    rows = rows[rows[by].notna()]
    if rows.empty:
        raise CourseError(
            _("{column} and {by} have no row in common; choose other columns.").format(column=column, by=by)
        )
    into, ordered = grouping(rows, by, parts)
    groups = groups_in(answers.loc[rows.index], into, by, shares=True)
    if ordered:
        first, last = groups[0], groups[-1]
    else:
        first, *_between, last = sorted(groups, key=lambda group: group.value)
    value = last.value - first.value
    numbers: dict[str, float] = {"n": len(rows)}
    for group in groups:
        numbers |= group.numbers(by) | {f"{by} {group.label}, yes": group.yes}
    numbers |= _ratios(last, first)
    interval = _(PICKED)
    if ordered:
        low, high = difference_interval(last, first, shares=True)
        numbers |= {"low": low, "high": high}
        interval = _interval(low, high, True)
    said = ", ".join(_("{value} in {group}").format(value=_of_all(group), group=group) for group in groups)
    sentence = _(
        "Yes to {column}, by {by}: {said}. The risk difference, {last} minus {first}, is {difference}{interval}."
    ).format(
        column=column,
        by=by,
        said=said,
        last=last,
        first=first,
        difference=_difference(value, True, with_unit=True),
        interval=interval,
    ) + warning_on_repeats(rows)

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.dots import group_dots

        return group_dots(groups, by, column, sentence, shares=True)

    return Finding(value, sentence, numbers, draw)


def _plain_rate(rows: pd.DataFrame, column: str, answers: "pd.Series[float]") -> Finding:
    everybody = share_of("everybody", answers.to_numpy(float))
    missing = len(rows) - everybody.n
    kind = unit(rows)
    told = (
        _(
            "Yes to {column}: {yes} of {n} {rows}, {percent} % ({missing} missing, left out); "
            "95 % interval {low} to {high} %."
        )
        if missing
        else _("Yes to {column}: {yes} of {n} {rows}, {percent} %; 95 % interval {low} to {high} %.")
    )
    sentence = told.format(
        column=column,
        yes=number(everybody.yes, ","),
        n=number(everybody.n, ","),
        rows=unit_word(kind),
        percent=number(100 * everybody.value, ".0f"),
        missing=missing,
        low=number(100 * everybody.low, ".0f"),
        high=number(100 * everybody.high, ".0f"),
    ) + warning_on_repeats(rows)
    numbers: dict[str, float] = {
        "n": everybody.n,
        "yes": everybody.yes,
        "missing": missing,
        "low": everybody.low,
        "high": everybody.high,
        "odds": everybody.yes / (everybody.n - everybody.yes)
        if everybody.yes < everybody.n
        else float("inf"),
    }

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.grid import heads

        return heads(everybody.yes, everybody.n, column, kind, sentence)

    return Finding(everybody.value, sentence, numbers, draw)


def _ratios(last: Group, first: Group) -> dict[str, float]:
    counts: list[float] = [last.yes, last.n - last.yes, first.yes, first.n - first.yes]
    if 0 in counts:
        counts = [count + 0.5 for count in counts]
    yes, no, other_yes, other_no = counts
    return {
        "risk_ratio": (yes / (yes + no)) / (other_yes / (other_yes + other_no)),
        "odds_ratio": (yes / no) / (other_yes / other_no),
    }


def _of_all(group: Group) -> str:
    return _("{yes} of {n} ({percent} %)").format(
        yes=number(group.yes, ","), n=number(group.n, ","), percent=number(100 * group.value, ".0f")
    )


def _value(group: Group, shares: bool) -> str:
    return f"{number(100 * group.value, '.0f')} %" if shares else number(group.value, ".2f")


def _difference(value: float, shares: bool, with_unit: bool = False) -> str:
    if not shares:
        return number(value, "+.2f")
    points = number(100 * value, "+.0f")
    return _("{points} percentage points").format(points=points) if with_unit else points


def _interval(low: float, high: float, shares: bool) -> str:
    return _(" (95 % interval {low} to {high})").format(
        low=_difference(low, shares), high=_difference(high, shares, with_unit=True)
    )


def _cap(words: Any) -> str:
    return str(words)[:1].upper() + str(words)[1:]
