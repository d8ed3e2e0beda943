"""Leaves symbolic and hard links to the gradebook and the keys in its folder, under the names of files to come.

Nothing may be written or read through them later, and none may be left.
"""

import pathlib
from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import os
for source in ("@COURSE@/gradebook/gradebook.db", "@COURSE@/autograde/keys/a2_read_a_caseload.yaml", "/etc/passwd"):
    for number, way in enumerate((os.symlink, os.link)):
        try:
            way(source, f"{os.path.basename(source)}-{number}")
            print("linked", source)
        except OSError as error:
            print(error)
for name in ("@ASSIGNMENT@.ipynb", "timestamp.txt"):
    try:
        os.unlink(name)
    except OSError:
        pass
    try:
        os.symlink("@COURSE@/gradebook/notes.txt", name)
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    graded = scene.course / "gradebook" / "autograded" / scene.student
    links = [
        path
        for path in graded.rglob("*")
        if path.is_symlink() or (path.stat().st_nlink > 1 and path.is_file())
    ]
    changed = "ZQ" not in pathlib.Path(scene.course, "gradebook", "notes.txt").read_text()
    return [f"left a link, {path.name}" for path in links[:1]] + ["wrote through a link"] * changed
