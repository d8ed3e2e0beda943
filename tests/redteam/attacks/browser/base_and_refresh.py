"""Writes base, meta refresh and link elements, which lead the page's own addresses elsewhere.

No request may go out, and the page must stay.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<base href="@CANARY@/"><meta http-equiv="refresh" content="0;url=@CANARY@">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'">
<link rel="stylesheet" href="@CANARY@"><link rel="prefetch" href="@CANARY@"><link rel="import" href="@CANARY@">
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
