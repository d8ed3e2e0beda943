"""What `alliance-grader` alone says: the week in order, and where the class stands."""

from typing import Final

import typer
from typer.models import CommandInfo

from alliance_grader.cli.app import app

WEEK: Final = (
    ("Before the class works", ("roster", "build", "due", "release")),
    ("When work has come in", ("collect", "grade", "mark")),
    ("When it is marked", ("feedback", "report", "return", "export")),
    ("When something changes", ("stale", "regrade", "forget")),
)
"""The commands of a week, in the order in which they are given."""
_AROUND: Final = ("variants", "formgrader", "where", "demo", "doctor", "items")
"""What is not of every week, in its order."""
_TAKES: Final = {"roster": "LIST.csv", "collect": "a2 DOWNLOAD.zip", "forget": "STUDENT"}


def place(command: CommandInfo) -> int:
    """Return where a command stands on the help page: as it comes in a week, whatever module it is in."""
    order = [*(name for _, names in WEEK for name in names), *_AROUND]
    name = command.name or getattr(command.callback, "__name__", "")
    return order.index(name) if name in order else len(order)


@app.callback(invoke_without_command=True)
def week(context: typer.Context) -> None:
    """Print the week in order when no command is given."""
    if context.invoked_subcommand is not None:
        return
    from rich.table import Table

    from alliance_grader.terminal import console

    known = context.command.commands  # type: ignore[attr-defined]
    table = Table(show_header=False, show_edge=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for when, names in WEEK:
        table.add_row(f"[bold]{when}[/]", "")
        for name in (name for name in names if name in known):
            about = known[name].help.partition("\n\n")[0].replace("\n", " ")
            table.add_row(f"  alliance-grader {name} {_TAKES.get(name, 'a2')}", about)
    console.print(
        "[bold]A week of this course, in order[/]. Write the start of any assignment's name in place of a2.\n"
    )
    console.print(table, highlight=False)
    console.print(
        "\nMore about each: alliance-grader COMMAND --help. All commands: alliance-grader --help. "
        "The guide: docs/instructor_guide.md.",
        highlight=False,
    )
