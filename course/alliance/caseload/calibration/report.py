"""The calibration as a table, as a picture, and as files."""

import csv
import hashlib
import io
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from alliance.caseload.calibration.rows import DEFAULT, Calibration, Row, Size, is_required
from alliance.caseload.calibration.targets import sources, targets
from alliance.errors import CourseError
from alliance.files import replace

SAVED: Final = "calibration.json"
"""The calibration that the package ships, for `show_calibration`."""

COLUMNS: Final = (
    "world", "id", "name", "statistic", "counted", "gate", "required", "target", "low", "high",
    "simulated", "interval_low", "interval_high", "inside", "source", "checked",
)  # fmt: skip


def records(calibrations: Sequence[Calibration]) -> list[dict[str, Any]]:
    """Return one flat record for each world and row, as they are saved and printed."""
    return [
        dict(
            zip(
                COLUMNS,
                (
                    found.world,
                    row.target.id,
                    row.target.name,
                    row.target.statistic,
                    row.target.counted,
                    row.target.gate,
                    is_required(row.target, found.world),
                    row.target.value,
                    row.target.low,
                    row.target.high,
                    _rounded(row.simulated),
                    _rounded(row.low),
                    _rounded(row.high),
                    row.inside,
                    row.target.cited(),
                    row.target.checked,
                ),
                strict=True,
            )
        )
        for found in calibrations
        for row in found.rows
    ]


def fingerprint() -> str:
    """Return what tells one version of simulator, parameters, targets and statistics from another."""
    simulator, calibration = files("alliance.caseload"), files("alliance.caseload.calibration")
    parts = [
        *(
            simulator / f"{name}.py"
            for name in ("people", "course", "measures", "simulate", "streams", "per_client")
        ),
        *(simulator / name for name in ("parameters.toml", "items.csv")),
        *(
            calibration / name
            for name in ("statistics.py", "patterns.py", "mixed.py", "rows.py", "targets.csv")
        ),
    ]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def saved() -> list[Calibration]:
    """Return the calibration that the package ships, made by ``make calibration``."""
    found = json.loads((files("alliance.caseload.calibration") / SAVED).read_text(encoding="utf-8"))
    known = {target.id: target for target in targets()}
    return [
        Calibration(
            one["world"],
            Size(**one["size"]),
            tuple(
                Row(known[r["id"]], r["simulated"], r["interval_low"], r["interval_high"], r["inside"])
                for r in found["rows"]
                if r["world"] == one["world"]
            ),
        )
        for one in found["worlds"]
    ]


def show_calibration(worlds: bool = False) -> None:
    """Show how far the simulated caseload reproduces the published figures.

    Parameters
    ----------
    worlds : bool, default False
        Show the correlations in all four worlds instead of every figure in the default world.
    """
    from alliance.caseload.calibration.picture import forest
    from alliance.pictures import show

    found = saved()
    show(*forest(found if worlds else [one for one in found if one.world == DEFAULT]))


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def as_json(calibrations: Sequence[Calibration]) -> str:
    """Return the whole calibration for a program to read."""
    return json.dumps(
        {
            "parameters": fingerprint(),
            "met": all(found.met for found in calibrations),
            "worlds": [
                {
                    "world": found.world,
                    "met": found.met,
                    "size": asdict(found.size),
                    "inside": {
                        gate: sum(row.inside for row in found.required if row.target.gate == gate)
                        for gate in ("hard", "soft")
                    },
                    "of": {
                        gate: sum(row.target.gate == gate for row in found.required)
                        for gate in ("hard", "soft")
                    },
                    "outside": [row.target.id for row in found.outside],
                }
                for found in calibrations
            ],
            "rows": records(calibrations),
        },
        indent=2,
        ensure_ascii=False,
    )


def as_csv(calibrations: Sequence[Calibration]) -> str:
    """Return the table with one line for each world and row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records(calibrations))
    return out.getvalue()


def number(value: float, row: Row) -> str:
    """Write a figure as a reader expects it: a sign row in a word, others to the decimals of their size."""
    if math.isnan(value):
        return "cannot be computed here"
    if row.target.is_sign:
        return "as published" if value > 0 else "not so"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def with_range(value: float, low: float, high: float, row: Row) -> str:
    """Write a figure with its band or interval on the line below; a sign row has none."""
    if row.target.is_sign or math.isnan(value):
        settled = " (not settled)" if row.target.is_sign and low < value else ""
        return number(value, row) + settled
    return f"{number(value, row)}\n({number(low, row)} to {number(high, row)})"


def in_words(found: Calibration) -> str:
    """Return one sentence that sums a world up, and names what lies outside."""
    parts = []
    for gate in ("hard", "soft"):
        rows = [row for row in found.required if row.target.gate == gate]
        parts.append(f"{sum(row.inside for row in rows)} of {len(rows)} {gate} rows")
    outside = ", ".join(f"{row.target.id} ({row.target.name})" for row in found.outside)
    which = "all gated rows" if found.world == DEFAULT else "the correlations between clients"
    return f"World {found.world}, {which}: inside the band are {' and '.join(parts)}. " + (
        f"Outside: {outside}." if outside else "None lies outside."
    )


def print_table(calibrations: Sequence[Calibration]) -> None:
    """Print what must be met in each world, and one sentence that sums it up."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for found in calibrations:
        table = Table(title=f"World {found.world}", title_justify="left", show_edge=False, pad_edge=False)
        table.add_column("figure", overflow="fold", ratio=1)
        table.add_column("published\n(band)", justify="right")
        table.add_column("simulated\n(interval)", justify="right")
        table.add_column("inside")
        for row in found.rows:
            t = row.target
            if found.world != DEFAULT and not t.is_correlation:
                continue
            verdict = "yes" if row.inside else "only reported" if t.gate == "report" else "[bold red]no[/]"
            table.add_row(
                f"{t.id} {t.name}",
                with_range(t.value, t.low, t.high, row),
                with_range(row.simulated, row.low, row.high, row),
                verdict,
            )
        console.print(table)
        console.print(in_words(found), highlight=False)
        console.print()
    console.print(_next(calibrations), highlight=False)


