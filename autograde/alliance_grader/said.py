"""What the score cells of a graded notebook left as their results."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from alliance_grader.results import MIME, ItemResult


@dataclass(frozen=True)
class Said:
    """What a graded notebook says.

    Attributes
    ----------
    results : dict of str to ItemResult
        What the score cells left, by item.
    failed : int
        How many cells ended in an error, score cells not counted.
    """

    results: dict[str, ItemResult] = field(default_factory=dict)
    failed: int = 0


def said_in(path: Path) -> dict[str, ItemResult]:
    """Return the results in a graded notebook, by item; none when it is damaged or missing."""
    return read_said(path).results


def read_said(path: Path) -> Said:
    """Return what a graded notebook says; nothing when it is damaged or missing."""
    found: dict[str, ItemResult] = {}
    failed = 0
    with suppress(OSError, msgspec.MsgspecError):
        for cell in msgspec.json.decode(path.read_bytes(), type=_Notebook).cells:
            failed += any(one.output_type == "error" for one in cell.outputs) and not cell.scores
            found |= {one.item: one for output in cell.outputs if (one := result_in(output.data))}
    return Said(found, failed)


def result_in(data: Mapping[str, msgspec.Raw]) -> ItemResult | None:
    """Return the result in an output's data; None when it has none, or a damaged one."""
    if MIME not in data:
        return None
    try:
        return msgspec.json.decode(data[MIME], type=ItemResult)
    except msgspec.MsgspecError:
        return None


class _Output(msgspec.Struct):
    output_type: str = ""
    data: dict[str, msgspec.Raw] = {}


class _Marks(msgspec.Struct):
    grade: bool = False
    solution: bool = False


class _Metadata(msgspec.Struct, frozen=True):
    nbgrader: msgspec.Raw = msgspec.Raw()


class _Cell(msgspec.Struct):
    outputs: list[_Output] = []
    metadata: _Metadata = _Metadata()

    @property
    def scores(self) -> bool:
        """Whether it is a score's cell: an error of it is the instructor's test at work."""
        if not bytes(self.metadata.nbgrader):
            return False
        marks = msgspec.json.decode(self.metadata.nbgrader, type=_Marks)
        return marks.grade and not marks.solution


class _Notebook(msgspec.Struct):
    """No more of a graded notebook than is looked at: a class may have thousands."""

    cells: list[_Cell]
