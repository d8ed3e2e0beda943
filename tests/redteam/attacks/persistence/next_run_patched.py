"""Patches numpy, pandas, IPython, json and builtins in memory, which the next student's run might share.

Every student's run must start from a clean copy.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True
assignment = T1

CODE = """
import builtins, IPython, json, random
np.mean = np.ndarray.mean = None if False else (lambda *a, **k: 0.0)
pd.DataFrame.dropna = lambda self, *a, **k: self
json.dumps = lambda *a, **k: "{}"
random.random = lambda: 0.0
builtins.sum = lambda *a: 0
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
