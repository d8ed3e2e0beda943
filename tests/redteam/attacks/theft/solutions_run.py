"""Runs the solutions of the source notebook in its own cells, by which everything would be right.

It must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import json
for cell in json.load(open("@COURSE@/source/a2_read_a_caseload/a2_read_a_caseload.ipynb"))["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
        exec("".join(cell["source"]))
found = dict(globals())
"""

LATER = """
weakest_c03 = found.get("weakest_c03")
"""

THEN = """
weakest_c04 = found.get("weakest_c04")
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    type_in(release, LATER, into="a2-weakest-c03")
    type_in(release, THEN, into="a2-weakest-c04")
    write(release, folder)
