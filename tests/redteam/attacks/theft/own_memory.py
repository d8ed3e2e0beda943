"""Searches its own memory, which was copied from the server that forked it, for what looks like a secret.

The server must never have held any.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import re
found, here = set(), open("/proc/self/mem", "rb", 0)
mark = re.compile(b"Z" + b"Q[0-9A-F]{24}")
for line in open("/proc/self/maps"):
    span, rights = line.split()[:2]
    low, high = (int(part, 16) for part in span.split("-"))
    if rights.startswith("rw") and high - low < 1 << 28:
        try:
            here.seek(low)
            found |= set(mark.findall(here.read(high - low)))
        except (OSError, ValueError, OverflowError):
            pass
print(sorted(found))
import gc
print([text for text in map(repr, gc.get_objects()[:20000]) if mark.search(text.encode())][:20])
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
