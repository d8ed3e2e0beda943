"""Appends code to the installed alliance, numpy and grader packages, and to their compiled files.

Not one byte of them may change.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = r"""
import glob, importlib.util, os
for name in ("alliance", "alliance_grader", "numpy", "nbgrader", "IPython"):
    try:
        top = os.path.dirname(importlib.util.find_spec(name).origin)
    except (AttributeError, ImportError, ValueError):
        continue
    for path in [top + "/__init__.py", *glob.glob(top + "/__pycache__/*.pyc")[:3], *glob.glob(top + "/scoring/*.py")]:
        for way in ("a", "r+", "w"):
            try:
                with open(path, way) as file:
                    file.write("\n# red team\n" if way == "a" else "")
                print("changed", path)
                break
            except OSError as error:
                print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
