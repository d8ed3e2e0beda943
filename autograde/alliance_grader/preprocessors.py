"""Steps of our own in nbgrader's pipelines; `nbgrader_config.py` puts them in their place."""

import copy
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from alliance_grader.course import course_root
from alliance_grader.notebooks import grade_id_of, read_notebook


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Put back every cell of the release that a student deleted, where it stood.

    nbgrader itself restores grade cells only, and fails when their neighbour is gone as well. What a restored
    cell says is then overwritten by nbgrader with what the gradebook knows.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Restore the missing cells of a submission."""
        name = resources["nbgrader"]["notebook"]
        released = read_notebook(
            course_root() / "release" / resources["nbgrader"]["assignment"] / f"{name}.ipynb"
        )
        there = {grade_id_of(cell) for cell in nb.cells}
        used = {cell.get("id") for cell in nb.cells}
        last = -1
        for cell in released.cells:
            wanted = grade_id_of(cell)
            if wanted is None:
                continue
            if wanted in there:
                last = next(place for place, mine in enumerate(nb.cells) if grade_id_of(mine) == wanted)
                continue
            last += 1
            restored = copy.deepcopy(cell)
            if restored.id in used:
                restored.id = f"{restored.id}-again"
            nb.cells.insert(last, restored)
        return nb, resources


class PlainErrors(NbGraderPreprocessor):  # type: ignore[misc]
    """Leave only the last line of an error under a grade cell: a traceback would quote the hidden test."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        """Shorten the errors of a grade cell."""
        if cell.cell_type == "code" and is_grade(cell):
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}".splitlines()[0][:200]]
        return cell, resources
