"""Hands in attachments of megabytes, zip files and gzipped notebooks that would grow without end.

Nothing may be unpacked, and attachments may not enter the graded notebook.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, write

family = "intake"
safe_on_stock = True


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    cell = add_cell(release, "![x](attachment:x.png)", "markdown")
    cell["attachments"] = {f"x{number}.png": {"image/png": "A" * 500_000} for number in range(20)}
    write(release, folder)
    (folder / "more.zip").write_bytes(b"PK\x03\x04" + b"\0" * 1_000_000)
    (folder / "more.ipynb.gz").write_bytes(b"\x1f\x8b" + b"\0" * 1_000_000)
