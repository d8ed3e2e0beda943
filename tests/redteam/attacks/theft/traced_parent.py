"""Attaches to its parents as a debugger with ptrace. The call must be refused."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = False
unsafe = "It stops the kernel that it traces, and nobody starts it again."

CODE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for process in (os.getppid(), 1, 2, 3):
    answer = libc.ptrace(16, process, None, None)
    print("ATTACHED" if answer == 0 else os.strerror(ctypes.get_errno()), process)
    if answer == 0:
        libc.ptrace(17, process, None, None)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
