"""Leaves a fifo, a socket, a device and a setuid program in its folder and in /tmp.

None of them may be left.
"""

import stat
from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import os, shutil, socket
for folder in (".", "/tmp", "@COURSE@/gradebook"):
    for make in (lambda: os.mkfifo(folder + "/red-fifo"), lambda: os.mknod(folder + "/red-device", 0o20666, os.makedev(1, 5)), lambda: socket.socket(socket.AF_UNIX).bind(folder + "/red-socket")):
        try:
            make()
        except OSError as error:
            print(error)
    try:
        shutil.copy("/bin/true", folder + "/red-setuid")
        os.chmod(folder + "/red-setuid", 0o6755)
    except OSError as error:
        print(error)
"""


LEFT = ("red-fifo", "red-device", "red-socket", "red-setuid")


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    odd = []
    for top in (
        scene.course,
        scene.course.parent / "home",
        type(scene.course)("/tmp"),
        type(scene.course)("/dev/shm"),
    ):
        for path in (found for name in LEFT for found in top.rglob(name)):
            kind = path.lstat().st_mode
            if not stat.S_ISREG(kind) or kind & 0o6000:
                odd.append(path.name)
    return [f"left {', '.join(sorted(set(odd)))}"] if odd else []
