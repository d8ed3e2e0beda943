"""Writes links with javascript, vbscript and data addresses in many spellings, in markdown and HTML.

A click on any of them may run nothing.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
[one](javascript:@JS@) [two](JaVaScRiPt:@JS@) [three](java&#x09;script:@JS@) [four](&#106;avascript:@JS@)
[five](javascript&colon;@JS@) [six](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) [seven](<javascript:@JS@>)
<a href="javascript:@JS@" id="clickme">eight</a> <a href=" &#14; javascript:@JS@">nine</a> <a href="java
script:@JS@">ten</a> [eleven][x] <javascript:@JS@> <a href="vbscript:x" target=_blank>twelve</a>

[x]: javascript:@JS@
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
