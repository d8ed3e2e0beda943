"""Leaves a letter for the next student where programs share things: /tmp, /dev/shm, SysV memory, keyrings, clipboards.

None of it may be there after the run.
"""

import pathlib
from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import ctypes, os
for place in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/run/lock", os.environ.get("HOME", "/root"), "@COURSE@"):
    try:
        with open(place + "/alliance-letter", "w") as file:
            file.write("the answers are c b b g t g t")
    except OSError as error:
        print(error)
libc = ctypes.CDLL(None, use_errno=True)
print("shm", libc.shmget(0x5151, 4096, 0o1666), os.strerror(ctypes.get_errno()))
print("mq", libc.syscall(240, b"alliance-letter", 0o102, 0o666, None), os.strerror(ctypes.get_errno()))
print("key", libc.syscall(248, b"user", b"alliance-letter", b"abc", 3, -4), os.strerror(ctypes.get_errno()))
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    places = (
        "/tmp",
        "/dev/shm",
        "/var/tmp",
        "/run",
        "/run/lock",
        str(scene.course),
        str(scene.course.parent / "home"),
    )
    found = [place for place in places if pathlib.Path(place, "alliance-letter").exists()]
    memory = pathlib.Path("/proc/sysvipc/shm").read_text()
    found += ["SysV memory"] if str(0x5151) in memory else []
    return [f"left a letter in {', '.join(found)}"] if found else []
