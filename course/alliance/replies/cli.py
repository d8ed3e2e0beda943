"""`alliance replies`: check replies to ruptures from the command line."""

import json
import sys
from typing import Annotated, Any, Final

import typer

from alliance.errors import CourseError

app = typer.Typer(
    name="replies",
    no_args_is_help=True,
    help="Check replies to a client's rupture; a second reader, never the only one.",
)

_NEEDED: Final = ("client_text", "rupture_type", "pillar", "reply")
_TYPES: Final = ("withdrawal", "confrontation")
_LONGEST_LINE: Final = 2_000_000


@app.callback()
def replies() -> None:
    """Check replies to a client's rupture; a second reader, never the only one."""


@app.command()
def score(
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one line of JSON for each line, for a program to read.")
    ] = False,
) -> None:
    """Read replies from standard input, one JSON object a line, and score each.

    Each line has client_text, rupture_type (withdrawal or confrontation), pillar (task, goal or bond) and
    reply; an id is kept. A line that cannot be read is named and gets a row with a flag, so that there are as many rows
    as lines; the others are scored all the same, and the command ends with 1. Empty lines are no replies.
    """
    if sys.stdin.isatty():
        raise CourseError("Give the replies on standard input: alliance replies score --json < replies.jsonl")
    rows = []
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if raw.strip():
            row = _scored(number, raw)
            rows.append(row)
            if as_json:
                sys.stdout.write(json.dumps(row) + "\n")
            if "error" in row:
                sys.stderr.write(f"{row['error']}\n")
    if not as_json:
        _show(rows)
    if any("error" in row for row in rows):
        raise typer.Exit(1)


def _scored(number: int, raw: bytes) -> dict[str, Any]:
    try:
        row = _read(number, raw)
    except CourseError as error:
        return {
            **_id_of(raw), "line": number, "error": str(error), **{f"R{one}": 0 for one in range(1, 6)},
            **{f"p{one}": 0.0 for one in range(1, 6)}, "overall": 0, "p_exact": 0.0, "route": "person",
            "phrases": {}, "credited": [], "flags": ["unreadable line"], "reasons": [str(error)],
        }  # fmt: skip
    from alliance.replies.check import check_reply

    found = check_reply(
        row["reply"], client_text=row["client_text"], rupture_type=row["rupture_type"], pillar=row["pillar"]
    )
    kept = {"id": row["id"]} if "id" in row else {}
    return {
        **kept,
        "line": number,
        **{name: one.label for name, one in found.readings.items()},
        **{f"p{name[1]}": one.probability for name, one in found.readings.items()},
        "overall": found.overall,
        "p_exact": found.p_exact,
        "route": found.route,
        "phrases": {name: one.phrase for name, one in found.readings.items() if one.phrase is not None},
        "credited": [name for name, one in found.readings.items() if one.credited],
        "flags": list(found.flags),
        "reasons": list(found.reasons),
    }


def _id_of(raw: bytes) -> dict[str, Any]:
    """Return the id of a line that is broken elsewhere, if it can be read."""
    try:
        row = json.loads(raw.decode("utf-8-sig")) if len(raw) <= _LONGEST_LINE else None
    except (ValueError, RecursionError):  # also what is no UTF-8
        return {}
    return {"id": row["id"]} if isinstance(row, dict) and "id" in row else {}


def _read(number: int, raw: bytes) -> dict[str, Any]:
    """Read one line.

    Raises
    ------
    CourseError
        With the line's number, when it is not what is needed.
    """
    if len(raw) > _LONGEST_LINE:
        raise CourseError(f"Line {number}: this line is too long; a reply is a few sentences.")
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CourseError(f"Line {number}: this is not UTF-8 text; save the file as UTF-8.") from None
    except (ValueError, RecursionError):
        raise CourseError(f"Line {number}: this is not one JSON object; check quotation marks and commas.") from None  # fmt: skip
    if not isinstance(row, dict):
        raise CourseError(f"Line {number}: this is no JSON object; write {{...}} with {', '.join(_NEEDED)}.")
    missing = [name for name in _NEEDED if name not in row]
    if missing:
        raise CourseError(f"Line {number}: {' and '.join(missing)} is missing; each line needs {', '.join(_NEEDED)}.")  # fmt: skip
    if not isinstance(row["client_text"], str):
        raise CourseError(f"Line {number}: client_text must be a text.")
    for name, allowed in (("rupture_type", _TYPES), ("pillar", ("task", "goal", "bond"))):
        value = row[name]
        row[name] = value.strip().lower() if isinstance(value, str) else value
        if row[name] not in allowed:
            raise CourseError(f"Line {number}: {name} must be one of {', '.join(allowed)}.")
    return row


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from alliance.replies.text import as_written

    table = Table(title="What the checker made of each reply; it may be wrong")
    for title in (
        "line",
        "R1",
        "R2",
        "R3",
        "R4",
        "R5?",
        "overall",
        "sure",
        "who looks",
        "on which words, or why",
    ):
        table.add_column(title)
    for row in rows:
        words = "; ".join([*row["reasons"], *(f"{name} “{said}”" for name, said in row["phrases"].items())])
        table.add_row(
            Text(as_written(str(row.get("id", row["line"])))),
            *("yes" if row[f"R{one}"] else "-" for one in range(1, 6)),
            str(row["overall"]),
            f"{row['p_exact']:.0%}",
            row["route"],
            Text(words),
        )
    Console().print(table)
