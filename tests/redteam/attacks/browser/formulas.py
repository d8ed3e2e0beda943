"""Writes formulas with links, styles, HTML extensions and macros that never end.

No script may run, and the page must open.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = r"""
$\href{javascript:@JS@}{click}$ $\unicode{<img src=x onerror=@JS@>}$ $\require{html}\style{background:url(@CANARY@)}{x}$
$$\def\a{\a\a}\a$$ $\text{<img src=x onerror=@JS@>}$ $\class{x" onmouseover="@JS@}{y}$ $\cssId{clickme}{\href{javascript:@JS@}{x}}$
\begin{equation}<img src=x onerror="@JS@">\end{equation} $<script>@JS@</script>$
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
