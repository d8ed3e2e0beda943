"""Shows a figure two hundred times over, with a hundred thousand points each.

The output must be cut, and the rest must be recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import plotly.graph_objects as go
import numpy as np
points = np.random.rand(100_000)
for _ in range(200):
    go.Figure(go.Scatter(y=points)).show()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
