"""The hero interactives: the rules, the picture and the state all work in the browser, without a kernel.

Each widget is one Python file and one JavaScript file; `shared.js` and `triangle.js` are put before them.
None of this needs numpy or pandas.
"""

from alliance.widgets.pillar_triangle import PillarTriangle
from alliance.widgets.predict_weakest import PredictWeakest
from alliance.widgets.self_check import SelfCheck

__all__ = ["PillarTriangle", "PredictWeakest", "SelfCheck"]
