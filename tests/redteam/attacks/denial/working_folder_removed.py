"""Removes its working folder and everything in it, and goes elsewhere. The rest must be run and recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import os, shutil
here = os.getcwd()
shutil.rmtree(here, ignore_errors=True)
os.chdir("/")
try:
    os.rmdir(here)
except OSError as error:
    print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
