"""Writes SVG and MathML with scripts, handlers, animations, links and foreign objects. No script may run."""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<svg onload="@JS@"><script>@JS@</script><animate onbegin="@JS@" attributeName=x dur=1s></animate>
<foreignObject><iframe srcdoc="<script>@JS@</script>"></iframe></foreignObject>
<a xlink:href="javascript:@JS@"><text x=20 y=20 id=clickme>click</text></a><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>@JS@</script></svg>#x"/></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=@JS@&gt;">
<math><maction actiontype="statusline" xlink:href="javascript:@JS@">click</maction></math>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
