"""Writes iframes, objects, embeds and frames with scripts in srcdoc and in data and javascript addresses.

No script may run, and no other page may be loaded.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<iframe srcdoc="<script>parent.@JS@</script>"></iframe><iframe src="javascript:parent.@JS@"></iframe>
<iframe src="@CANARY@"></iframe><object data="@CANARY@"></object><embed src="@CANARY@">
<object data="data:text/html,<script>@JS@</script>"></object><portal src="@CANARY@"></portal>
<frameset><frame src="javascript:@JS@"></frameset><applet code=x></applet>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
