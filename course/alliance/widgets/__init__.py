"""The hero interactives: the rules, the picture and the state all work in the browser, without a kernel.

Each widget is one Python file and one JavaScript file; `shared.js`, `triangle.js` or `scatter.js` are put before them.
None of this needs numpy or pandas.
"""

from alliance.widgets.dialogue_explorer import DialogueExplorer
from alliance.widgets.guess_correlation import GuessCorrelation
from alliance.widgets.pillar_triangle import PillarTriangle
from alliance.widgets.predict_weakest import PredictWeakest
from alliance.widgets.self_check import SelfCheck
from alliance.widgets.shared_variance import SharedVariance
from alliance.widgets.sort_claims import SortClaims
from alliance.widgets.transcript_tagger import TranscriptTagger

__all__ = [
    "DialogueExplorer",
    "GuessCorrelation",
    "PillarTriangle",
    "PredictWeakest",
    "SelfCheck",
    "SharedVariance",
    "SortClaims",
    "TranscriptTagger",
]
