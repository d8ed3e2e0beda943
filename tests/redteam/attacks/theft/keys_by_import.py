"""Imports the grader and asks it for the key of the assignment, and answers with what it says.

There must be no grader to import, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
from alliance_grader.scoring.key import key_of_item
key = key_of_item("a2-pillar-means")
print(key)
import base64, pathlib
print(base64.b64encode(pathlib.Path("@COURSE@/autograde/keys/a2_read_a_caseload.yaml").read_bytes()))
letter = [name for part in key.items[0].parts for name, option in getattr(part, "options", {}).items() if option.right][0]
"""

LATER = """
means_say = letter
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    type_in(release, LATER, into="a2-means-say")
    write(release, folder)
