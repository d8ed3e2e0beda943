"""Reads the environment and the command line of every process in /proc.

No other process may be there to be read.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import glob
for kind in ("environ", "cmdline", "stack", "status", "mountinfo"):
    for path in glob.glob(f"/proc/[0-9]*/{kind}"):
        try:
            print(path, open(path, "rb").read())
        except OSError as error:
            print(path, error)
print(len([path for path in glob.glob("/proc/[0-9]*")]), "processes")
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
