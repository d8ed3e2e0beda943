"""``alliance translate``: for those who bring the lessons into another language."""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance.errors import CourseError

if TYPE_CHECKING:
    from alliance.language.lessons_catalogue import Done

app = typer.Typer(
    name="translate",
    help="Bring the lessons into another language: [bold]docs/translating.md[/].",
    no_args_is_help=True,
)

_COURSE = Path("course")


@app.command("lesson")
def lesson(
    which: Annotated[
        list[str] | None,
        typer.Argument(help="Which lessons, for example 02.", show_default="all that are begun"),
    ] = None,
    to: Annotated[str, typer.Option(help="The language, as in de, fr or pt_BR.")] = "de",
    course: Annotated[Path, typer.Option(help="Where the lessons lie.", hidden=True)] = _COURSE,
) -> None:
    """Bring a lesson's catalogue up to date, and make the translated notebook from it."""
    _needs_babel()
    from alliance.language import lessons_catalogue as catalogue

    names = [catalogue.named(course, short) for short in which or []] or catalogue.begun(course, to)
    if not names:
        raise CourseError(f"No lesson is begun in {to!r}; say which: alliance translate lesson 02 --to {to}.")
    done = [catalogue.update(course, to, name) for name in names]
    for one in done:
        sys.stdout.write(f"{catalogue.notebook_file(course, to, one.lesson)}: {told(one)}\n")
        for lost in one.wrong:
            sys.stdout.write(f"  left in English, since it does not keep what it must: {lost}\n")
    if unfinished := [one.lesson for one in done if one.left]:
        path = catalogue.catalogue_file(course, to, unfinished[0])
        sys.stdout.write(f"Next: translate in {path} with a PO editor, save, and run this again.\n")
    else:
        sys.stdout.write(f"Next: look at it: alliance lab {course}, folder lessons/{to}\n")
    if any(one.wrong for one in done):
        raise typer.Exit(1)


@app.command("status")
def status(
    course: Annotated[Path, typer.Option(help="Where the lessons lie.", hidden=True)] = _COURSE,
) -> None:
    """Say how far each lesson is in each language, and whether what lies there is up to date."""
    _needs_babel()
    from alliance.language import lessons_catalogue as catalogue

    stale = False
    for language in catalogue.languages_in(course):
        begun = catalogue.begun(course, language)
        for name in catalogue.lessons_in(course):
            if name not in begun:
                sys.stdout.write(f"{language}  {name}: not begun\n")
                continue
            same, done = catalogue.up_to_date(course, language, name)
            stale = stale or not same
            again = (
                "" if same else f"; out of date, run: alliance translate lesson {name[:2]} --to {language}"
            )
            sys.stdout.write(f"{language}  {name}: {told(done)}{again}\n")
    sys.stdout.write("Next: what the widgets and checks say is counted by: make catalogue\n")
    if stale:
        raise typer.Exit(1)


def told(done: "Done") -> str:
    """Say how far a translation is."""
    told = f"{done.total - done.left} of {done.total} passages translated"
    return told + (f", {done.to_read_again} to read again" if done.to_read_again else "")


def _needs_babel() -> None:
    try:
        import_module("babel")
    except ImportError:
        raise CourseError(
            "Translating needs Babel; install it with: pip install babel (or work in the repository after: make test)."
        ) from None
