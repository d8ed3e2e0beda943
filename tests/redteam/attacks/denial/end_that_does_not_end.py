"""Registers endless work for the end of the process: atexit, __del__ and a thread that is no daemon.

The end must not be waited for.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import atexit, threading
def work():
    while True:
        pass
class Late:
    def __del__(self): work()
kept = Late()
atexit.register(work)
threading.Thread(target=work).start()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
