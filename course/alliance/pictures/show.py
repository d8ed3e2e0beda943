"""The one way by which every figure of the course reaches a page."""

import base64
import os
from html import escape
from typing import TYPE_CHECKING, Any, Final

from alliance.language import other_language

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Plotly offers to upload a figure's data to a cloud; no figure of ours may.
SAFE_CONFIG: Final[dict[str, Any]] = {
    "displaylogo": False,
    "displayModeBar": False,
    "plotlyServerURL": "",
    "responsive": True,
    "showSendToCloud": False,
}

# Plotly writes its text colour into the picture; this follows JupyterLab's dark theme all the same.
_DARK = (
    "<style>"
    "[data-jp-theme-light='false'] .js-plotly-plot .main-svg text{fill:#e9e6e1 !important}"
    "[data-jp-theme-light='false'] .js-plotly-plot .gridlayer path{stroke:#4a4d52 !important}"
    ".alliance-caption{font-size:.95em;max-width:46em;margin:.2em 0 .8em;line-height:1.45}"
    ".alliance-still{max-width:100%;border:0 !important;height:auto;background:#fff;border-radius:6px}"
    "</style>"
)

# To assistive software, plotly's drawing is a heap of small texts without a name. In JupyterLab the summary becomes
# its name, and what is inside is passed by. A notebook that is not trusted runs no script, and has the words below.
_NAMED = (
    "<script>(() => {"
    "const place = document.currentScript?.closest('.jp-OutputArea-child');"
    "const drawing = place?.previousElementSibling;"
    "if (!drawing) return;"
    "drawing.setAttribute('role', 'figure');"
    "drawing.setAttribute('aria-label', place.querySelector('.alliance-caption').textContent);"
    "drawing.querySelector('.jp-OutputArea-output')?.setAttribute('aria-hidden', 'true');"
    "})()</script>"
)


def wants_still() -> bool:
    """Tell whether a still picture must stand in for a live one.

    Graded notebooks, feedback and code hosts show no live figure: nbgrader says that it is grading through
    ``NBGRADER_EXECUTION``, and an export asks with ``ALLIANCE_STILL=1`` or with `wants_live_export`'s.
    """
    graded = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    return graded or os.environ.get("ALLIANCE_STILL") == "1" or wants_live_export()


def wants_live_export() -> bool:
    """Tell whether an export is made in which widgets go on working: ``ALLIANCE_EXPORT=1``."""
    return os.environ.get("ALLIANCE_EXPORT") == "1"


def bundle(figure: "go.Figure", summary: str) -> list[dict[str, Any]]:
    """Return the mime bundles that show a figure: the picture, then its summary in words.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    summary : str
        What the picture shows, in a sentence or two: it stands beside the picture for everybody and is the
        alternative text of the still picture.
    """
    if wants_still():
        from alliance.pictures.still import svg

        return [{"text/html": still_markup(svg(figure), summary), "text/plain": summary}]
    picture = figure.to_plotly_json()
    picture["config"] = SAFE_CONFIG
    return [
        {"application/vnd.plotly.v1+json": picture, "text/plain": summary},
        {"text/html": _DARK + _caption(summary) + _NAMED, "text/plain": summary},
    ]


def still_markup(svg: str, summary: str) -> str:
    """Return a still picture with what it shows in words, as its alternative text and below it.

    It goes in as an image, so that nothing inside it can run. Without a picture the words stand alone.
    """
    encoded = base64.b64encode(svg.encode()).decode()
    words = escape(summary, quote=True)
    image = f'<img class="alliance-still"{other_language()} alt="{words}" src="data:image/svg+xml;base64,{encoded}">'
    return _DARK + (image if svg else "") + _caption(summary)


def _caption(summary: str) -> str:
    return f'<p class="alliance-caption"{other_language()}>{escape(summary)}</p>'


def show(figure: "go.Figure", summary: str) -> None:
    """Show a figure with its summary: live in a notebook, as a still picture when graded or exported."""
    from IPython.display import display

    for data in bundle(figure, summary):
        display(data, raw=True)  # type: ignore[no-untyped-call]
