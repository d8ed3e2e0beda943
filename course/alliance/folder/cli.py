"""The commands for a trainee's own folder: make it and open it, get a clean copy back."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError
from alliance.program import free_port, jupyter, next_free_port, open_already

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alliance.folder import Filled
    from alliance.originals import Original


def start(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Your folder.", show_default="“Alliance Workbook” among your documents"),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="On which port of this computer.", show_default="the first that is free"),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(help="Lessons in this language as well, as far as there are any.", show_default=False),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Make the folder only.")] = False,
    lessons_only: Annotated[
        bool,
        typer.Option(
            "--lessons-only", help="Leave the assignments out: on a hub the Assignments tab has them."
        ),
    ] = False,
) -> None:
    """Begin, or go on: put the lessons and assignments into a folder of your own and open them in your browser.

    Whatever is in the folder already stays as it is. After an update of the course, this brings what is new.
    """
    from alliance.folder import default_folder, fill, folder_around

    mine = (folder or folder_around(Path.cwd()) or default_folder()).expanduser().absolute()
    made = fill(mine, lessons_only=lessons_only, language=language)
    sys.stdout.write("".join(f"{line}\n" for line in told(made)))
    if no_open:
        again = "alliance start" if made.folder == default_folder() else f'alliance start "{made.folder}"'
        sys.stdout.write(f"Next: {again} opens the lessons in your browser.\n")
        return
    if port is None and (address := open_already(made.folder)):
        import webbrowser

        webbrowser.open(address)
        sys.stdout.write("Next: it runs in another window already; your browser opens it again.\n")
        return
    sys.stdout.write("Next: your browser opens. Keep this window; to stop, press Ctrl + C in it.\n")
    sys.stdout.flush()
    first = next(lesson for lesson in sorted((made.folder / "lessons").glob("*.ipynb")))
    jupyter(made.folder, f"/lab/tree/lessons/{first.name}", free_port(port) if port else next_free_port())


def fresh(
    notebooks: Annotated[
        list[str] | None,
        typer.Argument(metavar="NOTEBOOK...", help="For example 02, a2, or a file.", show_default=False),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last clean copy back.")] = False,
    other_edition: Annotated[
        bool,
        typer.Option("--other-edition", help="Take an assignment that is another edition than yours."),
    ] = False,
) -> None:
    """Get a clean copy of a lesson or an assignment back. What you did in it is kept beside it, under today's date."""
    from alliance.folder import put_back, take_back, taken_back

    found = take_back(notebooks or []) if undo else put_back(notebooks or [], other_edition=other_edition)
    for one in found:
        sys.stdout.write(f"{taken_back(one) if undo else one}\n")
    if any(one.changed for one in found):
        kept = [one for one in found if one.kept]
        back = f" To take it back: alliance fresh --undo {kept[-1].short}" if kept and not undo else ""
        sys.stdout.write(
            f"Next: if it is open in JupyterLab, choose File, then Reload Notebook from Disk.{back}\n"
        )


def lab(
    folder: Annotated[Path, typer.Argument(help="The folder to open.")] = Path(),
    port: Annotated[int, typer.Option(help="On which port of this computer.")] = 8888,
) -> None:
    """Open JupyterLab in your browser. Stop it with Ctrl-C in this window."""
    if not folder.is_dir():
        raise CourseError(f"There is no folder {folder}; go to the course's folder and try again.")
    lessons = sorted((folder / "lessons").glob("*.ipynb"))
    page = f"/lab/tree/lessons/{lessons[0].name}" if lessons else "/lab"
    jupyter(folder, page, free_port(port))


def told(made: "Filled") -> list[str]:
    """Say in plain words what became of a folder."""
    said = [f"Your folder: {made.folder}"]
    if made.put:
        said.append(f"Put there: {_counted(made.put)}.")
    if made.same or made.own:
        there = _counted((*made.same, *made.own))
        if not made.own:
            said.append(f"Left as they were: {there}.")
        elif len(made.own) <= 3:
            named = ", ".join(one.name for one in made.own)
            said.append(f"Left as they were: {there}, with what you did in {named}.")
        else:
            said.append(f"Left as they were: {there}, with what you did in {len(made.own)} of them.")
    if made.newer:
        said.append(
            f"The course has a newer {', '.join(one.short for one in made.newer)}. Yours stays; for the new one: "
            f"alliance fresh {' '.join(one.short for one in made.newer)}"
        )
    return said


def _counted(some: "Sequence[Original]") -> str:
    """Say how many lessons, glossaries and assignments these are."""
    assignments = sum(one.is_assignment for one in some)
    pages = sum(one.place.suffix == ".md" for one in some)
    lessons = len(some) - assignments - pages
    parts = [
        f"{lessons} lesson{'s' * (lessons != 1)}" if lessons else "",
        "the glossary" if pages else "",
        f"{assignments} assignment{'s' * (assignments != 1)}" if assignments else "",
    ]
    *most, last = filter(None, parts)
    return f"{', '.join(most)} and {last}" if most else last
