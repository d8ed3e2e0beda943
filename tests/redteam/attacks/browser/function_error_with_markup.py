"""Raises errors with markup from functions that a test calls, and returns objects with such names.

They must be shown as text.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "browser"
safe_on_stock = True
assignment = T1
earns = {"t1-labels": 1.0}

CODE = """
def weighted_mean(values, weights):
    raise type("<img src=x onerror='@JS@'>", (Exception,), {})("</pre><script>@JS@</script>")
"""

LATER = """
def tidy(table):
    return type("<img src=x onerror='@JS@'>", (), {"__repr__": lambda self: "<script>@JS@</script>"})()
"""

THEN = """
labels = ["<script>@JS@</script>"] * 3
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    type_in(release, scene.fill(LATER), into="t1-tidy")
    type_in(release, scene.fill(THEN), into="t1-labels")
    write(release, folder)
