"""Displays HTML with scripts, handlers and frames by IPython's own functions. No script may run."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = '''
from IPython.display import HTML, IFrame, Markdown, display
display(HTML("""<script>@JS@</script><img src=x onerror="@JS@"><iframe srcdoc="<script>parent.@JS@</script>"></iframe>"""))
display(IFrame("@CANARY@", 100, 100))
display(Markdown("""<img src=x onerror="@JS@"> [x](javascript:@JS@)"""))
class Both:
    def _repr_html_(self): return "<svg onload='@JS@'></svg><style>@import url(@CANARY@)</style>"
Both()
'''


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
