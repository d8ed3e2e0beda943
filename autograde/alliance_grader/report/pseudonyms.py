"""The same class without its names, for a report that is shown on a wall or passed on."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
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
    hinted_by: dict[str, set[str]] = {}
    for number, (_, known) in enumerate(_shuffled(course), 1):
        for form, words in _forms(known).items():
            # A first name that two students share stands for neither.
            stands_for[form] = "a student" if form in stands_for else f"Student {number}"
            hinted_by.setdefault(_hint(words), set()).add(form)

    @cache
    def veil(text: str) -> str:
        text = _composed(text)
        # Of a class of 500 only the few forms are tried that the words of the text hint at.
        forms = {form for hint in _hints(text) for form in hinted_by.get(hint, ())}
        if not forms:
            return text
        pattern, ordered = _pattern(frozenset(forms))
        return pattern.sub(lambda found: stands_for[ordered[(found.lastindex or 1) - 1]], text)

    return veil


@lru_cache(maxsize=4096)
def _pattern(forms: frozenset[str]) -> tuple[re.Pattern[str], list[str]]:
    """Return a pattern for any of the forms, and the forms in the order of its groups."""
    # Longest first, so that a full name goes before its parts.
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    # A group each, rather than looking up what was found: İ matches i, but is not equal to it.
    return re.compile("|".join(f"({form})" for form in ordered)), ordered


def _hint(known: str) -> str:
    """Return what a text must hold before it can name somebody: the first word, or a letter of a script without spaces."""
    letters = [character for character in known if _without_spaces(character)]
    return letters[0] if letters else next(iter(_words(known)), "")


def _hints(text: str) -> set[str]:
    """Return all that a text hints at; the empty hint is of a name that has no word."""
    return {"", *_words(text), *filter(_without_spaces, text)}


def _words(text: str) -> list[str]:
    """Return the words of a text as they compare for a pattern that ignores case: without accents, ı as i."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace("ı", "i")
    return re.findall(
        r"[^\W_]+", "".join(character for character in plain if unicodedata.category(character) != "Mn")
    )


def _forms(student: StudentRow) -> dict[str, str]:
    """Return patterns for what a student can be called by, each with the words that it is made of."""
    whole = {_composed(student.id), _composed(student.name)}
    words = set(re.findall(r"[\w'’]+", _composed(student.name))) - whole
    # Words of a name keep their capitals: May, not may.
    return {f"(?i:{_as_a_word(known)})": known for known in whole if _tells(known, length=2)} | {
        _as_a_word(known): known for known in words if _tells(known, length=3)
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
