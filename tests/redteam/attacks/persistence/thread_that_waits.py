"""Starts threads that are no daemons and wait for a minute, so that the run would not end.

The run must end without them.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import threading, time
for _ in range(5):
    threading.Thread(target=time.sleep, args=(60,), daemon=False).start()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
