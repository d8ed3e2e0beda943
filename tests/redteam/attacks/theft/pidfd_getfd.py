"""Takes file descriptors out of other processes with pidfd_open and pidfd_getfd.

The calls must be refused or find nobody.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for process in range(1, 40):
    handle = libc.syscall(434, process, 0)
    if handle < 0 or process == os.getpid():
        continue
    for number in range(3, 100):
        file = libc.syscall(438, handle, number, 0)
        if file >= 0:
            try:
                print(process, number, os.pread(file, 100_000, 0))
            except OSError:
                pass
            os.close(file)
    os.close(handle)
print(os.strerror(ctypes.get_errno()))
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
