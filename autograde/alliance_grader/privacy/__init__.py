"""Where students' data lies, and how one student's goes."""

from alliance_grader.privacy.forget import forget
from alliance_grader.privacy.places import Place, Places, places_of
from alliance_grader.privacy.traces import Traces, traces_of

__all__ = ["Place", "Places", "Traces", "forget", "places_of", "traces_of"]
