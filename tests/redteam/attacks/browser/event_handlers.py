"""Writes elements with event handlers: img onerror, details ontoggle, input autofocus, video, marquee, body onload.

No script may run.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<img src=x onerror="@JS@"> <IMG SRC=x ONERROR=@JS@> <img src=x onerror=&#x40;x onerror="@JS@">
<details open ontoggle="@JS@"><summary>x</summary></details>
<input autofocus onfocus="@JS@"> <video src=x onerror="@JS@"></video> <body onload="@JS@">
<style>@keyframes x{}</style><xss style="animation-name:x" onanimationstart="@JS@"></xss>
<button popovertarget=x>x</button><xss onbeforetoggle="@JS@" popover id=x>x</xss>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
