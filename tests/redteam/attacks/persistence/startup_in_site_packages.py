"""Writes a .pth file, a sitecustomize and a usercustomize into site-packages and the Python prefix.

None of them may be there after the run.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = r"""
import os, site, sys
for folder in {*site.getsitepackages(), site.getusersitepackages(), os.path.dirname(os.__file__), sys.prefix, *sys.path}:
    for name, text in (("red_team.pth", "import os\n"), ("sitecustomize.py", "RED = 1\n"), ("usercustomize.py", "RED = 1\n")):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
            print("wrote", folder, name)
        except OSError as error:
            print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
