"""Displays widgets with markup, and views with a state and a module address of its own.

No script may run and no module may be fetched.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = """
import ipywidgets
from IPython.display import display
display(ipywidgets.HTML("<img src=x onerror='@JS@'>"), ipywidgets.HTMLMath("<script>@JS@</script>"))
display({"application/vnd.jupyter.widget-view+json": {"model_id": '"></script><script>@JS@</script>', "version_major": 2, "version_minor": 0}, "application/vnd.jupyter.widget-state+json": {"state": {"x": {"model_module": "@CANARY@", "model_module_version": "1", "model_name": "X", "state": {"_esm": "@JS@"}}}}, "text/html": "<script type='application/vnd.jupyter.widget-state+json'>{}</script><script>@JS@</script>"}, raw=True)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
