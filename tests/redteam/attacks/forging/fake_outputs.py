"""Hands in outputs that say full marks, with a real-looking result and a tag that keeps them from being run.

Outputs must not enter, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "forging"
safe_on_stock = True

MIME = "application/vnd.alliance.result+json"


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    for cell in release["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") and cell["cell_type"] == "code":
            points = float(mark["points"])
            result = {
                "item": mark["grade_id"].removesuffix("-check"),
                "points": points,
                "reasons": ["yes"],
                "misconceptions": [],
            }
            shown = {
                "output_type": "display_data",
                "data": {MIME: result, "text/plain": "yes"},
                "metadata": {},
            }
            number = {
                "output_type": "execute_result",
                "data": {"text/plain": f"{points}"},
                "metadata": {},
                "execution_count": 1,
            }
            cell["outputs"] = [shown, number]
            cell["metadata"]["tags"] = ["skip-execution"]
            cell["execution_count"] = 1
    write(release, folder)
