"""Takes the gradebook's lock and keeps it, so that nobody else is recorded. Everybody must be recorded."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import os, sqlite3
if os.path.exists("@COURSE@/gradebook/gradebook.db"):
    book = sqlite3.connect("@COURSE@/gradebook/gradebook.db", timeout=2, isolation_level=None)
    book.execute("begin exclusive")
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
