"""Connects to a unix socket without a path, which no folder and no mount keeps out.

The listener must not hear one byte.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = r"""
import socket
for name in ("\0@ABSTRACT@",):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(name)
        line.sendall(open("@COURSE@/gradebook/notes.txt", "rb").read())
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
