"""Finds the grader's functions and points through gc.get_objects() and changes their code in place.

It must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import gc, types
try:
    import alliance_grader.scoring
except ImportError:
    pass
for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and thing.__name__ in ("as_number", "as_word", "is_empty") and "alliance" in thing.__module__:
        thing.__globals__["is_empty"] = lambda value: False
    if isinstance(thing, type) and callable(getattr(thing, "judge", None)):
        def generous(part, case):
            yield type("V", (), {"points": part.worth, "reason": "yes", "misconception": None, "named_from": 1})()
        try:
            thing.judge = generous
        except TypeError:
            pass
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
