"""Ears on the loopback address: TCP, UDP and an abstract unix socket. Whatever reaches them left the sandbox."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Listener:
    """Keeps every byte that arrives.

    Attributes
    ----------
    heard : list of bytes
    port : int
        For TCP and UDP.
    """

    def __init__(self, port: int = 0, abstract: str = "") -> None:
        self.heard: list[bytes] = []
        self._tcp = socket.create_server(("127.0.0.1", port))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._unix.bind(f"\0{abstract or f'alliance-ear-{self.port}'}")
        self._unix.listen()
        for door in (self._tcp, self._unix):
            threading.Thread(target=self._accept, args=(door,), daemon=True).start()
        threading.Thread(target=self._receive, daemon=True).start()

    def _accept(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            self.heard.append(b"connected\n")
            threading.Thread(target=self._read, args=(caller,), daemon=True).start()

    def _read(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError):
            caller.settimeout(2)
            while part := caller.recv(1 << 16):
                self.heard.append(part)
                if b"\r\n\r\n" in part:
                    caller.sendall(b"HTTP/1.0 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\r\n")
                    return

    def _receive(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.heard.append(self._udp.recv(1 << 16))

    def close(self) -> None:
        """Stop listening."""
        for door in (self._tcp, self._udp, self._unix):
            with contextlib.suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()


@contextlib.contextmanager
def listening(port: int = 0, abstract: str = "") -> Iterator[Listener]:
    """Listen for the length of a block."""
    ear = Listener(port, abstract)
    try:
        yield ear
    finally:
        ear.close()
