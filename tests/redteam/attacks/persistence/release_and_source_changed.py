"""Changes the release, the source notebook and the settings of the course. None of them may change."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = r"""
import glob
for path in [*glob.glob("@COURSE@/release/*/*.ipynb"), *glob.glob("@COURSE@/source/*/*.ipynb"), "@COURSE@/nbgrader_config.py"]:
    try:
        with open(path, "a") as file:
            file.write("\n# red team\n" if path.endswith(".py") else " ")
        print("changed", path)
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    changed = "red team" in (scene.course / "nbgrader_config.py").read_text()
    return ["changed the course's settings"] if changed else []
