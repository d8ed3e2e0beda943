"""Takes memory that limits of address space forget: shared maps, memfd, files on tmpfs.

It must be ended or refused before it harms others, and be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It takes all memory of the machine."

CODE = """
import mmap, os
kept = []
for _ in range(200):
    try:
        file = os.memfd_create("x")
        os.ftruncate(file, 1 << 28)
        room = mmap.mmap(file, 1 << 28)
        room[:] = b"x" * (1 << 28)
        kept.append(room)
    except (OSError, ValueError, MemoryError) as error:
        try:
            with open(f"big{len(kept)}", "wb") as out:
                out.write(b"x" * (1 << 26))
        except (OSError, MemoryError):
            break
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
