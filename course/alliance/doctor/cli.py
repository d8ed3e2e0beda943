"""The command that looks at a computer, and what it prints."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from alliance.doctor import Finding, Grade

_STYLES: Final[dict["Grade", str]] = {"ok": "green", "worth knowing": "yellow", "to mend": "bold red"}


def doctor(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Your folder.", show_default="the one you are in, or the usual one"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings for a program to read.")
    ] = False,
) -> None:
    """Check that this computer has what the lessons need, and say what to do when it has not."""
    from rich.console import Console

    from alliance.doctor import examine

    with Console(stderr=True).status("Looking; the notebooks' Python is started as well …"):
        findings = examine(folder.expanduser() if folder else None)
    if as_json:
        told = [{**asdict(finding), "fine": finding.fine} for finding in findings]
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
    else:
        console = Console()
        show(console, findings)
        console.print(f"\n{last_word(findings)}", highlight=False, markup=False)
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)


def show(console: "Console", findings: Sequence["Finding"]) -> None:
    """Print findings, what is to be mended first; what is to be typed stands alone and whole, to be copied."""
    from rich.table import Table
    from rich.text import Text

    for finding in in_order(findings):
        told = Text(f"{finding.what}: {finding.found}")
        if finding.advice:
            told.append(f"\n{finding.advice}", style="bold" if finding.grade == "to mend" else "italic")
        row = Table.grid(padding=(0, 2))
        row.add_column(width=len("worth knowing"))
        row.add_column(overflow="fold")
        row.add_row(Text(finding.grade, style=_STYLES[finding.grade]), told)
        console.print(row)
        if finding.command:
            console.print(Text(f"    {finding.command}", style="cyan"), soft_wrap=True)


def in_order(findings: Sequence["Finding"]) -> list["Finding"]:
    """Return the findings with the worst first; packages that fit become one."""
    from alliance.doctor import Finding
    from alliance.doctor.packages import wanted

    names = {one.name for one in wanted()}
    fit = [one for one in findings if one.what in names and one.grade == "ok"]
    rest = [one for one in findings if one not in fit]
    if fit:
        alone = not any(one.what in names for one in rest)
        rest.append(Finding("packages", f"all {len(fit)} fit" if alone else "the others fit"))
    grades: list[Grade] = ["to mend", "worth knowing", "ok"]
    return sorted(rest, key=lambda one: grades.index(one.grade))


def last_word(findings: Sequence["Finding"]) -> str:
    """Say in one sentence what to do next."""
    mend = sum(not finding.fine for finding in findings)
    if mend:
        what = "the bold words say, from the top" if mend > 1 else "the bold line says"
        return f"{mend} to mend. Do what {what}; then: alliance doctor"
    known = any(finding.grade == "worth knowing" for finding in findings)
    return f"{'The lessons will run' if known else 'All is well'}. Next: alliance start"
