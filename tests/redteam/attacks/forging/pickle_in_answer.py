"""Answers with objects whose pickling, copying, representation and conversion run a program.

Nothing of them may run in the trusted process, and it must earn nothing.
"""

import os
from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1
earns = {"t1-labels": 1.0}

CODE = r"""
import os
class Bomb:
    def run(self, *a, **k):
        with open("@COURSE@/PWNED", "a") as file:
            file.write(f"{os.getpid()}\n")
        return "pwned"
    def __reduce__(self): return (os.system, ("echo pwned >> @COURSE@/PWNED",))
    __repr__ = __str__ = run
    def __getattr__(self, name):
        if name.startswith("_repr") or name.startswith("__array"):
            return self.run
        raise AttributeError(name)
labels = [Bomb(), Bomb(), Bomb()]
"""

LATER = """
centred = np.array([Bomb()] * 4, dtype=object)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE), into="t1-labels")
    type_in(release, LATER, into="t1-centred")
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    mark = scene.course / "PWNED"
    return ["wrote into the course"] if mark.exists() and os.path.getsize(mark) else []
