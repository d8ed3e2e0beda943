"""Hands in a pandas.py, an alliance.py, an alliance folder and a json.py that answer for the real ones.

The real ones must be used, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(
        type_in(release, "mean_goal = mean_of(sessions, 'goal') if mean_of.__module__ == 'mine' else 0"),
        folder,
    )
    lie = "__name__ = 'mine'\nclass C:\n    clients = sessions = None\n    def show(self, *a): pass\nsimulate_caseload = lambda **k: C()\ncheck = compare = mean_of = lambda *a, **k: 3.84\n"
    for name in ("alliance", "pandas", "json", "numpy", "IPython"):
        (folder / f"{name}.py").write_text(lie if name == "alliance" else "raise SystemExit('mine')\n")
    (folder / "alliance").mkdir()
    (folder / "alliance" / "__init__.py").write_text(lie)
