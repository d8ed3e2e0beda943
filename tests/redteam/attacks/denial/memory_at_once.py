"""Takes 64 gigabytes of memory in one step. It must get an error or be ended, and be recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It takes all memory of the machine."

CODE = """
room = bytearray(64 << 30)
for place in range(0, len(room), 4096):
    room[place] = 1
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
