"""Changes abs, all and float in the builtins module itself.

The real ones must be used, and it must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, add_cell, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
import builtins
real_float = float
builtins.abs = lambda value: 0.0
builtins.all = lambda values: True
np.isnan = lambda value: True
def weighted_mean(values, weights):
    return 7
"""

LATER = """
builtins.float = real_float
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    add_cell(release, LATER)
    write(release, folder)
