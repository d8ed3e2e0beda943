"""Waits for input from a keyboard, by input(), getpass and by reading the standard input.

It must get an error at once, and the rest must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import sys
try:
    input("Your answer, please: ")
except BaseException as error:
    print(type(error))
import getpass
try:
    getpass.getpass()
except BaseException as error:
    print(type(error))
print(sys.stdin.read())
print(open("/dev/tty").read())
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
