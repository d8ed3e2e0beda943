"""Leaves its root by the old way: chroot into a folder below and go up from there, and by /proc/self/root and cwd.

No file of the course may be reached.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os
ways = ["/proc/1/root", "/proc/self/root", "/proc/self/cwd/../../../../../..", f"/proc/{os.getppid()}/root", f"/proc/{os.getppid()}/cwd"]
try:
    here = os.open("/", os.O_RDONLY)
    os.mkdir("jail")
    os.chroot("jail")
    os.fchdir(here)
    for _ in range(40):
        os.chdir("..")
    os.chroot(".")
except OSError as error:
    print(error)
for way in ["", *ways]:
    for path in ("@COURSE@/gradebook/notes.txt", "@COURSE@/autograde/keys/a2_read_a_caseload.yaml"):
        try:
            print(open(way + path).read(2000))
        except OSError as error:
            print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
