"""Answers with an array subclass for which every operation ends in zeros. It must earn nothing."""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
class Liar(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        kind = bool if ufunc.__name__ in ("less_equal", "equal", "isfinite", "logical_and", "invert") else float
        return np.ones(4, dtype=bool) if kind is bool else np.zeros(4)
    def __array_function__(self, function, types, args, kwargs):
        return np.ones(4, dtype=bool)
    def __eq__(self, other): return np.ones(4, dtype=bool)
    def all(self, *a, **k): return True
centred = np.zeros(4).view(Liar)
np.testing.assert_allclose = lambda *a, **k: None
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE, into="t1-centred")
    write(release, folder)
