"""The command line for everybody."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from alliance.dialogue.cli import app as dialogue
from alliance.doctor.cli import doctor
from alliance.folder.cli import fresh, lab, start
from alliance.language.lessons_cli import app as translate
from alliance.lecture.command import lecture
from alliance.program import guarded
from alliance.replies.cli import app as replies

app = typer.Typer(
    name="alliance",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)


# What a trainee needs stands first, in the order in which it is needed.
app.command()(start)
app.command()(fresh)
app.command()(doctor)
app.command()(lab)
app.command()(lecture)
app.add_typer(dialogue, name="dialogue")
app.add_typer(replies, name="replies")
app.add_typer(translate, name="translate")


@app.callback()
def alliance() -> None:
    """Open the lessons, get a clean copy, check that all they need is there, write dialogues, hold the caseload against research."""


@app.command()
def export_lesson(
    lesson: Annotated[Path, typer.Argument(help="The lesson's notebook.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="The page to write; by default beside the notebook.")
    ] = None,
) -> None:
    """Make a lesson into one page that opens without a network and without Python; its widgets go on working."""
    from rich.console import Console

    from alliance.export import export_lesson as export

    console = Console(stderr=True)
    with console.status(f"Running {lesson.name} …"):
        written = export(lesson, out)
    sys.stdout.write(f"Written: {written}\n")


@app.command()
def calibrate(
    world: Annotated[
        list[str] | None,
        typer.Option(help="Only this world; may be given more than once.", show_default="all"),
    ] = None,
    replications: Annotated[int, typer.Option(min=2, max=10_000, help="How many caseloads.")] = 20,
    clients: Annotated[int, typer.Option(min=500, max=1_000_000, help="Clients in each.")] = 4000,
    therapists: Annotated[int, typer.Option(min=10, max=100_000, help="Therapists in each.")] = 80,
    seed: Annotated[int, typer.Option(min=0, help="Other random numbers.")] = 20_260,
    preset: Annotated[str | None, typer.Option(help="A setting instead of the calibrated caseload.")] = None,
    parameters: Annotated[Path | None, typer.Option(help="A TOML file with other parameters.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Write report, table and pictures into this folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for a program to read.")] = False,
) -> None:
    """Simulate at full size and hold every figure against the published research."""
    from rich.console import Console

    from alliance.caseload.calibration import calibrate as run
    from alliance.caseload.calibration.report import as_json as json_of
    from alliance.caseload.calibration.report import print_table
    from alliance.caseload.calibration.report import save as save_report
    from alliance.caseload.calibration.rows import Size
    from alliance.caseload.parameters import parameters as shipped
    from alliance.progress import bar

    worlds = world or list(shipped().worlds)
    size = Size(replications, clients, therapists, seed)
    with bar(Console(stderr=True)) as progress:
        task = progress.add_task("Simulating", total=len(worlds) * replications)
        found = run(worlds, size, parameters, preset, done=lambda: progress.advance(task))
    if as_json:
        sys.stdout.write(json_of(found) + "\n")
    else:
        print_table(found)
    if save is not None:
        for path in save_report(found, save):
            sys.stderr.write(f"Written: {path}\n")
    if not all(one.met for one in found):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    guarded(app)