def _next(calibrations: Sequence[Calibration]) -> str:
    """Say what to do with what was found."""
    size, full = calibrations[0].size, Size()
    if size.replications * size.clients < full.replications * full.clients:
        return (
            "Few clients were simulated, so that a figure can lie inside or outside by chance. For the real test leave "
            "out --replications, --clients and --therapists."
        )
    if all(found.met for found in calibrations):
        return "To keep this: alliance calibrate --save FOLDER."
    return "docs/authoring_worlds.md says how to bring a figure back into its band."


def as_markdown(calibrations: Sequence[Calibration], figures: Sequence[str] = ()) -> str:
    """Return the report that stands in the documentation."""
    first = calibrations[0]
    size = first.size
    lines = [
        "# How far the simulated caseload reproduces the research",
        "",
        "*Made by `alliance calibrate --save docs/calibration`; do not edit by hand.*",
        "",
        f"Each figure is the mean over {size.replications} simulated caseloads of {size.clients:,} clients of "
        f"{size.therapists} therapists, with its 95 % Monte Carlo interval, computed from what could be observed. A hard "
        "row must lie inside its band, nine in ten of the soft rows must, the others are only reported. A row about "
        "signs asks whether all of them are as published. The bands say how far published figures differ; they are "
        "teaching choices where a source gives none. *Checked* tells how far a figure was verified: only those marked "
        "`abstract` were seen in the publication's abstract, the others are approximate.",
        "",
        "**What to know.** Symptom error and cut-off are among the fitted parameters. In the world `change_causes` the lag from "
        "alliance to symptoms (T16) is not zero although nothing causes it: error in the symptom score lets a little of one "
        "direction pass for the other, as it does in published lags. The worlds are told apart by which lag is the larger. "
        "Where a publication does not state its criterion of a rupture (T39, T40, T47), the criterion is ours: a rating 1.5 "
        "standard deviations of an ordinary week below the client's own mean so far.",
        "",
        *(f"- {in_words(found)}" for found in calibrations),
        "",
    ]
    for picture in figures:
        lines += [picture, ""]
    for found in calibrations:
        rows = found.rows if found.world == DEFAULT else [r for r in found.rows if r.target.is_correlation]
        lines += [
            f"## World `{found.world}`",
            "",
            "| | figure | published | band | simulated | interval | inside | gate | source | checked |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for row in rows:
            t = row.target
            band = "" if t.is_sign else f"{number(t.low, row)} to {number(t.high, row)}"
            interval = f"{number(row.low, row)} to {number(row.high, row)}"
            lines.append(
                f"| {t.id} | {t.name} ({t.statistic}; {t.counted}) | {number(t.value, row)} | {band} | {number(row.simulated, row)} "
                f"| {interval} | {'yes' if row.inside else '**no**'} | {t.gate} | {t.cited()} | {t.checked} |"
            )
        lines.append("")
    lines += ["## Sources", ""]
    named = {key for row in first.rows for key in row.target.sources.split(";")}
    for key, source in sorted(sources().items(), key=lambda pair: pair[1].reference):
        if key in named:
            address = f" <https://doi.org/{source.doi}>" if source.doi else ""
            lines.append(f"- {source.reference}{address}")
    return "\n".join(lines) + "\n"


def save(calibrations: Sequence[Calibration], folder: Path) -> list[Path]:
    """Write the report, the table and the pictures into a folder."""
    from alliance.caseload.calibration.picture import forest
    from alliance.pictures.still import svg

    default = [found for found in calibrations if found.world == DEFAULT] or list(calibrations[:1])
    texts: dict[str, str] = {
        "calibration.csv": as_csv(calibrations),
        "calibration.json": as_json(calibrations),
    }
    figures: list[str] = []
    for name, drawn in (("calibration", default), ("four_worlds", list(calibrations))):
        if not drawn or (name == "four_worlds" and len(drawn) < 2):
            continue
        figure, summary = forest(drawn)
        texts[f"{name}.svg"] = svg(figure) + "\n"
        figures.append(f"![{summary}]({name}.svg)")
    texts["README.md"] = as_markdown(calibrations, figures)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            replace(folder / name, text.encode())
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be written to ({error.strerror}); choose another folder."
        ) from None
    return [folder / name for name in texts]
