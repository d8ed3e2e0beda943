"""Forks for ever. It must not be able to fork, and must be recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It fills the machine's table of processes."

CODE = """
import os
while True:
    try:
        os.fork()
    except OSError as error:
        print(error)
        break
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
