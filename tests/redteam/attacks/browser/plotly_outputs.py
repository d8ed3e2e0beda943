"""Displays plotly figures with markup in titles, labels, hover texts, links, images, templates and configuration.

No script may run and no request may go out.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = """
import plotly.graph_objects as go
from IPython.display import display
bad = "<a href='javascript:@JS@'>x</a><img src=x onerror='@JS@'><script>@JS@</script>"
figure = go.Figure(go.Scatter(x=[1, 2], y=[1, 2], text=[bad, bad], name=bad, hovertemplate=bad, mode="markers+text"))
figure.update_layout(title=bad, xaxis_title=bad, images=[{"source": "@CANARY@", "x": 0, "y": 1, "sizex": 1, "sizey": 1}], annotations=[{"text": bad, "x": 1, "y": 1}])
figure.show()
display({"application/vnd.plotly.v1+json": {"data": [{"type": "scatter", "y": [1, 2], "</script><script>@JS@</script>": 1}], "layout": {"title": {"text": "</script><script>@JS@</script>"}, "mapbox": {"style": "@CANARY@"}, "geo": {}}, "config": {"plotlyServerURL": "@CANARY@", "topojsonURL": "@CANARY@", "showSendToCloud": True}}, "text/html": "<script>@JS@</script>"}, raw=True)
display({"application/vnd.plotly.v1+json": {"data": [{"type": "choropleth", "geojson": "@CANARY@", "locations": ["a"], "z": [1]}], "layout": {}}}, raw=True)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
