"""Writes outcomes that say that everybody has been graded, and backups of its own.

None of them may be believed or be there.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import glob, os
folder = "@COURSE@/gradebook/outcomes/@ASSIGNMENT@"
os.makedirs(folder, exist_ok=True)
for student in ("zoe", "@STUDENT@", "in-the-middle"):
    with open(f"{folder}/{student}.json", "w") as file:
        file.write('{"student": "%s", "status": "graded", "reason": "", "content": "", "seconds": 0.0, "forged": true}' % student)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)


def harm(scene: Scene) -> list[str]:
    forged = [
        path for path in (scene.course / "gradebook").rglob("*.json") if '"forged": true' in path.read_text()
    ]
    return ["forged an outcome"] if forged else []
