"""Opens the gradebook with sqlite3 and prints everything in it. No byte of it may reach the student."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import sqlite3
book = sqlite3.connect("file:@COURSE@/gradebook/gradebook.db?mode=ro", uri=True)
for table in ("student", "source_cell", "submitted_assignment", "grade"):
    try:
        print(table, book.execute(f"select * from {table}").fetchall())
    except sqlite3.Error as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
