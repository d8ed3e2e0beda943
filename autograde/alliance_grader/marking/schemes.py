"""The mark schemes of an assignment: what stands for the marker in the source notebook, as criteria and comments.

They are written once, as prose in a locked cell that formgrader shows as well, and read here. A scheme is for the
answers above it that a person may mark and that no scheme above it is for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alliance_grader.course import source_notebook
from alliance_grader.notebooks import grade_id_of, item_of, read_notebook
from alliance_grader.scoring import read_key

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from alliance_grader.scoring.key import Item

_REGION: Final = re.compile(r"=+ BEGIN MARK SCHEME =+\n(.*?)=+ END MARK SCHEME =+", re.DOTALL)
_HEADING: Final = re.compile(r"\*\*Mark scheme[^*]*\*\*\s*")
_NUMBERED: Final = re.compile(r"^\d+\. \*\*(?P<name>.+?)\*\*\s*(?P<text>.*?)(?=^\d+\. |\Z)", re.M | re.S)
_ROW: Final = re.compile(r"^\|\s*\*\*(?P<name>.+?)\*\*\s*\|(?P<levels>.+)\|\s*$", re.M)
_EXAMPLE: Final = re.compile(r"\*[^*]*for example[^*]*\*")
_REUSE: Final = re.compile(r"\*Comments to reuse:?\*")
_QUOTED: Final = re.compile(r"“([^”]+)”")
_WHOLE_STEPS: Final = 2
"""From so many points on, a criterion is given in whole points; one that is worth less, in halves of it."""


@dataclass(frozen=True)
class Criterion:
    """One thing that a reader looks for.

    Attributes
    ----------
    name : str
    text : str
        What earns it, as markdown.
    points : float
        What it is worth.
    levels : tuple of (str, str)
        Points and what they ask for, when the scheme says so for each; as markdown.
    """

    name: str
    text: str
    points: float = 0.0
    levels: tuple[tuple[str, str], ...] = ()

    @property
    def steps(self) -> tuple[float, ...]:
        """What it can be given, from all to nothing, in the order in which a key goes through them."""
        if self.points >= _WHOLE_STEPS:
            return tuple(float(step) for step in range(int(self.points), -1, -1))
        return (self.points, self.points / 2, 0.0)


@dataclass(frozen=True)
class Scheme:
    """What a marker has beside an answer.

    Attributes
    ----------
    criteria : tuple of Criterion
        Empty when there is no mark scheme, or it names none.
    notes, example : str
        As markdown.
    comments : tuple of str
        Comments to reuse.
    """

    criteria: tuple[Criterion, ...] = ()
    notes: str = ""
    example: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question whose answer a person marks, or may mark.

    Attributes
    ----------
    assignment, item, title : str
    points : float
        What it is worth.
    grade_cell, answer_cell : str
        The cell that carries the points, and the one that holds the answer and gets the comment.
    checked : bool
        Whether a program reads the answer first, and routes it to a person when it is not sure.
    scheme : Scheme
    """

    assignment: str
    item: str
    title: str
    points: float
    grade_cell: str
    answer_cell: str
    checked: bool
    scheme: Scheme


@cache
def questions_of(root: Path, assignment: str) -> tuple[Question, ...]:
    """Return the questions of an assignment that people mark, in the order of the notebook."""
    items = {item.id: item for item in read_key(root, assignment).items if _may_be_marked(item)}
    notebook = read_notebook(source_notebook(root, assignment))
    found: list[Question] = []
    without = 0  # how many of the last ones still have no scheme
    for cell in notebook.cells:
        name = grade_id_of(cell)
        if name and cell.metadata.nbgrader.grade and (item := items.get(item_of(name))):
            answer = name if cell.metadata.nbgrader.solution else _answer_cell(notebook, item, name)
            checked = item.marked_by == "autograder"
            found.append(
                Question(assignment, item.id, item.title, item.points, name, answer, checked, Scheme())
            )
            without += 1
        elif without and (region := _REGION.search(cell.source)):
            for place in range(len(found) - without, len(found)):
                found[place] = replace(found[place], scheme=read_scheme(region[1], found[place].points))
            without = 0
    return tuple(found)


def _may_be_marked(item: "Item") -> bool:
    return item.marked_by == "person" or any(part.routes for part in item.parts)


def _answer_cell(notebook: "NotebookNode", item: "Item", otherwise: str) -> str:
    """Return the answer cell that sets what a person reads."""
    read = [name for part in item.parts if part.routes for name in part.names]
    for cell in notebook.cells:
        name = grade_id_of(cell)
        if name and cell.metadata.nbgrader.solution:
            for answer in read:
                if re.search(rf"^{re.escape(answer)}\s*=", cell.source, re.MULTILINE):
                    return name
    return otherwise


def read_scheme(text: str, points: float) -> Scheme:
    """Read a mark scheme; its criteria share the points of its item.

    Parameters
    ----------
    text : str
        What stands between the marks of nbgrader, as markdown.
    points : float
        What the item is worth.
    """
    criteria: list[Criterion] = []
    notes: list[str] = []
    example, comments = "", ()
    for block in re.split(r"\n\s*\n", text.strip()):
        if rows := _ROW.findall(block):
            given = [cell.strip() for cell in block.splitlines()[0].strip(" |").split("|")]
            for name, levels in rows:
                asked = [cell.strip() for cell in levels.split("|")]
                criteria.append(Criterion(_bare(name), "", levels=tuple(zip(given, asked, strict=False))))
        elif numbered := list(_NUMBERED.finditer(block)):
            criteria += [Criterion(_bare(one["name"]), joined(one["text"])) for one in numbered]
        elif _REUSE.match(block):
            comments = tuple(_QUOTED.findall(joined(block)))
        elif _EXAMPLE.match(block):
            example = joined(block)
        elif rest := _HEADING.sub("", joined(block)):
            notes.append(rest)
    share = points / len(criteria) if criteria else 0.0
    return Scheme(
        tuple(replace(one, points=share) for one in criteria), "\n\n".join(notes), example, comments
    )


def _bare(name: str) -> str:
    return name.rstrip(".")


def joined(text: str) -> str:
    """Return a paragraph that was broken into lines as one line."""
    return re.sub(r"\s*\n\s*", " ", text.strip())


def all_questions(root: Path, assignments: list[str]) -> Iterator[Question]:
    """Yield the questions of several assignments."""
    for assignment in assignments:
        yield from questions_of(root, assignment)
