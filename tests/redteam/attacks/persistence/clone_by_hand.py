"""Makes processes by clone, clone3 and vfork through bare system calls and by multiprocessing.

Each call must be refused, and no process may outlive the run.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
class Arguments(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("flags", "pidfd", "child", "parent", "signal", "stack", "size", "tls")]
def child(made, what):
    if made == 0:
        time.sleep(60)
        os._exit(0)
    print(what, made, os.strerror(ctypes.get_errno()))
child(libc.syscall(56, 17, 0, 0, 0, 0), "clone")
child(libc.syscall(435, ctypes.byref(Arguments(signal=17)), 64), "clone3")
child(libc.fork(), "fork")
import multiprocessing
worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
worker.start()
print("started", worker.pid)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
