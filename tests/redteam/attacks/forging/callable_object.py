"""Puts objects with __call__, __getattr__ and __eq__ in the place of the functions, which agree with every test.

It must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
class Agreeable:
    def __call__(self, *a, **k): return self
    def __getattr__(self, name): return self
    def __eq__(self, other): return True
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __le__(self, other): return True
    def __bool__(self): return True
    def __len__(self): return 4
    def __iter__(self): return iter(())
    def __float__(self): return float("nan")
    __rsub__ = __sub__
    dtype = np.float64
weighted_mean = Agreeable()
"""

LATER = """
centred = Agreeable()
"""

THEN = """
tidy = Agreeable()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-centred")
    type_in(release, THEN, into="t1-tidy")
    write(release, folder)
