"""Sends SIGKILL to everybody: kill(-1), each number in turn, and each thread by tgkill.

Nobody but itself may be hit, and it must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = False
unsafe = "It would end every process that it may signal."

CODE = """
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
for number in [*range(2, 2000), -1]:
    if number != os.getpid():
        try:
            os.kill(number, signal.SIGKILL)
            print("hit", number)
        except OSError:
            pass
        libc.syscall(234, number, number, 9)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
