"""Prints markup, ANSI escapes and carriage returns, and raises errors with markup in their names and texts.

Everything must be shown as text.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = r"""
import sys
print("<script>@JS@</script><img src=x onerror='@JS@'>")
print("\x1b[31m<img src=x onerror='@JS@'>\x1b[0m\x1b[38;2;255;0;0;\"onmouseover=\"@JS@\"m \x1b]8;;javascript:@JS@\x07click\x1b]8;;\x07")
print("</pre></div><img src=x onerror='@JS@'>\r\x08", file=sys.stderr)
raise type("<img src=x onerror='@JS@'>", (Exception,), {"__module__": "<script>@JS@</script>"})("</pre><script>@JS@</script>")
"""

LATER = """
x = "</script><img src=x onerror='@JS@'>" + 1  # <script>@JS@</script>
"""

THEN = """
#</code></pre><img src=x onerror="@JS@">
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    type_in(release, scene.fill(LATER), into="a2-mean-task")
    type_in(release, scene.fill(THEN), into="a2-mean-bond")
    write(release, folder)
