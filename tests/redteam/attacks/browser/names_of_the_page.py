"""Gives its elements the ids and names that the formgrader's own scripts use, to take their place.

The page's own parts must still work.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<div id="formgrade_loading"></div><img name="getElementById"><form name="body"><input name="firstChild"></form>
<a id="base_url" href="@CANARY@">x</a><a id="submission_id" name="assignment_id" href="@CANARY@">x</a><img id="MathJax" name="MathJax"><a id="jQuery"></a><div class="score" contenteditable>99</div>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
