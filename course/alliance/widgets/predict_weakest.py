"""Predict the weakest pillar of a client, then see the profile and why."""

from dataclasses import asdict

import traitlets

from alliance.errors import CourseError
from alliance.language import _, ngettext
from alliance.language.tables import spoken
from alliance.pillars import VIGNETTES, Vignette
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.pillar_triangle import vocabulary


def chosen(ids: tuple[str, ...]) -> list[Vignette]:
    """Return the vignettes with these ids in this order; all of them when no id is given."""
    by_id = {vignette.id: vignette for vignette in VIGNETTES}
    unknown = [name for name in ids if name not in by_id]
    if unknown:
        raise CourseError(
            _("There is no client {client}; choose from {known}.").format(
                client=repr(unknown[0]), known=", ".join(by_id)
            )
        )
    return [by_id[name] for name in ids or by_id]


class PredictWeakest(BrowserWidget):
    """Read what a client says, commit yourself, and only then see the triangle.

    Parameters
    ----------
    *clients : str
        Ids of vignettes, in the order in which to show them; none means all.

    Attributes
    ----------
    answers : list of dict
        What was predicted so far: ``client``, ``pick`` and ``sure`` (empty when not said).

    Examples
    --------
    >>> PredictWeakest("tomasz", "rosa")
    PredictWeakest: 0 of 2 clients answered.
    """

    _esm = script("shared.js", "profile.js", "triangle.js", "predict_weakest.js")
    _css = style("shared.css", "triangle.css", "predict_weakest.css")

    answers: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    at = traitlets.Int(0, help="Which vignette is on show; as many as there are: the summary.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, *clients: str) -> None:
        vignettes = [
            {**asdict(vignette), "weakest": list(vignette.profile.weakest)} for vignette in chosen(clients)
        ]
        super().__init__(content={**vocabulary(), "vignettes": spoken(vignettes, "pillars/vignettes.yaml")})

    def __repr__(self) -> str:
        total = len(self.content["vignettes"])
        told = ngettext(
            "{done} of {total} client answered.", "{done} of {total} clients answered.", total
        ).format(done=len(self.answers), total=total)
        return f"PredictWeakest: {told}"
