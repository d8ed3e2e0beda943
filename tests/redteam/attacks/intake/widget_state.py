"""Hands in twenty megabytes of widget state and metadata of its own for nbgrader, jupytext and exporters.

None of it may enter the graded notebook.
"""

from pathlib import Path

from kit import Release, Scene, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    state = {
        "state": {"x": {"model_name": "HTMLModel", "state": {"value": "x" * 10_000_000}}},
        "version_major": 2,
        "version_minor": 0,
    }
    release["metadata"] |= {
        "widgets": {"application/vnd.jupyter.widget-state+json": state},
        "jupytext": {"formats": "ipynb,py:percent"},
        "nbgrader": {"points": 100},
        "title": "x" * 1_000_000,
    }
    write(release, folder)
