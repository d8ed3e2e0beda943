"""Starts threads until no more can be made. It must be stopped at a limit, and be recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It fills the machine's table of processes."

CODE = """
import threading, time
count = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
        count += 1
except RuntimeError as error:
    print(count, error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
