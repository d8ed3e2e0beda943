"""Replaces builtins.__import__ so that the grader's name gives its own object. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = """
import builtins, types
real = builtins.__import__
def fake(name, *args, **kwargs):
    if name.startswith("alliance_grader"):
        return types.SimpleNamespace(score=lambda item, **a: {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}[item])
    return real(name, *args, **kwargs)
builtins.__import__ = fake
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
