"""What all hero widgets have in common: a picture that lives in the browser, and a still one where nothing can run."""

import json
from html import escape
from typing import Any, Final

import anywidget
import traitlets

from alliance.language import words_of
from alliance.pictures.show import still_markup, wants_live_export, wants_still

LIVE: Final = "alliance-live"
"""The class of a place where an exported page brings a widget to life."""


class BrowserWidget(anywidget.AnyWidget):
    """A widget whose rules, picture and state work in the browser, without a kernel.

    Each widget says in words what it shows now: its ``repr``. Where nothing can run (a graded notebook, an
    export without scripts) the words stand there with the still `picture`.
    """

    tongue = traitlets.Dict(help="What it says in another language than English.").tag(sync=True)

    @traitlets.default("tongue")
    def _in_the_language(self) -> dict[str, Any]:
        return words_of(str(self._esm))

    def picture(self) -> str:
        """Draw what it shows now.

        Returns
        -------
        str
            A stand-alone ``<svg>`` element; empty when the words say it all.
        """
        return ""

    @property
    def state(self) -> dict[str, Any]:
        """What the browser needs to begin: this widget's own synced traits, by name; in English no `tongue`."""
        own = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        if not self.tongue:
            own.discard("tongue")
        return {name: getattr(self, name) for name in sorted(own) if not name.startswith("_")}

    def _repr_mimebundle_(self, **given: Any) -> Any:
        if not wants_still():
            return super()._repr_mimebundle_(**given)
        still = still_markup(self.picture(), repr(self))
        if wants_live_export():
            state = escape(json.dumps(self.state), quote=True)
            still = (
                f'<div class="{LIVE}" data-widget="{type(self).__name__}" data-state="{state}">{still}</div>'
            )
        return {"text/html": still, "text/plain": repr(self)}
