"""Hands in an alliance_grader.py, a pandas.py and a sitecustomize.py beside the notebook, so that they are imported instead.

They must earn nothing and must not be imported by the grader.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = "def score(item, **a):\n    return {'a2-pillar-means': 4.0, 'a2-weakest-pillar': 6.0, 'a2-rater-gap': 4.0}[item]\n"


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(type_in(release, "mean_goal = 0"), folder)
    (folder / "alliance_grader.py").write_text(CODE)
    for name in ("sitecustomize", "usercustomize", "IPython_config"):
        (folder / f"{name}.py").write_text("raise SystemExit('not yours')\n")
