"""Hands in its work and beside it the notebook of another assignment, a copy and a checkpoint with right answers.

Only the notebook with the right name may count, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    write(release, folder)
    write(right_answers(release), folder, f"{scene.assignment} (1).ipynb")
    write(release, folder, "t1_functions.ipynb")
    write(release, folder / ".ipynb_checkpoints")
