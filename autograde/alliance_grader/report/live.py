"""The one script of a report: plotly's own library, and three lines that hand it the pictures.

A page allows these two texts by their digests and no other script, so that nothing a student wrote can run.
"""

import base64
import json
from functools import cache
from hashlib import sha256
from importlib.resources import files

from alliance.pictures.show import SAFE_CONFIG

_DRAW = """
const config = %s;
document.documentElement.classList.add("drawn");  // first, so that there is a width to draw in
for (const place of document.querySelectorAll("[data-figure]")) {
  const { data, layout } = JSON.parse(place.dataset.figure);
  Plotly.newPlot(place, data, layout, config);
}
"""


@cache
def scripts() -> tuple[str, ...]:
    """Return the scripts, in their order."""
    library = files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")
    return library.replace("\r", ""), _DRAW % json.dumps(SAFE_CONFIG)


@cache
def policy() -> str:
    """Return what a page's policy says of scripts: these, and no other."""
    digests = (base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts())
    return "".join(["script-src", *(f" 'sha256-{digest}'" for digest in digests), "; "])
