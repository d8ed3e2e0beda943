"""The same class without its names, for a report that is shown on a wall or passed on."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

from alliance_grader.results import ClassResults, StudentRow


def hide(results: ClassResults) -> ClassResults:
    """Return the class with a pseudonym for every name and id, also inside notes and reasons.

    The students come in the order of their pseudonyms, so the order gives nobody away either.
    """
    veil = veil_of(results)

    def hidden(number: int, student: StudentRow) -> StudentRow:
        items = tuple(
            # Texts and talks are the student's own voice; the report does not show them.
            replace(item, reasons=tuple(map(veil, item.reasons)), texts=(), talks=())
            for item in student.items
        )
        return replace(
            student, id=f"student-{number}", name=f"Student {number}", note=veil(student.note), items=items
        )

    return replace(
        results,
        students=tuple(hidden(number, student) for number, student in enumerate(_shuffled(results), 1)),
    )


def veil_of(results: ClassResults) -> Callable[[str], str]:
    """Return a function that puts pseudonyms for the students' names and ids in a text.

    Every id, every full name and every longer word of a name goes. A common word that happens to be a
    student's name goes too: an odd sentence is better than a student given away.
    """
    stands_for: dict[str, str] = {}
    for number, student in enumerate(_shuffled(results), 1):
        for form in _forms(student):
            # A first name that two students share stands for neither.
            stands_for[form] = "a student" if form in stands_for else f"Student {number}"
    if not stands_for:
        return lambda text: text
    # Longest first, so that a full name goes before its parts.
    forms = sorted(stands_for, key=lambda form: (-len(form), form))
    # A group each, rather than looking up what was found: İ matches i, but is not equal to it.
    pattern = re.compile("|".join(f"({form})" for form in forms))

    def veil(text: str) -> str:
        return pattern.sub(lambda found: stands_for[forms[(found.lastindex or 1) - 1]], _composed(text))

    return veil


def _forms(student: StudentRow) -> set[str]:
    """Return patterns for what a student can be called by."""
    whole = {_composed(student.id), _composed(student.name)}
    words = set(re.findall(r"[\w'’]+", _composed(student.name))) - whole
    # Words of a name keep their capitals: May, not may.
    return {f"(?i:{_as_a_word(known)})" for known in whole if _tells(known, length=2)} | {
        _as_a_word(known) for known in words if _tells(known, length=3)
    }


def _shuffled(results: ClassResults) -> Iterator[StudentRow]:
    """Yield the students in an order that only these very results determine.

    The seal covers all that grading found: the same results give the same order, and a list of the
    class alone does not let a reader work the order out.
    """
    seal = sha256(repr(results).encode("utf-8", "backslashreplace")).hexdigest()
    yield from sorted(
        results.students,
        key=lambda student: sha256(f"{seal}{student.id}".encode("utf-8", "backslashreplace")).digest(),
    )


def _composed(text: str) -> str:
    """Return the text with é as one character: some file systems hand it over as two."""
    return unicodedata.normalize("NFC", text)


def _tells(known: str, length: int) -> bool:
    """Say whether a word can point to somebody: ``7`` is more often points than an id."""
    return len(known) >= (3 if known.isdigit() else length) or any(map(_without_spaces, known))


def _as_a_word(known: str) -> str:
    """Return a pattern for the text as a word of its own; an underscore parts words, as in file names."""
    before = "" if _without_spaces(known[0]) else r"(?<![^\W_])"
    after = "" if _without_spaces(known[-1]) else r"(?![^\W_])"
    return before + re.sub("['’]", "['’]", re.escape(known)) + after


def _without_spaces(character: str) -> bool:
    """Say whether the character is of a script without capitals, most of which set no spaces either."""
    return unicodedata.category(character) == "Lo"
