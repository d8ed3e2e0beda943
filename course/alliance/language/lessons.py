"""A lesson in another language: its passages, what a translation must keep, and the translated notebook.

Everything here is a pure function of text. The words to translate are taken out of the Markdown around them, so that
a translator sees sentences and the shape of the lesson (headings, lists, tables, boxes to open) cannot change.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

Notebook = dict[str, Any]

SPEAK: Final = "speak"
"""The id of the one cell that a translated lesson has more than its original."""

FOLLOWS: Final = (
    "This lesson is translated. It follows the [English original]({link}) in its version {version}."
)
PARTLY: Final = "Still in English: {left} of its {all} passages."
ADDED: Final = (FOLLOWS, PARTLY)
"""Sentences that stand in every translated lesson and in no original; they are translated with it."""


@dataclass(frozen=True)
class Passage:
    """What is translated in one piece: a heading, a paragraph, an item of a list, a cell of a table.

    Attributes
    ----------
    text : str
        The words, on one line, with the Markdown that is within a sentence.
    kind : str
        What it is, for the translator to know.
    """

    text: str
    kind: str


_HEADING: Final = re.compile(r"(#+ )(.+)")
_ITEM: Final = re.compile(r"(\s*(?:[-*]|\d+\.) )(.+)")
_TAG: Final = re.compile(r"\s*</?\w+>\s*")
_SUMMARY: Final = re.compile(r"(<summary>)(.+?)(</summary>)", re.DOTALL)
_BLOCK: Final = re.compile(r"\s*(?:$|#+ |[-*] |\d+\. |>|\||<(?:/?details|summary)>)")
_RULE: Final = re.compile(r"[|\s:-]+")
_CELL: Final = re.compile(r"(\s*\|\s*)([^|]*[^|\s])?")


def passages(markdown: str) -> Iterator[str | Passage]:
    """Take Markdown apart: what stays as it is, and the passages to translate. Joined, they render as before."""
    lines = markdown.split("\n")
    while lines:
        line = lines.pop(0)
        if heading := _HEADING.fullmatch(line):
            yield heading[1]
            yield _passage(heading[2], "heading")
        elif line.startswith("|"):
            yield from _row(line)
        elif line.startswith("<summary>"):
            while "</summary>" not in line:
                line = f"{line} {lines.pop(0)}"
            opened = _SUMMARY.fullmatch(line)
            assert opened, line  # noqa: S101  (a box is opened by a line of its own; a test reads every lesson)
            yield opened[1]
            yield _passage(opened[2], "line that opens a box")
            yield opened[3]
        elif not line.strip() or _TAG.fullmatch(line):
            yield line
        elif line.startswith(">"):
            quoted = [line]
            while lines and lines[0].startswith(">"):
                quoted.append(lines.pop(0))
            yield "> "
            yield _passage(" ".join(one.lstrip("> ") for one in quoted), "quotation")
        else:
            item = _ITEM.fullmatch(line)
            words = [item[2] if item else line]
            while lines and not _BLOCK.match(lines[0]):
                words.append(lines.pop(0).strip())
            if item:
                yield item[1]
            yield _passage(" ".join(words), "item of a list" if item else "paragraph")
        if lines:
            yield "\n"


def _row(line: str) -> Iterator[str | Passage]:
    if _RULE.fullmatch(line):
        yield line
        return
    for edge, words in _CELL.findall(line):
        yield edge
        if words:
            yield _passage(words, "cell of a table")


_NO_WORDS: Final = re.compile(r"[\W\d_]*|C\d\d(, C\d\d)*")


def _passage(text: str, kind: str) -> str | Passage:
    """Return a passage; what holds no words, or is the reference of a publication, stays as it is."""
    return text if _NO_WORDS.fullmatch(text) or "<https://doi.org/" in text else Passage(text, kind)


def to_translate(notebook: Notebook) -> Iterator[tuple[str, Passage]]:
    """Yield the id of its cell and each passage of a lesson, in the order of the lesson."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for piece in passages(source(cell)):
                if isinstance(piece, Passage):
                    yield cell["id"], piece


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which a notebook may hold as lines."""
    held = cell["source"]
    return held if isinstance(held, str) else "".join(held)


_KEPT: Final = {
    "link": re.compile(r"\]\(([^)\s]+)\)|<(https?://[^>]+)>"),
    "code": re.compile(r"`[^`]+`"),
    "formula": re.compile(r"\$[^$]+\$"),
    "tag": re.compile(r"</?[a-z]+>"),
    "place": re.compile(r"\{\w+\}"),
    "sign": re.compile(r"[◆■●✓↺]"),
}


def not_kept(original: str, translated: str) -> list[str]:
    """Say what a translated passage must have and has not, or has and must not: links, code, formulas, tags, signs.

    Examples
    --------
    >>> not_kept("See the [goal](glossary.md#goal).", "Siehe das Ziel.")
    ['the link glossary.md#goal is missing']
    """
    found = []
    for name, pattern in _KEPT.items():
        had, has = (
            Counter(next(filter(None, one.groups()), one[0]) for one in pattern.finditer(text))
            for text in (original, translated)
        )
        found += [f"the {name} {one} is missing" for one in had - has]
        found += [f"the {name} {one} is not in the original" for one in has - had]
    if translated.count("**") % 2:
        found.append("one ** has no second one")
    return found


def version(notebook: Notebook) -> str:
    """Return eight signs that change whenever the words or the code of a lesson do."""
    told = "\0".join(f"{cell['id']}\0{source(cell)}" for cell in notebook["cells"])
    return sha256(told.encode()).hexdigest()[:8]


_NEAR_LINK: Final = re.compile(r"\]\((?!https?://|#|\.\./)([^)\s]+)\)")


def translated(
    notebook: Notebook, name: str, language: str, translate: Callable[[str], str | None]
) -> tuple[Notebook, int, int]:
    """Return a lesson in another language, how many passages it has, and how many of them are still English.

    Parameters
    ----------
    notebook : dict
        The original. Its code, its cells' ids and the shape of its text are kept.
    name : str
        The original's file name without ending.
    language : str
        For example ``"de"``.
    translate : callable
        Gives the translation of a passage; None where there is none, so that the English stays.
    """
    made, total, left = deepcopy(notebook), 0, 0
    for cell in made["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        written = []
        for piece in passages(source(cell)):
            if isinstance(piece, Passage):
                said = translate(piece.text)
                total, left = total + 1, left + (said is None)
                written.append(piece.text if said is None else said)
            else:
                written.append(piece)
        # The translation lies one folder further down.
        cell["source"] = _NEAR_LINK.sub(r"](../\1)", "".join(written))
    follows = (translate(FOLLOWS) or FOLLOWS).format(
        link=f"../{name}.ipynb", version=f"`{version(notebook)}`"
    )
    if left:
        follows += " " + (translate(PARTLY) or PARTLY).format(left=left, all=total)
    made["cells"][-1]["source"] += f"\n\n*{follows}*"
    made["cells"].insert(_first_code(made), _speaks(language))
    made["metadata"]["alliance"] |= {"language": language, "original": name, "version": version(notebook)}
    return made, total, left


def _first_code(notebook: Notebook) -> int:
    return next(place for place, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code")


def _speaks(language: str) -> dict[str, Any]:
    """Return the cell that makes what the lesson shows speak its language too."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": SPEAK,
        "metadata": {},
        "outputs": [],
        "source": f'import alliance\nalliance.speak("{language}")',
    }
