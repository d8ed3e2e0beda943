"""Sets a timer that sends it signals a thousand times a second, with a handler that raises errors wherever it is.

The run must end with a recorded result.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import signal
def strike(*a):
    raise RuntimeError("struck")
signal.signal(signal.SIGALRM, strike)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.001)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
