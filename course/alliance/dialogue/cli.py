"""`alliance dialogue`: lint, play, export and begin a scenario."""

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance.language import _

if TYPE_CHECKING:
    from alliance.dialogue.scenario import Scenario

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

Files = Annotated[list[Path], typer.Argument(help="Scenario files.", show_default=False)]
OneFile = Annotated[
    str, typer.Argument(help="A scenario file, or the id of a shipped one.", show_default=False)
]


@app.callback()
def dialogue() -> None:
    """Write, check and play repair dialogues."""


@app.command()
def lint(
    files_: Files,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings for a program to read.")
    ] = False,
) -> None:
    """Say what keeps a scenario from being fair and useful, with the line and how to mend it."""
    from alliance.dialogue.lint import as_records
    from alliance.dialogue.lint import lint as findings_of

    found = [finding for path in files_ for finding in findings_of(path)]
    if as_json:
        sys.stdout.write(json.dumps(as_records(found), indent=2, ensure_ascii=False) + "\n")
    else:
        for finding in found:
            sys.stdout.write(f"{finding.file}, line {finding.line}: {finding.says} [{finding.rule}]\n")
        clean = len(files_) - len({finding.file for finding in found})
        sys.stdout.write(_summary(files_, clean) + "\n")
    if any(finding.severity == "error" for finding in found):
        raise typer.Exit(1)


@app.command()
def play(which: OneFile) -> None:
    """Play a dialogue here in the terminal. Type the number of an answer, b to go back, q to stop."""
    from alliance.dialogue.terminal import play_in_terminal

    play_in_terminal(_scenario(which))


@app.command()
def export(
    which: OneFile,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="A diagram, in Mermaid's language.")] = False,
    as_twee: Annotated[bool, typer.Option("--twee", help="A story that Twine opens, in Twee 3.")] = False,
) -> None:
    """Print a scenario as a diagram or as a Twine story."""
    from alliance.dialogue.export import mermaid, twee

    if as_mermaid == as_twee:
        raise CourseError("Say which: --mermaid for a diagram, or --twee for a Twine story.")
    sys.stdout.write((mermaid if as_mermaid else twee)(_scenario(which)))


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="The file to begin, for example my_dialogue.yaml.")],
) -> None:
    """Begin a scenario from the template: complete, explained line by line, ready to be changed."""
    if file.suffix != ".yaml":
        raise CourseError(f"{file} should end in .yaml; try {file.with_suffix('.yaml')}.")
    if file.exists():
        raise CourseError(f"{file} is there already; choose another name, so that nothing is lost.")
    text = files("alliance.dialogue").joinpath("template.yaml").read_text(encoding="utf-8")
    name = (
        "".join(c if c.isascii() and c.isalnum() else "-" for c in file.stem.lower()).strip("-")
        or "my-dialogue"
    )
    file.write_text(
        text.replace("id: my-dialogue  ", f"id: {name}  ").replace("my_dialogue.yaml", file.name),
        encoding="utf-8",
    )
    sys.stdout.write(f"{file} is there. Change it, then run: alliance dialogue lint {file}\n")


def _summary(linted: list[Path], clean: int) -> str:
    """Say how many have nothing to mend, and what to do next."""
    if clean < len(linted):
        return (
            f"{clean} of {len(linted)} scenarios have nothing to mend. Mend the lines above, and lint again."
        )
    if len(linted) > 1:
        return f"All {clean} scenarios have nothing to mend."
    return f"{linted[0].name} has nothing to mend. Play it: alliance dialogue play {linted[0]}"


def _scenario(which: str) -> "Scenario":
    from alliance.dialogue.scenario import read_scenario, scenario, scenarios

    path = Path(which)
    if path.suffix in {".yaml", ".yml"} or path.exists():
        return read_scenario(path)
    if which not in scenarios():
        raise CourseError(
            _("There is no file and no shipped dialogue called {name}; the dialogues are: {names}.").format(
                name=which, names=", ".join(scenarios())
            )
        )
    return scenario(which)
