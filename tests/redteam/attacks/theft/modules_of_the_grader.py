"""Looks through every module, function, constant and file of the grader that is in its own process.

There must be nothing secret in it.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import gc, sys, types
found = []
for name, module in list(sys.modules.items()):
    if name.startswith(("alliance_grader", "__main__", "nbgrader")):
        for key, value in vars(module).items():
            found.append((name, key, repr(value)[:5000]))
for thing in gc.get_objects():
    if type(thing) in (dict, list, tuple) and len(thing) < 1000:
        try:
            text = repr(thing)
        except Exception:
            continue
        if "Z" + "Q" in text or "BEGIN HIDDEN" in text:
            found.append(text[:5000])
print(found)
print(sys.orig_argv, sys.path, sys.executable)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
