"""Displays JavaScript as such, as a module, as JSON with markup, and under types that pages may not know.

No script may run.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = """
from IPython.display import Javascript, display
display(Javascript("@JS@"))
for kind in ("application/javascript", "text/javascript", "application/ecmascript", "application/x-javascript", "text/html+x", "application/xhtml+xml", "application/vnd.jupyter.es6-rich-output", "text/vnd.mermaid", "application/pdf", "application/vnd.vegalite.v5+json", "application/geo+json", "application/vnd.dataresource+json", "text/html; charset=utf-7", "TEXT/HTML", "text/html;a=b"):
    display({kind: "<script>@JS@</script><img src=x onerror='@JS@'>"}, raw=True)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
