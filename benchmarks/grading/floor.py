"""The floor: what the cells alone take in a warm interpreter, with no grader around them and no protection.

``python floor.py COURSE COUNT`` runs that many submissions of a course, one after the other, in one IPython shell
that has already run one, and prints the median seconds of one submission.
"""

import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path

from submissions import ASSIGNMENT


def cells(notebook: Path) -> list[str]:
    """Return the sources of a notebook's code cells."""
    found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"]


def main() -> None:
    """Measure and print one line of JSON."""
    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    shell = InteractiveShell.instance()
    sources = [cells(file) for file in sorted(folder.glob(f"*/{ASSIGNMENT}/*.ipynb"))[:count]]
    walls, cpus = [], []
    for number, submission in enumerate([sources[0], *sources]):
        shell.reset(new_session=False)  # type: ignore[no-untyped-call]
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        for source in submission:
            with capture_output():
                shell.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
        if number:
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    print(json.dumps({"wall": statistics.median(walls), "cpu": statistics.median(cpus), "of": len(walls)}))


if __name__ == "__main__":
    main()
