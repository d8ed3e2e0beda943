"""Hides elements where a filter that runs before the markdown does not see them: code spans, brackets, comments, entities.

No script may run, whatever is rendered first.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
[a](<b "onmouseover=@JS@ x="> ![x](x"onerror="@JS@) ![`"`](`onerror=@JS@//`)
`<img src=x onerror=@JS@>` <!-- > <img src=x onerror="@JS@"> --> <!--><img src=x onerror="@JS@">-->
&lt;img src=x onerror=@JS@&gt; [x](http://a"style="animation-name:x"onanimationstart="@JS@)
<a title="</a><img src=x onerror=@JS@>"> ![a](http://x/"onload="@JS@) <img src="`<`x`>`onerror=@JS@`">

    <img src=x onerror="@JS@">

[foo]: /url "title" onerror=@JS@
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
