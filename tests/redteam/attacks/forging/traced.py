"""Sets a trace function that rewrites the grader's names as soon as score() is entered.

It must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import sys
def watch(frame, event, argument):
    if frame.f_code.co_name in ("score", "score_item"):
        names = frame.f_globals
        names["_judge"] = lambda part, case: iter([type("V", (), {"points": 99.0, "reason": "yes", "misconception": None, "named_from": 1})()])
        names["is_empty"] = lambda value: False
    return None
sys.settrace(watch)
import threading
threading.settrace(watch)
get_ipython().events.register("pre_run_cell", lambda *a: sys.settrace(watch))
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
