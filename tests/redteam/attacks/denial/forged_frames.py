"""Writes well-formed messages of the grader's own protocol into every descriptor: values, scores and the end.

They may at most speak for the student's own cells, and nothing is earned.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = r"""
import json, os, struct
import msgspec
said = [{"type": kind, "cell": cell, "index": cell, "values": {}, "outputs": [], "count": 1, "score": 6.0, "error": None, "value": 6.0}
        for kind in ("Started", "Ended", "Values", "Returned", "Finished", "Judged", "Answer", "started", "ended", "values", "returned", "finished", "judged") for cell in range(30)]
frames = b""
for message in said:
    for body in (msgspec.msgpack.encode(message), json.dumps(message).encode()):
        for first in (b"", b"\x01", b"\x05", b"J"):
            for size in (">I", "<I", ">Q"):
                frames += first + struct.pack(size, len(body)) + body
for number in range(3, 256):
    try:
        os.set_blocking(number, False)
        os.write(number, frames[:60000])
    except OSError:
        pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
