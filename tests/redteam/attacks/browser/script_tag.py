"""Writes script tags, upper and lower case and unclosed, into the reflection and a cell of its own.

No script may run.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<script>@JS@</script><SCRIPT SRC="@CANARY@"></SCRIPT><script src=@CANARY@ <b>
<script type="module">@JS@</script>
<scr<script>ipt>@JS@</scr</script>ipt>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
