"""Writes points for itself into the gradebook, now and from a trigger that fires later.

The gradebook must not change, and it must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import sqlite3
book = sqlite3.connect("@COURSE@/gradebook/gradebook.db", timeout=2)
try:
    book.execute("create trigger generous after insert on grade begin update grade set manual_score = 4 where id = new.id; end")
    book.execute("update grade set manual_score = 99, extra_credit = 9")
    book.commit()
finally:
    book.close()
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
