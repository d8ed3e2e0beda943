"""A class of 24 as one Sunday evening finds it, and a factory for smaller ones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from alliance_grader.results import ClassResults, ItemHead, ItemResult, Misconception, StudentRow


@dataclass
class Heard:
    """What a page said and asked for."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def listening_to(page: Any) -> Heard:
    """Note every message, every error and every request of a page from now on."""
    heard = Heard()
    page.on("console", lambda message: heard.said.append(message.text))
    page.on("pageerror", lambda error: heard.said.append(str(error)))
    page.on("request", lambda request: heard.asked.append(request.url))
    return heard


MADE_AT = datetime(2026, 6, 14, 21, 5)

ITEMS = (
    ItemHead("a2-pillar-means", "Pillar means", 4, "autograder"),
    ItemHead("a2-weakest-pillar", "Weakest pillar", 6, "autograder"),
    ItemHead("a2-rater-gap", "Rater gap", 4, "autograder"),
    ItemHead("a2-reflection", "Reflection", 4, "person"),
)

MISCONCEPTIONS = (
    Misconception(
        "mean-tells-all",
        "the mean tells all",
        "One mean over the three pillars says how the alliance is.",
        "A high bond can hide a low task: look at each pillar before you average them.",
        "Lesson 2, “One client, three pillars”, and the first check of A2.",
    ),
    Misconception(
        "therapist-knows-best",
        "the therapist knows best",
        "Where client and therapist differ, the therapist’s rating is the right one.",
        "Both ratings are true of who gives them, and the client’s foretells the outcome at least as well. "
        "The gap itself is what you bring to the session.",
        "Lesson 3, “Who is asked?”.",
    ),
    Misconception(
        "ceiling-is-perfect",
        "a ceiling score is perfect",
        "A client who ticks the highest answer everywhere has an alliance without trouble.",
        "A score at the ceiling can also mean that the client does not dare to say no: it tells little.",
        "Lesson 2, “What a 7 can hide”.",
    ),
    Misconception(
        "last-session-is-all",
        "the last session is all",
        "The newest score alone says where the alliance stands.",
        "Look at the course over sessions: one score moves by chance.",
        "Lesson 4, “A line, not a dot”.",
    ),
)

SHOWS = {
    "a2-pillar-means": (
        "ceiling-is-perfect",
        "You left out the clients who rate 7 everywhere; they count too.",
    ),
    "a2-weakest-pillar": (
        "mean-tells-all",
        "You named the client with the lowest overall mean. Client 07 has a fair mean, and her task score "
        "fell from 5.5 to 2.8: that is the weakest pillar here.",
    ),
    "a2-rater-gap": (
        "therapist-knows-best",
        "You took the therapist’s ratings where the client’s were asked for, so the gap has the wrong sign.",
    ),
}


@dataclass
class Roll:
    """Builds a class row by row."""

    rows: list[StudentRow] = field(default_factory=list)

    def marked(
        self, name: str, *points: float | None, late: float = 0, note: str = "", **more: object
    ) -> "Roll":
        items = tuple(self._item(head, got) for head, got in zip(ITEMS, points, strict=True))
        status = "waiting" if None in points else "graded"
        self.rows.append(StudentRow(str(more.get("id", self._id())), name, status, note, late, items))
        return self

    def not_graded(self, name: str, note: str, late: float = 0) -> "Roll":
        self.rows.append(StudentRow(self._id(), name, "not graded", note, late))
        return self

    def missing(self, name: str, note: str = "") -> "Roll":
        self.rows.append(StudentRow(self._id(), name, "missing", note))
        return self

    def results(self) -> ClassResults:
        return ClassResults(
            "a2_read_a_caseload", "A2 Read a caseload", ITEMS, tuple(self.rows), MISCONCEPTIONS
        )

    def _id(self) -> str:
        return f"psy24-{len(self.rows) + 101}"

    def _item(self, head: ItemHead, got: float | None) -> ItemResult:
        if got is None:
            return ItemResult(head.id, None)
        if got < 0:  # the sample's sign for "left as it was released"
            return ItemResult(head.id, 0, (), (), answered=False)
        if got >= head.points:
            return ItemResult(head.id, got)
        if head.marked_by == "person":
            return ItemResult(
                head.id, got, ("You describe the gap well; say also what you would ask the client.",)
            )
        key, reason = SHOWS[head.id]
        return ItemResult(head.id, got, (reason,), (key,) if got <= head.points / 2 else ())


@pytest.fixture
def made_at() -> datetime:
    return MADE_AT


@pytest.fixture
def roll() -> Callable[[], Roll]:
    return Roll


@pytest.fixture
def sunday_evening() -> ClassResults:
    return sample()


def sample() -> ClassResults:
    """A2 after the autograder ran and a person marked two thirds of the reflections."""
    hour = 3600
    return (
        Roll()
        .marked("Amara Okafor", 4, 6, 4, 4)
        .marked("Ana Lima", 4, 3, 4, 3)
        .marked("Benedikt Hofmann", 4, 6, 2.5, 3.5)
        .not_graded(
            "Caoimhe Ní Bhriain",
            "The notebook stopped in the cell `a2-pillar-means`: it took longer than two minutes.",
        )
        .marked("Chidi Eze", 2, 3, 4, 2.5)
        .marked("Dilnoza Karimova", 4, 6, 4, 3.5, late=20 * 60)
        .marked("Elif Yılmaz", 4, 2.5, 2, None)
        .marked("Fatima al-Zahra Benali", 3, 6, 4, 4)
        .missing("Gunnar Þórsson")
        .marked("Hana Nováková", 4, 3, 1, 2)
        .marked("Ioana Popescu", 4, 6, 4, None, late=hour + 20 * 60)
        .marked("José Hernández", 1.5, 2, 2, 2.5)
        .marked("Kwame Mensah", 4, 6, 3, None)
        .marked("李小龍", 4, 6, 4, 3)
        .not_graded(
            "Liam O'Neil, Jr",
            "The file is not a notebook: it ends in .ipynb but holds a PDF.",
            late=50 * hour,
        )
        .marked("Mei-Ling Tan", 4, 3, 4, 3)
        .marked("Niamh Byrne", 2, 6, -1, -1)
        .marked("Olena Kovalenko", 4, 6, 4, 4)
        .missing("Pavel Dvořák", "excused until 21 June")
        .marked("Rosa Martínez Prieto", 3, 1, 2, None)
        .marked(
            "Sanne de Vries",
            4,
            4.5,
            4,
            3,
            note="The cell `a2-rater-gap-check` was changed; the original was put back before grading.",
        )
        .marked("Tomás Silva", 4, 3, 4, None)
        .marked("Yuki Tanaka", 4, 6, 2, 3.5, late=26 * hour)
        .missing("Zeynep Demir")
        .results()
    )
