"""What grading found out, as typed values that the table, the report and the export all read."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from alliance_grader.sandbox.levels import Level

MIME: Final = "application/vnd.alliance.result+json"
"""Where a score cell leaves its result for the class report."""


class ForAPersonError(Exception):
    """An answer whose points a person gives; its score cell has said why."""


@dataclass(frozen=True)
class Passage:
    """Where in the lessons something is taught, and what to do there.

    Attributes
    ----------
    lesson : int
    section : str
        Its heading, without the sign of a pillar before it.
    do : str
        What to do there; empty for looking at it again.
    """

    lesson: int
    section: str
    do: str = ""


@dataclass(frozen=True)
class Misconception:
    """A named misunderstanding, from `autograde/keys/misconceptions.yaml`.

    Attributes
    ----------
    id : str
        For example ``mean-tells-all``.
    name : str
        Its name in a report.
    belief : str
        What the student seems to think.
    instead : str
        What is the case, said to the student.
    practise : str
        Where to practise next.
    again : Passage, optional
        Where it is taught, if it is in a lesson.
    """

    id: str
    name: str
    belief: str
    instead: str
    practise: str
    again: Passage | None = None


@dataclass(frozen=True)
class ItemHead:
    """An item of an assignment, as it heads a column.

    Attributes
    ----------
    id : str
        For example ``a2-weakest-pillar``.
    title : str
        A few words for a column head.
    points : float
        What the item is worth.
    marked_by : {"autograder", "person"}
    pillar : {"goal", "task", "bond", "across"}
        The pillar that it is about as a whole.
    present : bool
        False for an item that only earlier versions of the assignment have.
    """

    id: str
    title: str
    points: float
    marked_by: Literal["autograder", "person"]
    pillar: Literal["goal", "task", "bond", "across"] = "across"
    present: bool = True


@dataclass(frozen=True)
class Agreement:
    """How far a student's codes of one text agree with the key.

    Attributes
    ----------
    text : str
        The text's id.
    turns, agree : int
        How many turns were coded, and on how many of them the two say the same.
    kappa : float or None
        Cohen's kappa over these turns; None where it does not exist.
    """

    text: str
    turns: int
    agree: int
    kappa: float | None


@dataclass(frozen=True)
class Talk:
    """A dialogue that the student played, so that their page can replay it.

    Attributes
    ----------
    answer : str
        The answer that it counts for.
    receipt : str
        As the engine writes it.
    points, most : float
        What it earned, and what it could.
    costs : tuple of float
        What each answer gave away of the best end, from 0 to 1.
    costly : int or None
        The first answer that cost something, from 0.
    better : int or None
        The option, from 1, that would have cost nothing there.
    said : tuple of str
        The reasons that the replay tells as well.
    scored : str
        How the points come about, where they are not all.
    """

    answer: str
    receipt: str
    points: float
    most: float
    costs: tuple[float, ...] = ()
    costly: int | None = None
    better: int | None = None
    said: tuple[str, ...] = ()
    scored: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words of a text, as a slice of it, and what they show."""

    first: int
    last: int
    shows: str


