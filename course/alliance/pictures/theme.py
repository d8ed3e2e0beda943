"""The visual language of the course: one palette, one set of shapes, one plotly template.

The colours keep at least 3:1 against a white and a near-black page, so one palette serves light and dark
themes, and each pillar and each rater also has a shape or a dash of its own: colour is never the only code.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

PILLAR_COLOUR = {"goal": "#2f7fbf", "task": "#cc7014", "bond": "#b04f96"}
PILLAR_SHAPE = {"goal": "diamond", "task": "square", "bond": "circle"}
RATER_DASH = {"client": "solid", "therapist": "dash", "observer": "dot"}
INK = "#3a3f45"
MUTED = "#6b7178"
RULE = "#d9d5ce"
ACCENT = "#4f7a5b"
FONT = "'Source Sans 3', 'Segoe UI', system-ui, -apple-system, 'Noto Sans', sans-serif"


def css() -> str:
    """Return the palette as CSS variables, for widgets, reports and pages of our own."""
    light = {"ink": "#2b2f33", "muted": "#5a6067", "rule": RULE, "paper": "#ffffff", "wash": "#f6f3ee"}
    dark = {"ink": "#e9e6e1", "muted": "#b3b0aa", "rule": "#4a4d52", "paper": "#1b1d20", "wash": "#26292d"}
    shared = {**PILLAR_COLOUR, "accent": ACCENT, "font": FONT}

    def block(values: dict[str, str]) -> str:
        return "".join(f"--alliance-{name}:{value};" for name, value in values.items())

    dark_block = block(dark) + "--alliance-accent:#8fc19b;"
    return (
        f":root{{{block(shared | light)}}}"
        f"@media (prefers-color-scheme:dark){{:root:not(:has([data-jp-theme-light])){{{dark_block}}}}}"
        f":root:has([data-jp-theme-light='false']){{{dark_block}}}"
    )


@cache
def template() -> "go.layout.Template":
    """Return the plotly template that every figure of the course uses."""
    import plotly.graph_objects as go

    axis = {
        "showline": False,
        "gridcolor": RULE,
        "zeroline": False,
        "ticks": "",
        "title": {"standoff": 12},
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 14, "color": INK},
            "title": {"x": 0, "xanchor": "left", "y": 0.98, "yanchor": "top", "font": {"size": 17}},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [*PILLAR_COLOUR.values(), ACCENT, MUTED],
            "margin": {"l": 10, "r": 20, "t": 84, "b": 10},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
            "hoverlabel": {"font": {"family": FONT}},
        }
    )
