"""Writes startup files of IPython and Jupyter and a kernelspec into the home and the configuration folders.

None of them may be there after the run.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import os, pathlib
from jupyter_core.paths import jupyter_config_path, jupyter_path
home = pathlib.Path(os.path.expanduser("~"))
places = [home / ".ipython/profile_default/startup/00-red.py", home / ".jupyter/jupyter_server_config.py", home / ".config/nbgrader/nbgrader_config.py", home / ".bashrc", home / ".profile",
          *[pathlib.Path(folder) / "nbgrader_config.py" for folder in jupyter_config_path()],
          *[pathlib.Path(folder) / "kernels/python3/kernel.json" for folder in jupyter_path()], pathlib.Path("@COURSE@/../home/.bashrc")]
for place in places:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("# red team")
        print("wrote", place)
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
