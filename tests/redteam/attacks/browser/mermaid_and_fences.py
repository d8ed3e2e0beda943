"""Writes fenced blocks that pages turn into pictures or pages: mermaid, html, svg, math, raw HTML info strings.

No script may run.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
```mermaid
graph TD; A["<img src=x onerror='@JS@'>"] --> B; click A "javascript:@JS@"; click B call eval("@JS@")
```

```html"><img src=x onerror=@JS@>
<script>@JS@</script>
```

<div class="mermaid">graph TD; A["<img src=x onerror='@JS@'>"]</div>
<pre class="language-x"><code><img src=x onerror="@JS@"></code></pre>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
