"""What a grade rests on beside the submission: the tests, the key and the words of an assignment, item by item.

Kept with the first grade that rests on it, so that one can say later what has changed since, without running anything.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from alliance_grader.course import source_notebook
from alliance_grader.files import digest, write_whole
from alliance_grader.notebooks import grade_id_of, item_of, read_notebook
from alliance_grader.releases import releases_folder
from alliance_grader.scoring import keys_folder, read_key


@dataclass(frozen=True)
class ItemBasis:
    """What the points of an item rest on.

    Attributes
    ----------
    title : str
    points : float
    marked_by : str
    key, test : str
        Digests of its key and of the cell that scores it.
    """

    title: str
    points: float
    marked_by: str
    key: str
    test: str


@dataclass(frozen=True)
class Basis:
    """What the grades of an assignment rest on.

    Attributes
    ----------
    version : int
    items : dict of str to ItemBasis
    cells : dict of str to str
        Digests of the other cells that nbgrader knows, by grade id: answers and locked ones.
    words : str
        Digest of all other cells.
    texts : str
        Digest of the cards, transcripts and scenarios that are judged by.
    misconceptions : str
        Digest of what misunderstandings are called and explained by.
    """

    version: int
    items: dict[str, ItemBasis]
    cells: dict[str, str]
    words: str
    texts: str
    misconceptions: str


@dataclass(frozen=True)
class Changed:
    """Something that is another now than when a grade was given.

    Attributes
    ----------
    says : str
        What, in a sentence.
    item : str
        The one item that it concerns; empty when it concerns all or none.
    points : bool
        Whether points may become others by it.
    """

    says: str
    item: str = ""
    points: bool = True


def basis_of(root: Path, assignment: str) -> str:
    """Return a digest of what decides about grades beside the submission: the assignment, its key, what it names."""
    keys, short = keys_folder(root), assignment.partition("_")[0]
    return digest(
        source_notebook(root, assignment),
        keys / f"{assignment}.yaml",
        keys / "misconceptions.yaml",
        keys / "cards" / f"{short}.yaml",
        *_shared(root),
    )


def read_basis(root: Path, assignment: str) -> Basis:
    """Return what grades rest on now.

    Parameters
    ----------
    root : Path
        The folder of the course, or of a kept version.
    assignment : str
        The assignment's whole name.
    """
    key = read_key(root, assignment)
    notebook = read_notebook(source_notebook(root, assignment))
    named = {name: cell for cell in notebook.cells if (name := grade_id_of(cell))}
    tests = {
        item_of(name): _digest(cell.source) for name, cell in named.items() if cell.metadata.nbgrader.grade
    }
    short = assignment.partition("_")[0]
    return Basis(
        version=key.version,
        items={
            item.id: ItemBasis(
                item.title,
                item.points,
                item.marked_by,
                _digest((item.parts, item.patterns)),
                tests.get(item.id, ""),
            )
            for item in key.items
        },
        cells={
            name: _digest((cell.cell_type, cell.source))
            for name, cell in named.items()
            if not cell.metadata.nbgrader.grade
        },
        words=_digest([(cell.cell_type, cell.source) for cell in notebook.cells if not grade_id_of(cell)]),
        texts=digest(keys_folder(root) / "cards" / f"{short}.yaml", *_shared(root)),
        misconceptions=digest(keys_folder(root) / "misconceptions.yaml"),
    )


def keep_basis(root: Path, assignment: str, place: Path) -> None:
    """Write down what grades rest on, under its digest; `place` is the course, or a kept version, that it is read from."""
    file = _file(root, assignment, basis_of(place, assignment))
    if not file.is_file() and (keys_folder(place) / f"{assignment}.yaml").is_file():
        write_whole(file, msgspec.json.encode(read_basis(place, assignment)))


def kept_basis(root: Path, assignment: str, wanted: str) -> Basis | None:
    """Return what grades rested on that have this digest; None when nobody wrote it down."""
    try:
        return msgspec.json.decode(_file(root, assignment, wanted).read_bytes(), type=Basis)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def changes(before: Basis, now: Basis) -> list[Changed]:
    """Say what is another now, in the order of the items."""
    found = [
        *_in_items(before, now),
        *_in_cells(before.cells, now.cells),
    ]
    if before.texts != now.texts:
        found.append(Changed("The cards, transcripts or scenarios that answers are judged by were changed."))
    if before.words != now.words:
        found.append(
            Changed("Words between the cells were changed; points do not rest on them.", points=False)
        )
    if before.misconceptions != now.misconceptions:
        found.append(
            Changed("Misunderstandings are called or explained in other words; points stay.", points=False)
        )
    if not found:
        found.append(
            Changed("Only the layout or comments of its files were changed; points stay.", points=False)
        )
    return found


def _in_items(before: Basis, now: Basis) -> Iterator[Changed]:
    gone, new = before.items.keys() - now.items.keys(), now.items.keys() - before.items.keys()
    renamed = {
        old: name
        for old in sorted(gone)
        for name in sorted(new)
        if (before.items[old].key, before.items[old].title) == (now.items[name].key, now.items[name].title)
    }
    for was, name in renamed.items():
        yield Changed(f"“{now.items[name].title}” is called {name} now, and was {was}.", name)
    for name in sorted(gone - renamed.keys()):
        yield Changed(f"“{before.items[name].title}” was taken out.", name)
    for name, item in now.items.items():
        if name in new - set(renamed.values()):
            yield Changed(f"“{item.title}” is new; nobody who was graded before was asked it.", name)
        elif (old := before.items.get(name)) and old != item:
            yield Changed(f"“{item.title}”: {' and '.join(_of_item(old, item))}.", name, _decides(old, item))


def _of_item(old: ItemBasis, new: ItemBasis) -> Iterator[str]:
    if old.points != new.points:
        yield f"it is worth {new.points:g} points now, and was worth {old.points:g}"
    if old.marked_by != new.marked_by:
        yield f"it is marked by a {new.marked_by} now"
    if old.key != new.key:
        yield "its key was changed"
    if old.test != new.test:
        yield "the cell that scores it was changed"
    if old.title != new.title:
        yield "its title was changed"


def _decides(old: ItemBasis, new: ItemBasis) -> bool:
    return (old.points, old.marked_by, old.key, old.test) != (new.points, new.marked_by, new.key, new.test)


def _in_cells(before: dict[str, str], now: dict[str, str]) -> Iterator[Changed]:
    said = {
        "taken out": before.keys() - now.keys(),
        "put in": now.keys() - before.keys(),
        "changed": {name for name in before.keys() & now.keys() if before[name] != now[name]},
    }
    for what, names in said.items():
        if names:
            several = "cells were" if len(names) > 1 else "cell was"
            yield Changed(f"The {several} {what}: {', '.join(sorted(names))}.")


def _shared(root: Path) -> list[Path]:
    folders = ("transcripts", "policy_scenarios")
    return sorted(path for folder in folders for path in (keys_folder(root) / folder).glob("*"))


def _file(root: Path, assignment: str, wanted: str) -> Path:
    return releases_folder(root, assignment) / "bases" / f"{wanted}.json"


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
