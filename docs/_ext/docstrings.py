"""How docstrings are read.

A name of ours must exist. It is a link where it has an entry of its own, and stays a word elsewhere. Of a widget one
sees what its author wrote, and not what its many ancestors add.
"""

from importlib import import_module
from typing import Any, Final

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains.python import PyObject
from sphinx.environment import BuildEnvironment
from sphinx.util.inspect import signature, stringify_signature
from traitlets import HasTraits, TraitType

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


def _keep_colons(_: Sphinx, what: str, *given: Any) -> None:
    """Keep napoleon from taking the words before a colon in the first line for the type of a property."""
    if what in {"attribute", "data", "property"}:
        given[-1][:0] = ["..", ""]  # an empty comment


def _without_traits(_: Sphinx, __: str, ___: str, thing: Any, ____: bool, _____: Any) -> bool | None:
    """Leave out what is only between Python and the browser; what a reader may use is in the class's own docstring."""
    return True if isinstance(thing, TraitType) else None


def _own_signature(
    _: Sphinx, what: str, __: str, thing: Any, ___: Any, ____: str, returns: str
) -> tuple[str, str] | None:
    """Show how a widget is made: its ancestors take anything, and say so."""
    if what != "class" or not issubclass(thing, HasTraits):
        return None
    own = signature(thing.__init__, bound_method=True)
    return stringify_signature(own, show_return_annotation=False, unqualified_typehints=True), returns


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at every name that Sphinx could not place; with ``nitpicky`` it warns of those that are left."""
    for field in PyObject.doc_field_types:
        if field.name == "variable":
            field.label = "Attributes"  # as in the docstring; Sphinx says "Variables"
    app.connect("autodoc-process-docstring", _keep_colons, priority=400)
    app.connect("autodoc-skip-member", _without_traits)
    app.connect("autodoc-process-signature", _own_signature)
    app.connect("doctree-read", _say_exactly)
    app.connect("missing-reference", _without_entry)
    return {"parallel_read_safe": True}
