"""What the score cells of a graded notebook left as their results."""

from contextlib import suppress
from pathlib import Path

import msgspec

from alliance_grader.results import MIME, ItemResult


def said_in(path: Path) -> dict[str, ItemResult]:
    """Return the results in a graded notebook, by item; none when it is damaged or missing."""
    found: dict[str, ItemResult] = {}
    with suppress(OSError, msgspec.MsgspecError):
        notebook = path.read_bytes()
        if MIME.encode() not in notebook:
            return {}  # its tests are asserts of the instructor's own
        for cell in msgspec.json.decode(notebook, type=_Notebook).cells:
            for output in cell.outputs:
                if MIME in output.data:
                    with suppress(msgspec.MsgspecError):
                        result = msgspec.json.decode(output.data[MIME], type=ItemResult)
                        found[result.item] = result
    return found


class _Output(msgspec.Struct):
    data: dict[str, msgspec.Raw] = {}


class _Cell(msgspec.Struct):
    outputs: list[_Output] = []


class _Notebook(msgspec.Struct):
    """No more of a graded notebook than is looked at: a class may have a thousand."""

    cells: list[_Cell]
