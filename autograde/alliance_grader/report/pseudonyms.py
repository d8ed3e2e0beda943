"""The same class without its names, for a report that is shown on a wall or passed on."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from alliance_grader.results import ClassResults, StudentRow


def hide(results: ClassResults) -> ClassResults:
    """Return the class with a pseudonym for every name and id, also inside notes and reasons.

    The students come in the order of their pseudonyms, so the order gives nobody away either.
    """
    return hide_all((results,))[0]


def hide_all(course: Sequence[ClassResults]) -> tuple[ClassResults, ...]:
    """Return several assignments of one class in the same way: a student has one pseudonym in all of them."""
    veil = veil_of_all(course)
    numbers = {student: number for number, (student, _) in enumerate(_shuffled(course), 1)}

    def hidden(student: StudentRow) -> StudentRow:
        number = numbers[student.id]
        items = tuple(
            # Texts and talks are the student's own voice; the report does not show them.
            replace(item, reasons=tuple(map(veil, item.reasons)), texts=(), talks=())
            for item in student.items
        )
        return replace(
            student, id=f"student-{number}", name=f"Student {number}", note=veil(student.note), items=items
        )

    return tuple(
        replace(
            results,
            students=tuple(map(hidden, sorted(results.students, key=lambda student: numbers[student.id]))),
        )
        for results in course
    )


def veil_of(results: ClassResults) -> Callable[[str], str]:
    """Return a function that puts pseudonyms for the students' names and ids in a text.

    Every id, every full name and every longer word of a name goes. A common word that happens to be a
    student's name goes too: an odd sentence is better than a student given away.
    """
    return veil_of_all((results,))


def veil_of_all(course: Sequence[ClassResults]) -> Callable[[str], str]:
    """Return the same for several assignments of one class."""
    stands_for: dict[str, str] = {}
    for number, (_, known) in enumerate(_shuffled(course), 1):
        for form in _forms(known):
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


def _shuffled(course: Sequence[ClassResults]) -> Iterator[tuple[str, StudentRow]]:
    """Yield the students with their ids in an order that only these very results determine.

    The seal covers all that grading found: the same results give the same order, and a list of the
    class alone does not let a reader work the order out.
    """
    whole = repr(course[0]) if len(course) == 1 else repr(tuple(course))
    seal = sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()
    everybody = {student.id: student for results in course for student in results.students}
    yield from sorted(
        everybody.items(),
        key=lambda one: sha256(f"{seal}{one[0]}".encode("utf-8", "backslashreplace")).digest(),
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
