"""Try the course and check it: a simulated class, the machine, the items."""

from pathlib import Path
from typing import Annotated

import typer

from alliance.errors import CourseError
from alliance_grader.cli.app import CHECKS, AsJson, app, course_of, print_json
from alliance_grader.cli.report import write_report


@app.command(rich_help_panel=CHECKS)
def demo(
    assignment: Annotated[str, typer.Argument(help="Which assignment.")] = "a2",
    as_json: AsJson = False,
) -> None:
    """Watch a simulated class of 24 work on an assignment and be graded.

    It runs in a course of its own (gradebook/demo); your class is not touched. About two minutes.
    """
    from alliance_grader.demo import run_demo
    from alliance_grader.terminal import console, print_class

    root, name = course_of(assignment)
    console.quiet = as_json
    place, results = run_demo(root, name)
    report_file = write_report(place, results, ["Mark as a person would: `alliance-grader mark --demo`"])
    if as_json:
        print_json(results.as_data())
        return
    console.print()
    print_class(results)
    console.print()
    console.print("[bold]Where to look[/]")
    console.print(f"  class report      {report_file.as_uri()}", soft_wrap=True)
    feedback = place / "gradebook" / "feedback"
    console.print(
        f"  feedback          {feedback}{'/STUDENT/' + name + '/' + name + '.html'}", soft_wrap=True
    )
    console.print(
        "  marking by people alliance-grader mark --demo   (or make formgrader-demo, for nbgrader's own page)",
        soft_wrap=True,
    )


@app.command(rich_help_panel=CHECKS)
def doctor(as_json: AsJson = False) -> None:
    """Say how well this machine keeps submissions apart from your files, and how to get better."""
    from dataclasses import asdict

    from alliance_grader.course import course_root
    from alliance_grader.doctor import diagnose
    from alliance_grader.terminal import console

    console.quiet = as_json
    with console.status("Small programs are trying to get out …"):
        found = diagnose(course_root())
    if as_json:
        print_json(asdict(found))
    else:
        place = {"namespaces": "the best of three", "landlock": "the second of three", "none": "not safe"}
        console.print(f"[bold]Level: {found.level}[/], {place[found.level]}. {found.means}", highlight=False)
        for level, reasons in found.missing.items():
            console.print(f"Why not {level}: {'; '.join(reasons)}", highlight=False)
        for sentence in found.advice:
            console.print(f"- {sentence}", highlight=False, markup=False)
        if found.level != "none":
            console.print("Next: who is in the class? alliance-grader roster LIST.csv", highlight=False)
    if found.level == "none":
        raise typer.Exit(1)


@app.command(rich_help_panel=CHECKS)
def items(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ASSIGNMENT]...", help="Which assignments; all of them when left out."),
    ] = None,
    students: Annotated[int, typer.Option(min=20, max=5000, help="How many simulated students.")] = 120,
    seed: Annotated[int, typer.Option(help="Another class; the same number gives the same class.")] = 1,
    save: Annotated[
        Path | None, typer.Option(help="Write the report here, for example docs/items.md, with its pictures.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Measure also what has not changed since the last time.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether the items of an assignment work, by a simulated class that the real grader grades.

    For each item: how hard it is, how well it tells students apart, whether misconceptions are named that
    are there and none that are not, and what guessing earns. About a minute for each assignment.
    """
    from dataclasses import asdict

    from alliance_grader.course import assignments as known
    from alliance_grader.course import course_root
    from alliance_grader.items import measure, write_page
    from alliance_grader.scoring import misconceptions
    from alliance_grader.terminal import console, print_items

    root = course_root()
    if save is not None and save.suffix != ".md":
        raise CourseError(
            f"{save} is no page: name a file that ends in .md, for example --save docs/items.md."
        )
    names = list(dict.fromkeys(course_of(one)[1] for one in assignments)) if assignments else known(root)
    console.quiet = as_json
    found = [measure(root, name, students, seed, again=again) for name in names]
    console.quiet = False
    if save is not None:
        named = " ".join(["", *(one.short for one in found)]) if assignments else ""
        command = f"alliance-grader items{named} --students {students} --seed {seed} --save {save}"
        write_page(save, found, misconceptions(root), command)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    print_items(found, misconceptions(root))
    if save is not None:
        console.print(f"The report: {save}", soft_wrap=True, highlight=False)
