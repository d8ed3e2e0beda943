"""Steps of our own in nbgrader's pipelines; `nbgrader_config.py` puts them in their place."""

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade


class PlainErrors(NbGraderPreprocessor):  # type: ignore[misc]
    """Leave only the last line of an error under a grade cell: a traceback would quote the hidden test."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        """Shorten the errors of a grade cell."""
        if cell.cell_type == "code" and is_grade(cell):
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}".splitlines()[0][:200]]
        return cell, resources
