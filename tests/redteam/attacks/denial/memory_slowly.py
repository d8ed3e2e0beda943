"""Takes memory in small steps until there is no more, and keeps what it has after each error.

It must be ended before it harms others, and be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It takes all memory of the machine."

CODE = """
kept = []
while True:
    try:
        kept.append(bytearray(b"x" * (4 << 20)))
    except MemoryError:
        pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
