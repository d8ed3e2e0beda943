"""Several correlations on one scale: what was published, who rated, which therapy, and what chance does to small samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from alliance.caseload.caseload import Caseload
from alliance.caseload.simulate import simulate_caseload
from alliance.caseload.verbs import Finding, correlate
from alliance.errors import CourseError
from alliance.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

OUTCOME: Final = "residual_change"

RATERS: Final = {
    "client": "alliance",
    "therapist": "alliance_therapist",
    "observer": "alliance_observer",
}
"""Who rated, and the column with the mean of their ratings over the whole therapy: alike for all three."""

PUBLISHED: Final = ("T01", "T04", "T05", "T06", "T02", "T13", "T14", "T45", "T07")
"""The rows of `targets.csv` that are drawn, from the top: alliance and outcome, then its parts and conditions."""

_SPAN: Final = (-0.4, 0.8)
"""What the scale of repeated studies shows at least: else larger studies would look as uncertain as small ones."""

_LINE: Final = 42  # letters to a line of a label: a telephone shows them


@dataclass(frozen=True)
class Row:
    """One correlation with the interval around it."""

    label: str
    r: float
    low: float
    high: float
    approximate: bool = False
    digits: str = ".2f"

    @property
    def words(self) -> list[str]:
        """The label with its figure, in lines."""
        mark = "≈ " if self.approximate else ""
        return wrap(f"{mark}{self.label}: {self.r:{self.digits}}", _LINE, break_on_hyphens=False)


def meta_analyses() -> Finding:
    """Say what the meta-analyses found, from the table of published figures.

    Returns
    -------
    Finding
        ``.value`` is r for client-rated alliance and outcome in the newest; ``.numbers`` has each figure by its id.
    """
    from alliance.caseload.calibration.targets import targets

    known = {target.id: target for target in targets()}
    drawn = [known[key] for key in PUBLISHED]
    rows = [
        Row(
            f"{target.name}; {target.cited()}",
            target.value,
            target.low,
            target.high,
            approximate=target.checked != "abstract",
            digits="g",  # as it was published
        )
        for target in drawn
    ]
    newest = drawn[0]
    low, high = min(row.r for row in rows), max(row.r for row in rows)
    unsure = [target.cited() for target, row in zip(drawn, rows, strict=True) if row.approximate]
    known_as = f" Approximate, not checked at the source: {' and '.join(unsure)}." if unsure else ""
    sentence = (
        f"{len(rows)} published figures, all between r = {low:.2f} and r = {high:.2f}. For the client's rating and outcome "
        f"{newest.cited()} found r = {newest.value:.3f}: r squared is {newest.value**2:.3f}, or "
        f"{100 * newest.value**2:.1f} % of the variance between clients.{known_as}"
    )
    return _finding(
        newest.value,
        sentence,
        {target.id: target.value for target in drawn},
        rows,
        _("What the meta-analyses found"),
        _(
            " The line is the band that our table of figures gives; it is not in each case the interval that the authors print."
        ),
    )


def by_rater(caseload: Caseload) -> Finding:
    """Say how closely alliance and outcome go together when client, therapist or observer rates.

    Parameters
    ----------
    caseload : Caseload
        As `simulate_caseload` makes it.

    Returns
    -------
    Finding
        ``.value`` is the client's r; ``.numbers`` has ``client``, ``therapist`` and ``observer``, each with ``_low``,
        ``_high`` and ``_n``.
    """
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: by_rater(caseload)"))
    found = {rater: correlate(caseload.per_client, column, OUTCOME) for rater, column in RATERS.items()}
    rows = [
        Row(f"rated by the {rater}", one.value, one.numbers["low"], one.numbers["high"])
        for rater, one in found.items()
    ]
    numbers: dict[str, float] = {}
    for rater, one in found.items():
        numbers |= {rater: one.value} | {
            f"{rater}_{name}": one.numbers[name] for name in ("low", "high", "n")
        }
    told = ", ".join(f"{one.value:.2f} when the {rater} rates" for rater, one in found.items())
    sentence = (
        f"Alliance over the whole therapy and outcome, in the same caseload: r is {told}. "
        "The longer two intervals overlap, the less this caseload can say about who sees it better."
    )
    return _finding(found["client"].value, sentence, numbers, rows, _("The same clients, three raters"))


def by_modality(caseload: Caseload) -> Finding:
    """Say how closely alliance and outcome go together in each kind of therapy.

    Parameters
    ----------
    caseload : Caseload
        As `simulate_caseload` makes it, with at least four clients of each kind.

    Returns
    -------
    Finding
        ``.value`` is how far the largest and the smallest r lie apart; ``.numbers`` has the r of each kind of therapy
        under its name, with ``_low``, ``_high`` and ``_n``.
    """
    if not isinstance(caseload, Caseload):
        raise CourseError(_("Give it the whole caseload, not a table of it: by_modality(caseload)"))
    table = caseload.per_client
    found = {
        str(name): correlate(rows, "alliance_early", OUTCOME)
        for name, rows in table.groupby("modality", sort=True)
    }
    rows = [
        Row(f"{name} ({one.numbers['n']:.0f} clients)", one.value, one.numbers["low"], one.numbers["high"])
        for name, one in found.items()
    ]
    numbers: dict[str, float] = {}
    for name, one in found.items():
        numbers |= {name: one.value} | {f"{name}_{part}": one.numbers[part] for part in ("low", "high", "n")}
    told = ", ".join(f"{one.value:.2f} in {name}" for name, one in found.items())
    apart = max(one.value for one in found.values()) - min(one.value for one in found.values())
    sentence = (
        f"Early alliance and outcome, by the kind of therapy: r is {told}. The largest and the smallest lie {apart:.2f} "
        "apart. The longer two intervals overlap, the less this caseload can say about a difference between them."
    )
    return _finding(apart, sentence, numbers, rows, _("The same question in each kind of therapy"))


def repeat_study(clients: int = 60, times: int = 12, seed: int = 1) -> Finding:
    """Do the same study several times, each time with other clients of the same simulated world.

    Parameters
    ----------
    clients : int, default 60
        How many clients each study has, 20 to 2,000.
    times : int, default 12
        How many studies, 2 to 24.
    seed : int, default 1
        Which studies; the same number brings the same ones.

    Returns
    -------
    Finding
        ``.value`` is the mean r; ``.numbers`` has ``lowest``, ``highest`` and ``reach_zero``, the number of studies
        whose 95 % interval takes in 0.
    """
    for name, given, least, most in (
        ("clients", clients, 20, 2000),
        ("times", times, 2, 24),
        ("seed", seed, 0, 10**9),
    ):
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            raise CourseError(
                _("{name} must be a whole number from {least} to {most}; {given} was given.").format(
                    name=name, least=least, most=number(most, ","), given=repr(given)
                )
            )
    rows = []
    for study in range(times):
        tables = simulate_caseload(
            clients=clients, therapists=max(1, clients // 10), seed=1000 * seed + study
        )
        one = correlate(tables.per_client, "alliance_early", OUTCOME)
        rows.append(Row(f"study {study + 1}", one.value, one.numbers["low"], one.numbers["high"]))
    rs = [row.r for row in rows]
    mean = sum(rs) / times
    reach = sum(row.low <= 0 <= row.high for row in rows)
    sentence = (
        f"{times} studies of {clients} clients each, from one and the same simulated world: r runs from {min(rs):.2f} to "
        f"{max(rs):.2f}, with {mean:.2f} on average. In {reach} of {times} the 95 % interval takes in 0."
    )
    numbers: dict[str, float] = {"lowest": min(rs), "highest": max(rs), "reach_zero": reach}
    note = _(" The dots are r, the lines their 95 % intervals; the dashed line is the average.")
    return _finding(mean, sentence, numbers, rows, f"The same study, {times} times", note, mean, _SPAN)


def _finding(
    value: float,
    sentence: str,
    numbers: dict[str, float],
    rows: Sequence[Row],
    title: str,
    note: str = _(" The dots are r, the lines their 95 % intervals."),
    average: float | None = None,
    span: tuple[float, float] = (0.0, 0.0),
) -> Finding:
    return Finding(value, sentence, numbers, lambda: (_draw(rows, title, average, span), sentence + note))


def _draw(rows: Sequence[Row], title: str, average: float | None, span: tuple[float, float]) -> "go.Figure":
    """Draw each correlation with its line, the first on top, on a scale with 0 and at least `span` on it."""
    from alliance.caseload.verbs.pictures.frame import blank, padded, rule, segments
    from alliance.pictures.theme import ACCENT, MUTED

    # Upwards in pixels: a row with a longer label gets more room above its line.
    rooms = [32 + 16 * len(row.words) for row in rows]
    places = [-float(sum(rooms[: number + 1])) for number in range(len(rows))]
    foot, head = places[-1] - 18, 0.0
    figure = blank(title, "r", "", height=150 + round(head - foot))
    low, high = padded([*span, 0.0, *(end for row in rows for end in (row.low, row.high))])
    zero = [(0.0, place) for place in places]  # in pieces, so that it runs through no words
    segments(
        figure,
        [(x, place - 10) for x, place in zero],
        [(x, place + 10) for x, place in zero],
        color=MUTED,
        width=1.5,
    )
    if average is not None:
        rule(figure, (average, foot), (average, head), dash="dash")
    segments(
        figure,
        [(row.low, place) for row, place in zip(rows, places, strict=True)],
        [(row.high, place) for row, place in zip(rows, places, strict=True)],
        color=ACCENT,
        width=3,
    )
    looks: list[tuple[bool, str, dict[str, Any]]] = [
        (False, "checked at the source", {"color": ACCENT, "symbol": "circle", "size": 12}),
        (
            True,
            "≈ approximate",
            {"color": MUTED, "symbol": "diamond-open", "size": 13, "line": {"width": 2.5}},
        ),
    ]
    several = len({row.approximate for row in rows}) > 1
    for approximate, name, marker in looks:
        mine = [pair for pair in zip(rows, places, strict=True) if pair[0].approximate == approximate]
        if not mine:
            continue
        figure.add_scatter(
            x=[row.r for row, _ in mine],
            y=[place for _, place in mine],
            mode="markers",
            marker=marker,
            name=name,
            showlegend=several,
            customdata=[
                f"{row.label}: {row.r:{row.digits}} ({row.low:.2f} to {row.high:.2f})" for row, _ in mine
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.add_scatter(
        x=[low] * len(rows),
        y=[place + 12 + 8 * len(row.words) for row, place in zip(rows, places, strict=True)],
        mode="text",
        text=["<br>".join(row.words) for row in rows],
        textposition="middle right",
        textfont={"size": 12},
        showlegend=False,
        hoverinfo="skip",
    )
    return figure.update_layout(
        margin={"t": 100 if several else 50},
        xaxis={"range": [low, high]},
        yaxis={"range": [foot, head], "showticklabels": False, "showgrid": False},
    )
