"""Reads the memory of its parents with process_vm_readv, past /proc.

The call must be refused or find nobody.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import ctypes, os, re
libc = ctypes.CDLL(None, use_errno=True)
class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
found = set()
for process in {os.getppid(), 1, 2, 3, 4, 5, 6, 7, 8}:
    try:
        spans = [line.split()[:2] for line in open(f"/proc/{process}/maps")]
    except OSError:
        spans = [["555555554000-555555560000", "rw"]]
    for span, rights in spans:
        low, high = (int(part, 16) for part in span.split("-"))
        if not rights.startswith("rw") or high - low > 1 << 26:
            continue
        room = ctypes.create_string_buffer(high - low)
        got = libc.process_vm_readv(process, ctypes.byref(Span(ctypes.addressof(room), high - low)), 1, ctypes.byref(Span(low, high - low)), 1, 0)
        if got > 0:
            found |= set(re.findall(rb"ZQ[0-9A-F]{24}", room.raw))
        else:
            found.add(os.strerror(ctypes.get_errno()))
print(found)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
