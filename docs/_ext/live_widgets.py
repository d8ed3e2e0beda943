"""A widget of the lessons in a page, at work without a kernel, as in an exported lesson.

In a page: ``{live-widget} PillarTriangle`` with where it begins as its content, in YAML.
"""

import base64
import json
from html import escape
from typing import Any, Final

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import alliance.widgets
from alliance.pictures.show import still_markup
from alliance.widgets._assets import script

_MARKUP: Final = """<style>{style}</style>
<div class="alliance-live" data-state="{state}">{still}</div>
<script type="module">
{host}
const place = document.querySelector(".alliance-live");
await bringToLife("{esm}", JSON.parse(place.dataset.state), place);
</script>"""


class LiveWidget(SphinxDirective):
    """Put one widget into a page; its still picture and its words stand there where no script runs."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Make the widget and give the page what it needs."""
        begin = yaml.safe_load("\n".join(self.content)) or {}
        widget = getattr(alliance.widgets, self.arguments[0])(**begin)
        markup = _MARKUP.format(
            style=widget._css,
            state=escape(json.dumps(widget.state)),
            still=still_markup(widget.picture(), repr(widget)),
            host=script("host.js"),
            esm=base64.b64encode(str(widget._esm).encode()).decode(),
        )
        return [nodes.raw("", markup, format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_directive("live-widget", LiveWidget)
    return {"parallel_read_safe": True}
