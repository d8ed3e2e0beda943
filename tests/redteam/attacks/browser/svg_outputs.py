"""Displays SVG pictures with scripts and PNG and JPEG data that are markup. No script may run."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = """
from IPython.display import SVG, display
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='@JS@'><script>@JS@</script><a href='javascript:@JS@'><text y='20'>click</text></a></svg>"))
display({"image/png": '"><img src=x onerror="@JS@">', "image/jpeg": 'x" onerror="@JS@', "image/gif": '"><script>@JS@</script>'}, raw=True)
display({"image/png": "iVBORw0KGgo=", "text/plain": "x"}, raw=True, metadata={"image/png": {"width": '1" onerror="@JS@', "height": "1><script>@JS@</script>", "unconfined": True, "alt": '"><script>@JS@</script>'}})
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
