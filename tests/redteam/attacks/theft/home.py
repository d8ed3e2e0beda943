"""Reads the home of the one who grades: keys, histories and settings. The home must be an empty one."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os, pathlib, pwd
homes = {pathlib.Path.home(), pathlib.Path(pwd.getpwuid(os.getuid()).pw_dir), pathlib.Path("@COURSE@").parent / "home", pathlib.Path(os.environ.get("HOME", "/"))}
for home in homes:
    for name in (".ssh/id_ed25519", ".bash_history", ".netrc", ".gitconfig", ".config/nbgrader/nbgrader_config.py"):
        try:
            print(home / name, (home / name).read_text())
        except OSError as error:
            print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
