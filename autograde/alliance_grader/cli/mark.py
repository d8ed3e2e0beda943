"""Mark what people must mark."""

import sys
from typing import Annotated

import typer

from alliance.errors import CourseError
from alliance.program import free_port, jupyter
from alliance_grader.cli.app import WEEKLY, app


@app.command(rich_help_panel=WEEKLY)
def formgrader(
    port: Annotated[int, typer.Option(help="On which port of this computer.")] = 8888,
    of_demo: Annotated[bool, typer.Option("--demo", help="Open the demonstration's class.")] = False,
) -> None:
    """Open nbgrader's formgrader in the browser, where people mark what people must mark."""
    from alliance_grader.course import course_root
    from alliance_grader.gradebook import data_folder, prepare_environment

    root = course_root()
    place = data_folder(root) / "demo" if of_demo else root
    if not (place / "nbgrader_config.py").is_file():
        raise CourseError("There is no demonstration yet; run: alliance-grader demo")
    prepare_environment()
    free = free_port(port)
    sys.stderr.write(
        f"The page for marking: http://localhost:{free}/formgrader/gradebook (if you see only JupyterLab: Nbgrader in its "
        "menu, then Formgrader).\nTo stop: Ctrl-C in this window, twice. What is printed below is for engineers; "
        "notes about an 'exchange' can be ignored, this course does not need one.\n"
    )
    jupyter(place, "/formgrader/gradebook", free)
