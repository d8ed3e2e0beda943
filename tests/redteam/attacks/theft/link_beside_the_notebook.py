"""Hands in links to the key, to the gradebook and to the neighbour's work beside the notebook, and reads them in a cell.

No link may be followed.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
for name in ("key.yaml", "notes.txt", "theirs.ipynb", "folder/gradebook.db"):
    try:
        print(open(name, "rb").read())
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    write(type_in(release, CODE), folder)
    (folder / "key.yaml").symlink_to(scene.course / "autograde" / "keys" / "a2_read_a_caseload.yaml")
    (folder / "notes.txt").symlink_to(scene.course / "gradebook" / "notes.txt")
    theirs = scene.folder.parent.parent / scene.neighbour / scene.assignment / f"{scene.assignment}.ipynb"
    (folder / "theirs.ipynb").symlink_to(theirs)
    (folder / "folder").symlink_to(scene.course / "gradebook")
