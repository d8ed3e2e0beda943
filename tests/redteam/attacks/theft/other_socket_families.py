"""Tries sockets that filters forget: netlink, packet, vsock, bluetooth, crypto, and io_uring to open one.

None may be made.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import ctypes, os, socket
made = []
for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
            made.append((family, kind))
        except OSError:
            pass
print("sockets", made)
libc = ctypes.CDLL(None, use_errno=True)
room = ctypes.create_string_buffer(256)
print("io_uring", libc.syscall(425, 4, room), os.strerror(ctypes.get_errno()))
if made:
    import socket as again
    with again.create_connection(("127.0.0.1", @PORT@), 1) as line:
        line.sendall(str(made).encode())
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
