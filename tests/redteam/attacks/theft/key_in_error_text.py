"""Puts what it can read of the key into the name and the text of an error.

No byte of it may reach the student.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import pathlib
text = pathlib.Path("@COURSE@/autograde/keys/a2_read_a_caseload.yaml").read_text()
raise type(text[:60].encode().hex() if False else "E", (Exception,), {"__str__": lambda self: text})()
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
