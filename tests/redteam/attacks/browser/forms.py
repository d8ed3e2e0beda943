"""Writes forms and buttons that change grades or send the marker's click elsewhere. No form may be left."""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<form action="@CANARY@" method="post"><input name=a><button id="clickme">Save the score</button></form>
<form id=f action="/formgrader/api/grade/1" method="post"></form><button form=f formaction="@CANARY@">x</button>
<input type=submit formaction="javascript:@JS@" id=x2><isindex action="javascript:@JS@">
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
