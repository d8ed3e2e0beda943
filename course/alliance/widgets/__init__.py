"""The hero interactives: the rules, the picture and the state all work in the browser, without a kernel.

Each widget is one Python file and one JavaScript file; `shared.js`, `triangle.js` or `scatter.js` are put before them.
None of this needs numpy or pandas.
"""

from alliance.widgets.alert_icons import AlertIcons
from alliance.widgets.caseload_board import CaseloadBoard
from alliance.widgets.client_course import ClientCourse
from alliance.widgets.compose_reply import ComposeReply
from alliance.widgets.confidence_dial import ConfidenceDial
from alliance.widgets.dialogue_explorer import DialogueExplorer
from alliance.widgets.four_worlds import FourWorlds
from alliance.widgets.guess_correlation import GuessCorrelation
from alliance.widgets.pillar_triangle import PillarTriangle
from alliance.widgets.predict_weakest import PredictWeakest
from alliance.widgets.rupture_curves import RuptureCurves
from alliance.widgets.self_check import SelfCheck
from alliance.widgets.shared_variance import SharedVariance
from alliance.widgets.sort_claims import SortClaims
from alliance.widgets.sort_statements import SortStatements
from alliance.widgets.transcript_tagger import TranscriptTagger
from alliance.widgets.within_between import WithinBetween

__all__ = [
    "AlertIcons",
    "CaseloadBoard",
    "ClientCourse",
    "ComposeReply",
    "ConfidenceDial",
    "DialogueExplorer",
    "FourWorlds",
    "GuessCorrelation",
    "PillarTriangle",
    "PredictWeakest",
    "RuptureCurves",
    "SelfCheck",
    "SharedVariance",
    "SortClaims",
    "SortStatements",
    "TranscriptTagger",
    "WithinBetween",
]