@dataclass(frozen=True)
class OwnText:
    """A text of the student's own, with what the checker recognised in it.

    Attributes
    ----------
    answer : str
    text : str
        As the checker read it.
    phrases : tuple of Phrase
    missed : tuple of str
        What the checker did not recognise. It may be there all the same.
    said : tuple of str
        The reasons that these phrases tell as well.
    """

    answer: str
    text: str
    phrases: tuple[Phrase, ...] = ()
    missed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemResult:
    """What one student got for one item.

    Attributes
    ----------
    item : str
        The item's id.
    points : float or None
        None while a person has yet to mark it.
    reasons : tuple of str
        Why, sentence by sentence, as the student reads it.
    misconceptions : tuple of str
        Ids of the misconceptions that the answer shows.
    answered : bool
        False when the student left the item as it was released.
    sure : float or None
        How sure the student was, from 0 to 1; None when nothing was said or nobody asked.
    own_view : dict of str to float
        What the student would give the own text of another item, by that item.
    rule : dict of str to float
        An alert rule that the student wrote, as `alliance.caseload.alerts.rule_from` reads it; empty when there is none.
    hinted : tuple of str
        Those of the misconceptions for which one chosen statement speaks, and nothing else: it may be chance.
    by_pillar : dict of str to (float, float)
        Where the item asks about several pillars: points earned and possible of each one.
    codings : tuple of Agreement
        Of texts that were coded, in the order in which they were given.
    routed : bool
        Whether the program left the points to a person, also when one has given them since.
    talks : tuple of Talk
        Dialogues that the student played.
    texts : tuple of OwnText
        Replies and sentences that the student wrote.
    """

    item: str
    points: float | None
    reasons: tuple[str, ...] = ()
    misconceptions: tuple[str, ...] = ()
    answered: bool = True
    sure: float | None = None
    own_view: dict[str, float] = field(default_factory=dict)
    rule: dict[str, float] = field(default_factory=dict)
    hinted: tuple[str, ...] = ()
    by_pillar: dict[str, tuple[float, float]] = field(default_factory=dict)
    codings: tuple[Agreement, ...] = ()
    routed: bool = False
    talks: tuple[Talk, ...] = ()
    texts: tuple[OwnText, ...] = ()


@dataclass(frozen=True)
class StudentRow:
    """One student in the class table.

    Attributes
    ----------
    id : str
        The student's id, as their folder is called.
    name : str
        How to call them; the id when no name is known.
    status : {"graded", "waiting", "not graded", "missing"}
        ``waiting``: autograded, a person has yet to mark something. ``missing``: nothing was handed in.
    note : str
        Why something was not graded, or what else the instructor should know, in a plain sentence.
    seconds_late : float
        0 when in time.
    items : tuple of ItemResult
        Empty when not graded.
    level : {"namespaces", "landlock", "none"} or None
        How the student's code was kept apart while it ran; None when nothing ran.
    failed : int
        How many cells ended in an error, score cells not counted.
    late_penalty : float
        What comes off the points for lateness, by the course's policy.
    version : int or None
        The earlier version of the assignment that was handed in and asks other things; None for the present one.
    worth : float or None
        What that version is worth; None for the present one.
    """

    id: str
    name: str
    status: Literal["graded", "waiting", "not graded", "missing"]
    note: str = ""
    seconds_late: float = 0.0
    items: tuple[ItemResult, ...] = ()
    level: Level | None = None
    failed: int = 0
    late_penalty: float = 0.0
    version: int | None = None
    worth: float | None = None

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """What the student seems to hold: shown firmly in an item, or hinted at in two. One hint may be chance."""
        shown = Counter(name for item in self.items for name in item.misconceptions)
        firm = {name for item in self.items for name in item.misconceptions if name not in item.hinted}
        return tuple(name for name, times in shown.items() if name in firm or times > 1)

    @property
    def points(self) -> float | None:
        """Sum of the points so far; None when nothing was graded."""
        return sum(item.points or 0.0 for item in self.items) if self.items else None


@dataclass(frozen=True)
class ClassResults:
    """One assignment of one class.

    Attributes
    ----------
    assignment : str
        For example ``a2_read_a_caseload``.
    title : str
        For example ``A2 Read a caseload``.
    items : tuple of ItemHead
    students : tuple of StudentRow
        In the order of their ids.
    misconceptions : tuple of Misconception
        All that this assignment can name.
    """

    assignment: str
    title: str
    items: tuple[ItemHead, ...]
    students: tuple[StudentRow, ...]
    misconceptions: tuple[Misconception, ...]

    @property
    def points(self) -> float:
        """What the present version of the assignment is worth."""
        return sum(item.points for item in self.items if item.present)

    def as_data(self) -> dict[str, Any]:
        """Return everything as plain data, totals included, for a program to read."""
        data = asdict(self) | {"points": self.points}
        for row, student in zip(data["students"], self.students, strict=True):
            row["points"] = student.points
        return data
