"""Fills /tmp and /dev/shm with modules, libraries and folders under the names that programs use there.

None of them may be left.
"""

import pathlib
from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import os
for folder in ("/tmp", "/dev/shm", "/var/tmp"):
    for name in ("pandas.py", "matplotlib-root/matplotlibrc", "pip-cache/x", "nbgrader.log", "alliance-scratch/x", "libc.so.6"):
        try:
            os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
            with open(f"{folder}/{name}", "w") as file:
                file.write("raise SystemExit('poisoned')")
        except OSError as error:
            print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)


def harm(_: Scene) -> list[str]:
    left = [
        f"{top}/pandas.py"
        for top in ("/tmp", "/dev/shm", "/var/tmp")
        if pathlib.Path(top, "pandas.py").exists()
    ]
    return [f"left {left[0]}"] if left else []
