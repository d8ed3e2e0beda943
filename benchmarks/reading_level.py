"""Measure how easily the lessons read: ``python benchmarks/reading_level.py``. The table goes into docs/lessons.md."""

import re
from pathlib import Path
from typing import Final

import nbformat
import pyphen

LESSONS: Final = Path(__file__).parents[1] / "course" / "lessons"
BESIDE: Final = {"sources", "about-this-lesson"}
_PARTS: Final = pyphen.Pyphen(lang="en_GB", left=1, right=1)


def prose(notebook: nbformat.NotebookNode) -> str:
    """Return the running text of a lesson: no code, tables, references, links or marks."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.id not in BESIDE]
    lines = [line for cell in cells for line in cell.source.splitlines() if not line.startswith(("|", "#"))]
    text = re.sub(r"\]\([^)]*\)|<[^>]+>|`[^`]*`|[*_>\[\]]", " ", "\n".join(lines))
    # A point of a list is a sentence of its own, whatever it ends with.
    return re.sub(r"[;,:]?\n\s*(?:[-\d]+\.?) ", ". ", text)


def ease(text: str) -> tuple[float, float]:
    """Return Flesch's reading ease (1948) and the words in a sentence; syllables are where one may hyphenate."""
    sentences = [part for part in re.split(r"[.!?…]+[”’)\s]", text) if re.search(r"[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z’'-]*", text)
    syllables = sum(len(_PARTS.positions(word)) + 1 for word in words)
    length = len(words) / len(sentences)
    return 206.835 - 1.015 * length - 84.6 * syllables / len(words), length


def main() -> None:
    """Print one line for each lesson."""
    print(
        "| lesson | words | words in a sentence | Flesch reading ease |",
        "| --- | ---: | ---: | ---: |",
        sep="\n",
    )
    for path in sorted(LESSONS.glob("*.ipynb")):
        text = prose(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
        easy, length = ease(text)
        print(f"| {path.stem} | {len(text.split())} | {length:.1f} | {easy:.0f} |")


if __name__ == "__main__":
    main()
