"""Tags the grade cells so that nothing executes them, since no output means full marks.

Tags must not enter, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "forging"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    for cell in release["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell", "nbval-skip"]
    write(release, folder)
