"""A picture of how the values of one or two columns are spread."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from alliance.pictures import PILLAR_COLOUR, template
from alliance.pictures.theme import ACCENT, MUTED


def distribution(columns: "dict[str, pd.Series[float]]", sentence: str) -> tuple[go.Figure, str]:
    """Draw how often each value occurs, a bar for each half point of a rating, or each tenth of another range."""
    everything = np.concatenate([values.to_numpy() for values in columns.values()])
    low, high = float(everything.min()), float(everything.max())
    width = 0.5 if high <= 5 else max((high - low) / 10, 1.0)
    edges = np.arange(np.floor(low / width) * width, high + width, width)
    figure = go.Figure(layout={"template": template(), "height": 360, "barmode": "group"})
    for (name, values), spare in zip(columns.items(), (ACCENT, MUTED), strict=False):
        counts, _ = np.histogram(values, np.append(edges, edges[-1] + width))
        figure.add_bar(
            x=[f"{edge:g}" for edge in edges],
            y=counts.tolist(),
            name=name,
            marker={"color": PILLAR_COLOUR.get(name, spare)},
            hovertemplate=f"{name} from %{{x}}: %{{y}} rows<extra></extra>",
        )
    figure.update_layout(
        title=" and ".join(columns),
        xaxis={"title": f"value (from, each {width:g} wide)", "type": "category"},
        yaxis={"title": "rows"},
    )
    return figure, sentence
