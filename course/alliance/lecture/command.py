"""The command `alliance lecture`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from alliance.errors import CourseError
from alliance.program import free_port


def lecture(
    widgets: Annotated[
        list[str] | None,
        typer.Argument(help="Which pages, for example triangle four-worlds.", show_default="all"),
    ] = None,
    lesson: Annotated[
        str | None, typer.Option(help="A whole lesson without its code instead, for example 02.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="Write the pages into this file, for a room without Python.")
    ] = None,
    port: Annotated[int, typer.Option(help="On which port of this computer.")] = 8866,
    browser: Annotated[bool, typer.Option(help="Open them in your browser.")] = True,
) -> None:
    """Show the lessons' widgets to a class: big, one at a time, without code. Stop it with Ctrl-C."""
    from rich.console import Console

    from alliance.lecture.pages import chosen, lesson_notebook, notebook

    if lesson is not None and (widgets or save is not None):
        raise CourseError(
            "A lesson is shown whole: leave the names out, and write it into a file with alliance export-lesson."
        )
    shown = lesson_notebook(lesson, Path()) if lesson is not None else notebook(chosen(widgets or []))
    console = Console(stderr=True)
    if save is not None:
        from alliance.lecture.saved import save as write

        with console.status("Making the pages …"):
            written = write(shown, save)
        sys.stdout.write(f"Written: {written}. Open it in any browser; it needs no network and no Python.\n")
        return
    from alliance.lecture.served import serve

    with console.status("Starting …") as working:

        def ready(address: str) -> None:
            working.stop()
            sys.stdout.write(f"The lecture is at {address}, for this computer only. Stop it with Ctrl-C.\n")
            sys.stdout.flush()

        serve(shown, free_port(port), ready=ready, browser=browser)
    sys.stdout.write("Stopped. To show it again, run the same command.\n")
