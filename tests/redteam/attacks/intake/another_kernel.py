"""Names another kernel in its metadata, one that it brings along and that runs a command.

The course's own kernel must be used, and no command may run.
"""

import json
from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True

earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    right_answers(release)
    release["metadata"]["kernelspec"] = {"name": "../../mine", "display_name": "mine", "language": "bash"}
    release["metadata"]["language_info"] = {
        "name": "bash",
        "file_extension": "../../x",
        "mimetype": "text/html",
    }
    write(release, folder)
    command = {"argv": ["touch", str(scene.course / "PWNED")], "display_name": "mine", "language": "bash"}
    (folder / "kernel.json").write_text(json.dumps(command))


def harm(scene: Scene) -> list[str]:
    return ["ran a command"] if (scene.course / "PWNED").exists() else []
