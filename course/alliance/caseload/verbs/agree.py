"""How far two people say the same, beyond chance."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from alliance.caseload.verbs.columns import column_in, is_yes_no, rows_of, yes_no_in
from alliance.caseload.verbs.finding import Finding
from alliance.errors import CourseError
from alliance.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

_MOST_CODES = 12


def kappa(
    table: "pd.DataFrame | Sequence[Any]", first: "str | Sequence[Any]", second: str | None = None
) -> Finding:
    """Say how far two people agree beyond what chance would give: Cohen's kappa.

    Parameters
    ----------
    table, first, second
        A table and two of its columns, ``kappa(sessions, "rupture_client", "rupture_observer")``, or two lists of
        equal length, ``kappa(mine, key)``. What is missing in one of the two is left out.

    Returns
    -------
    Finding
        ``.value`` is kappa: 1 for full agreement, 0 for what chance gives. ``.numbers`` has ``n``, ``agreement`` and
        ``chance``, the shares that did agree and would by chance, and the 95 % interval as ``low`` and ``high``. There
        is none when the two agree everywhere or one of them used a single code: its formula then says zero width.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    one, two, names = _codes(table, first, second)
    there = one.notna() & two.notna()
    one, two = one[there], two[there]
    if len(one) < 2:
        raise CourseError(
            _("There are {count} codes that {names} both give; at least 2 are needed.").format(
                count=len(one), names=" and ".join(names)
            )
        )
    codes = sorted({*one.unique(), *two.unique()})
    if len(codes) > _MOST_CODES:
        raise CourseError(
            _("There are {count} different codes, too many for kappa; give it yes/no or a few kinds.").format(
                count=len(codes)
            )
        )
    if len(codes) < 2:
        raise CourseError(
            _(
                "Everything has the code {codes} from both, so there is nothing that chance could not give too; "
                "code material that has more than one kind in it."
            ).format(codes=codes[0])
        )
    grid = pd.crosstab(one, two).reindex(index=codes, columns=codes, fill_value=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # a test against zero, which nobody asked for
        result = cohens_kappa(grid.to_numpy())
    n = len(one)
    agreement = float((one == two).mean())
    chance = float((grid.sum(axis=0) * grid.sum(axis=1)).sum()) / n**2
    value = float(result.kappa)
    numbers: dict[str, float] = {
        "n": n,
        "agreement": agreement,
        "chance": chance,
    }
    interval = _("no interval: the codes are too uniform for one")
    if result.std_kappa > 1e-9:
        numbers["low"], numbers["high"] = (
            max(-1.0, float(result.kappa_low)),
            min(1.0, float(result.kappa_upp)),
        )
        interval = _("95 % interval {low} to {high}").format(
            low=number(numbers["low"], ".2f"), high=number(numbers["high"], ".2f")
        )
    left_out = int((~there).sum())
    told = (
        _(
            "Of {n} codes, {one} and {other} agree on {agreed} ({percent} %), leaving out {missing} in which a code is "
            "missing; chance alone would give {chance} %. Beyond chance that is kappa = {kappa} ({interval})."
        )
        if left_out
        else _(
            "Of {n} codes, {one} and {other} agree on {agreed} ({percent} %); "
            "chance alone would give {chance} %. Beyond chance that is kappa = {kappa} ({interval})."
        )
    )
    sentence = told.format(
        n=number(n, ","),
        one=names[0],
        other=names[1],
        agreed=number(round(agreement * n), ","),
        percent=number(100 * agreement, ".0f"),
        missing=number(left_out, ","),
        chance=number(100 * chance, ".0f"),
        kappa=number(value, ".2f"),
        interval=interval,
    )

    def draw() -> "tuple[go.Figure, str]":
        from alliance.caseload.verbs.pictures.grid import agreement_grid

        return agreement_grid(grid, names, value, sentence)

    return Finding(value, sentence, numbers, draw)


def _codes(table: Any, first: Any, second: Any) -> "tuple[pd.Series[str], pd.Series[str], tuple[str, str]]":
    if isinstance(table, pd.DataFrame):
        if first == second:
            raise CourseError(_("Both columns are {first}; name two different ones.").format(first=first))
        return _words(rows_of(table), first), _words(table, second), (str(first), str(second))
    lists = [table, first]
    if second is not None or any(isinstance(given, str) or not _is_list(given) for given in lists):
        raise CourseError(
            _(
                'Give kappa a table and two columns, kappa(sessions, "rupture_client", "rupture_observer"), or two lists, '
                "kappa(mine, key)."
            )
        )
    if len(table) != len(first):
        raise CourseError(
            _("The two lists have {count} and {count_2} codes; they must be equally long.").format(
                count=len(table), count_2=len(first)
            )
        )
    one, two = (
        _words(pd.DataFrame({"code": _without_blanks(given)}, dtype=object), "code") for given in lists
    )
    return one, two, ("the first list", "the second list")


def _is_list(given: Any) -> bool:
    return hasattr(given, "__len__") and hasattr(given, "__iter__") and not isinstance(given, dict)


def _without_blanks(codes: Any) -> list[Any]:
    return [None if code is ... else code for code in codes]


def _words(table: pd.DataFrame, column: Any) -> "pd.Series[str]":
    values = column_in(table, column)
    if is_yes_no(values):
        return yes_no_in(table, column).map({0.0: "no", 1.0: "yes"}).reindex(table.index)
    return values.map(str, na_action="ignore")
