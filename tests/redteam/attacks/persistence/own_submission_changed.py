"""Changes its own submission while it is graded, to deny later what it had handed in.

The submission must stay as it was handed in.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
with open("@COURSE@/gradebook/submitted/@STUDENT@/@ASSIGNMENT@/@ASSIGNMENT@.ipynb", "w") as file:
    file.write("{}")
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    text = (scene.folder / f"{scene.assignment}.ipynb").read_text()
    return ["changed what it had handed in"] if text == "{}" else []
