"""Rebuild: the released notebook with a student's answers in it, and nothing else of theirs that could count.

Tags, metadata, outputs, points and test cells never come from the student: only the words in their answer
cells do, and cells that they added, which run where they stand and earn nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from alliance_grader.intake import HandedCell, Submission, SubmissionError
from alliance_grader.notebooks import grade_id_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

MOST_EXTRA: Final = 300
"""Cells that a student added beyond this number are left out."""

Whose = Literal["instructor", "answer", "extra"]


@dataclass(frozen=True)
class Piece:
    """One cell of a rebuilt notebook.

    Attributes
    ----------
    whose : {"instructor", "answer", "extra"}
        Whose words these are: an answer or an extra cell is a student's.
    id : str
        The cell's id in the rebuilt notebook; a student cannot choose it.
    kind : {"code", "markdown"}
    source : str
        What runs, or what is shown: for the instructor's cells what was released.
    grade_id : str or None
    """

    whose: Whose
    id: str
    kind: Literal["code", "markdown"]
    source: str
    grade_id: str | None = None


@dataclass(frozen=True)
class Rebuilt:
    """A submission as it is run.

    Attributes
    ----------
    pieces : tuple of Piece
        In the order of the release; extra cells after the cell that they followed.
    notes : tuple of str
        What was put right, for the instructor.
    """

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]

    @property
    def answers(self) -> dict[str, str]:
        """What the student wrote, by grade id."""
        return {
            piece.grade_id: piece.source
            for piece in self.pieces
            if piece.whose == "answer" and piece.grade_id
        }


def rebuild(release: "NotebookNode", submission: Submission) -> Rebuilt:
    """Put a student's answers into the released notebook.

    Parameters
    ----------
    release : NotebookNode
        The students' version of the assignment.
    submission : Submission
        What was handed in.

    Raises
    ------
    SubmissionError
        When nothing in it belongs to this assignment.
    """
    pairs = _paired(release, submission.cells)
    if submission.cells and not any(pairs.values()):
        raise SubmissionError(
            "None of this assignment's cells is in the notebook; it seems to belong to another one."
        )
    notes: list[str] = []
    pieces: list[Piece] = []
    used = {place for places in pairs.values() for place in places}
    extras = _extras(submission.cells, pairs, used)
    number = 0
    for place, cell in enumerate([None, *release.cells], start=-1):
        if cell is not None:
            handed = [submission.cells[one] for one in pairs[place]]
            chosen = _chosen(cell, handed)
            extras[place][:0] = [one for one in handed if _runs_besides(cell, one, chosen)]
            pieces.append(_piece(cell, chosen))
            notes += _remarks(cell, handed)
        for one in extras[place]:
            number += 1
            if one.kind != "raw" and number <= MOST_EXTRA:
                pieces.append(Piece("extra", f"extra-{number}", one.kind, one.source))
    if number > MOST_EXTRA:
        notes.append(f"It holds {number} cells of the student's own; only the first {MOST_EXTRA} were run.")
    return Rebuilt(tuple(pieces), (*submission.notes, *notes))


def _paired(release: "NotebookNode", cells: tuple[HandedCell, ...]) -> dict[int, list[int]]:
    """Say which of the cells that were handed in stand for each cell of the release, by their places.

    nbgrader's id decides; then the notebook's own id; then, for prose and examples, the same words. When every
    mark was lost on the way, as some editors do, the cells are taken in their order.
    """
    by_grade_id: dict[str, list[int]] = {}
    by_id: dict[str, list[int]] = {}
    by_words: dict[tuple[str, str], list[int]] = {}
    for place, cell in enumerate(cells):
        if cell.grade_id is not None:
            by_grade_id.setdefault(cell.grade_id, []).append(place)
            continue
        if cell.id is not None:
            by_id.setdefault(cell.id, []).append(place)
        by_words.setdefault((cell.kind, cell.source.strip()), []).append(place)
    found: dict[int, list[int]] = {}
    taken: set[int] = set()
    for place, cell in enumerate(release.cells):
        name = grade_id_of(cell)
        if name is not None:
            options = by_grade_id.get(name) or by_id.get(cell.id, [])
        else:
            options = by_id.get(cell.id) or by_words.get((cell.cell_type, cell.source.strip()), [])[:1]
        found[place] = [one for one in options if one not in taken]
        taken.update(found[place])
    marked = any(found[place] for place, cell in enumerate(release.cells) if grade_id_of(cell))
    if not marked and [cell.kind for cell in cells] == [cell.cell_type for cell in release.cells]:
        return {place: [place] for place in range(len(cells))}
    return found


def _extras(
    cells: tuple[HandedCell, ...], pairs: dict[int, list[int]], used: set[int]
) -> dict[int, list[HandedCell]]:
    """Return the student's own cells by the place of the released cell that each one followed; -1 is the start."""
    stands_for = {one: place for place, several in pairs.items() for one in several}
    found: dict[int, list[HandedCell]] = {place: [] for place in [-1, *pairs]}
    last = -1
    for place, cell in enumerate(cells):
        if place in used:
            last = stands_for[place]
        elif cell.source.strip():
            found[last].append(cell)
    return found


def _is_answer(cell: "NotebookNode") -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _chosen(cell: "NotebookNode", handed: list[HandedCell]) -> HandedCell | None:
    """Choose whose words count when a cell was handed in several times: the last that was worked on."""
    worked_on = [one for one in handed if one.source != cell.source]
    return worked_on[-1] if worked_on else handed[-1] if handed else None


def _runs_besides(cell: "NotebookNode", one: HandedCell, chosen: HandedCell | None) -> bool:
    """Tell whether a second copy of a cell runs before the one that counts: only a copy of an answer does."""
    return _is_answer(cell) and one is not chosen and one.source != cell.source


def _piece(cell: "NotebookNode", chosen: HandedCell | None) -> Piece:
    name = grade_id_of(cell)
    if chosen is not None and (_is_answer(cell) or (name is None and chosen.kind == cell.cell_type)):
        # Prose and examples without a mark may be changed, and count for nothing.
        whose: Whose = (
            "answer" if _is_answer(cell) else "extra" if chosen.source != cell.source else "instructor"
        )
        return Piece(whose, cell.id, cell.cell_type, chosen.source, name)
    return Piece("answer" if _is_answer(cell) else "instructor", cell.id, cell.cell_type, cell.source, name)


def _remarks(cell: "NotebookNode", handed: Iterable[HandedCell]) -> list[str]:
    """Say what was put right in one cell, for the instructor."""
    name, copies = grade_id_of(cell), list(handed)
    if name is None:
        return []
    if not copies:
        return [f"The cell `{name}` was missing and was put back."]
    found = []
    if len(copies) > 1:
        which = "the last one that was worked on counts" if _is_answer(cell) else "the released one was used"
        found.append(f"The cell `{name}` stood in the notebook {len(copies)} times; {which}.")
    elif not _is_answer(cell) and any(one.source != cell.source for one in copies):
        found.append(f"The locked cell `{name}` had been changed; the released one was used.")
    return found
