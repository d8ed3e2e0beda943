"""The names that somebody types who says ``from alliance import ...``, each with its first sentence and a link.

In a page: ``{names-to-type} alliance``.
"""

import inspect
from importlib import import_module
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def home(thing: Any, name: str) -> str:
    """Return the module that a name is described with: the outermost that makes it public, but for ours as a whole."""
    found = module = str(thing.__module__)
    while "." in (module := module.rpartition(".")[0]):
        if name in getattr(import_module(module), "__all__", ()):
            found = module
    return found


def listed(package: str) -> str:
    """Write the list as Markdown."""
    module = import_module(package)
    lines = []
    for name in module.__all__:
        thing = getattr(module, name)
        first = (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")
        lines.append(f"- {{py:obj}}`{name} <{home(thing, name)}.{name}>`: {first}")
    return "\n".join(lines)


class NamesToType(SphinxDirective):
    """Put the list into a page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Ask the package."""
        return self.parse_text_to_nodes(listed(self.arguments[0]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_directive("names-to-type", NamesToType)
    return {"parallel_read_safe": True}
