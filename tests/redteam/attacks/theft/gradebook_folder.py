"""Lists the gradebook folder and reads every small file in it. No byte of it may reach the student."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os
for folder, _, files in os.walk("@COURSE@/gradebook"):
    for name in files:
        path = os.path.join(folder, name)
        if os.path.getsize(path) < 100_000:
            print(path, open(path, "rb").read())
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
