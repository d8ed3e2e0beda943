"""Ends its process by os.abort(), which would write a core file.

The run must end with a recorded result, and no core file.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import os
os.abort()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
