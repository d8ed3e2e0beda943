"""One picture for each assignment: how hard its items are, and how well they tell students apart."""

from typing import TYPE_CHECKING

from alliance_grader.items.figures import AssignmentFigures, ItemFigures
from alliance_grader.items.weak import SHARP

if TYPE_CHECKING:
    import plotly.graph_objects as go


def in_picture(found: AssignmentFigures) -> list[ItemFigures]:
    """Return the items that have a place in the picture."""
    return [item for item in found.items if item.difficulty is not None and item.discrimination is not None]


def picture(found: AssignmentFigures) -> "go.Figure":
    """Return difficulty against discrimination, a mark for each item."""
    import plotly.graph_objects as go

    from alliance.pictures import template
    from alliance.pictures.theme import ACCENT, MUTED

    shown = in_picture(found)
    figure = go.Figure(
        [
            go.Scatter(
                x=[0, 1],
                y=[SHARP, SHARP],
                mode="lines",
                line={"color": MUTED, "dash": "dot", "width": 1.5},
                name=f"below {SHARP:g} an item hardly tells students apart",
            ),
            go.Scatter(
                x=[item.difficulty for item in shown],
                y=[item.discrimination for item in shown],
                mode="markers+text",
                text=[item.title for item in shown],
                textposition="middle right",
                marker={"color": ACCENT, "size": 11, "symbol": "circle"},
                name="an item",
            ),
        ]
    )
    figure.update_layout(
        template=template(),
        title=found.title,
        height=400,
        xaxis={"title": {"text": "mean share of the points (right: easier)"}, "range": [0, 1.15],
               "tickvals": [0, 0.25, 0.5, 0.75, 1]},
        yaxis={"title": {"text": "item-rest correlation"}, "range": [-0.2, 1]},
    )  # fmt: skip
    return figure


def in_words(found: AssignmentFigures) -> str:
    """Say what the picture shows: its alternative text."""
    said = [
        f"{item.title}: {item.difficulty:.2f} of its points, correlation {item.discrimination:.2f}"
        for item in in_picture(found)
    ]
    return f"{found.title}: how hard each item is and how well it tells students apart. {'; '.join(said)}."
