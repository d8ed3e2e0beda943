"""Displays LaTeX, markdown and tables of pandas with markup in names, cells and styles. No script may run."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = r"""
import pandas as pd
from IPython.display import Latex, Math, display
display(Latex(r"$\href{javascript:@JS@}{x}$<img src=x onerror='@JS@'>"), Math(r"\unicode{<img src=x onerror=@JS@>}"))
table = pd.DataFrame({"<img src=x onerror='@JS@'>": ["<script>@JS@</script>"]})
display(table)
display(table.style.set_caption("<script>@JS@</script>").set_table_attributes("onmouseover='@JS@'").set_properties(**{"background": "url(@CANARY@)"}))
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
