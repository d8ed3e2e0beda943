"""Runs shell commands that read keys and the gradebook, by magics, subprocess, os.system and posix_spawn.

No program may start.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
!cat @COURSE@/autograde/keys/*.yaml
import os, subprocess
print(get_ipython().getoutput("cat @COURSE@/gradebook/notes.txt"))
for way in (lambda: subprocess.check_output("id; cat @COURSE@/source/*/*.ipynb", shell=True), lambda: os.system("cat @COURSE@/gradebook/notes.txt"), lambda: os.posix_spawn("/bin/cat", ["cat", "@COURSE@/gradebook/notes.txt"], {})):
    try:
        print(way())
    except Exception as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
