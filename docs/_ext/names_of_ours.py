"""Names in docstrings: one of ours must exist. It is a link where it has an entry of its own, and stays a word elsewhere."""

from importlib import import_module
from typing import Any, Final

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_OURS: Final = ("alliance.", "alliance_grader.")


def exists(name: str) -> bool:
    """Tell whether a dotted name can be imported, or read from what can.

    Parameters
    ----------
    name : str
        As in `alliance.pillars.Profile.goal`.
    """
    module, inside = name, list[str]()
    while module:
        try:
            found: Any = import_module(module)
            break
        except ImportError:
            module, _, last = module.rpartition(".")
            inside.insert(0, last)
    else:
        return False
    for part in inside:
        if part in getattr(found, "__annotations__", {}):
            return True
        try:
            found = getattr(found, part)
        except AttributeError:
            return False
    return True


def _say_exactly(_: Sphinx, doctree: nodes.document) -> None:
    """Take the types of parameters by their whole name or their module's; else `Key` is any `Key` in any package."""
    for name in doctree.findall(pending_xref):
        if name.get("refdomain") == "py":
            name.attributes.pop("refspecific", None)


def _without_entry(
    _: Sphinx, __: BuildEnvironment, name: pending_xref, words: nodes.TextElement
) -> nodes.TextElement | None:
    if name.get("refdomain") != "py":
        return None
    target = name["reftarget"]
    return words if not target.startswith(_OURS) or exists(target) else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at every name that Sphinx could not place; with ``nitpicky`` it warns of those that are left."""
    app.connect("doctree-read", _say_exactly)
    app.connect("missing-reference", _without_entry)
    return {"parallel_read_safe": True}
