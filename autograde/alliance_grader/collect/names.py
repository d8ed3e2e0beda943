"""Whose work it is: what a download says of a person, held against the class. Certain, guessed, or refused; never silent."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from alliance_grader.collect.platforms import Label
from alliance_grader.intake import valid_id
from alliance_grader.roster import Person

Verdict = Literal["certain", "guessed", "refused", "ignored"]

ENOUGH: Final = 85.0
"""How alike two names must be, of 100, for a guess."""
AHEAD: Final = 8.0
"""How much more alike than the next name."""
_NOT_A_WORD: Final = re.compile(r"[^\w]+|_")


@dataclass(frozen=True)
class Match:
    """Whose work something is taken for, and why."""

    verdict: Verdict
    student: str | None
    reason: str
    by: Literal["number", "id", "name", "new", ""] = ""


@dataclass(frozen=True)
class Class:
    """Who is in the class, and how they may be called.

    Attributes
    ----------
    people : tuple of Person
        Everybody who is known.
    new : bool
        Whether an id that nobody has yet may be taken for a new student's.
    """

    people: tuple[Person, ...]
    new: bool = False

    @cached_property
    def _by_number(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [person.lms_id])

    @cached_property
    def _by_id(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [folded(person.id), folded(person.email)])

    @cached_property
    def _by_local(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [folded(person.email).partition("@")[0]])

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        return _index(self.people, lambda person: [*_called(person)])

    def named(self, name: str) -> list[Person]:
        """Return who is called so, whichever of the names comes first."""
        return self._by_name.get(letters(name), [])

    def match(self, label: Label) -> Match:
        """Return whose work something is."""
        if label.form is None:
            return self._plain(label)
        told = label.name or label.sorted
        if label.number and (known := self._by_number.get(label.number, [])):
            return self._by_lms(label, known, told)
        if label.id:
            return self._by_ids(label)
        return self._by_names(told, _whose(label))

    def _by_lms(self, label: Label, known: list[Person], told: str) -> Match:
        if len(known) > 1:
            return Match("refused", None, f"the roster has the number {label.number} for {_all(known)}")
        others = [person for person in self.named(told) if person != known[0]]
        if others and known[0] not in self.named(told):
            return Match(
                "refused",
                None,
                f"the number {label.number} is {_one(known[0])}, but the name is that of {_all(others)}",
            )
        return Match("certain", known[0].id, f"{_platform(label)}'s number {label.number}", "number")

    def _by_ids(self, label: Label) -> Match:
        """Find the id at the end of an assignment's name and an id, both of which may hold underscores."""
        parts = label.id.split("_")
        ends = ["_".join(parts[start:]) for start in range(len(parts))]
        found = {person.id: person for end in ends for person in self._of_id(end)}
        if len(found) > 1:
            return Match("refused", None, f"it may be of {_all(list(found.values()))}")
        if found:
            return Match("certain", next(iter(found)), f"{_platform(label)}'s user name", "id")
        return self._unknown(ends[-1], f"nobody in the class has the user name {ends[-1]!r}")

    def _of_id(self, text: str) -> list[Person]:
        return self._by_id.get(folded(text)) or self._by_local.get(folded(text)) or []

    def _by_names(self, told: str, whose: str) -> Match:
        exact = self.named(told)
        if len(exact) == 1:
            return Match("certain", exact[0].id, f"the name {exact[0].name}", "name")
        if exact:
            return Match(
                "refused", None, f"{whose}, and the class has more than one of that name: {_all(exact)}"
            )
        if not self.people:
            return Match(
                "refused",
                None,
                f"{whose}, and the class is not known yet; import it first: alliance-grader roster FILE",
            )
        return self._guess(told, whose)

    def _guess(self, told: str, whose: str) -> Match:
        ranked = sorted(((alike(told, person), person) for person in self.people), key=lambda pair: -pair[0])
        best, person = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        if best < ENOUGH:
            return Match("refused", None, f"{whose}; nobody in the class is called so")
        if best - second < AHEAD:
            near = [one for score, one in ranked if best - score < AHEAD][:3]
            return Match("refused", None, f"{whose}, which may be {_all(near)}")
        return Match("guessed", person.id, f"{whose}, which is much like {person.name}", "name")

    def _plain(self, label: Label) -> Match:
        by_id = {person.id: person for text in label.candidates for person in self._of_id(text)}
        found = by_id or {person.id: person for text in label.candidates for person in self.named(text)}
        if len(found) > 1:
            return Match("refused", None, f"its path names {_all(list(found.values()))}")
        if found:
            return Match(
                "certain", next(iter(found)), "the id" if by_id else "the name", "id" if by_id else "name"
            )
        if not label.candidates:
            return Match("refused", None, "nothing in its path says whose it is")
        text = label.candidates[0]
        if self.people and not self.new:
            guess = self._guess(text, f"the name is {text}")
            if guess.verdict == "guessed" or "may be" in guess.reason:
                return guess
        return self._unknown(text, f"nobody in the class has the id or the name {text!r}")

    def _unknown(self, text: str, otherwise: str) -> Match:
        """Take an id for a new student's when the class is not known, or when that was asked for."""
        if (self.new or not self.people) and valid_id(text):
            return Match("certain", text, "an id that is new", "new")
        if self.people:
            return Match("refused", None, f"{otherwise}; add --new if it is a new student's id")
        return Match(
            "refused",
            None,
            f"{text!r} is no id (letters, digits, dots and dashes); import the class first: alliance-grader roster FILE",
        )


def folded(text: str) -> str:
    """Return a text as it is compared: upper and lower case, and ways to write one letter, are the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def letters(name: str) -> str:
    """Return the letters of a name: ``O'Neil, Seán`` is ``oneilseán``, as Canvas writes it."""
    return _NOT_A_WORD.sub("", folded(name))


def alike(told: str, person: Person) -> float:
    """Return how much a name is like a person's, of 100, accents and the order of its parts left aside."""
    from rapidfuzz import fuzz

    words, names = _bare(told), [_bare(f"{person.first_name} {person.last_name}"), _bare(_last_first(person))]
    if not words or not names[0]:
        return 0.0
    joined = words.replace(" ", "")
    scores = [fuzz.token_sort_ratio(words, names[0])]
    scores += [fuzz.ratio(joined, name.replace(" ", "")) for name in names]
    # "Martin Luther Jr" and "Martin Luther": all words of one are in the other, and there are two at least.
    if min(len(words.split()), len(names[0].split())) >= 2:
        scores.append(fuzz.token_set_ratio(words, names[0]) - 5.0)
    return float(max(scores))


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFD", folded(name))
    return " ".join(
        _NOT_A_WORD.sub(" ", "".join(each for each in apart if not unicodedata.combining(each))).split()
    )


def _called(person: Person) -> Iterable[str]:
    if person.first_name or person.last_name:
        yield letters(f"{person.first_name} {person.last_name}")
        yield letters(_last_first(person))


def _last_first(person: Person) -> str:
    return f"{person.last_name} {person.first_name}"


def _index(people: Iterable[Person], keys: Callable[[Person], list[str]]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in people:
        for key in {*keys(person)} - {""}:
            found.setdefault(key, []).append(person)
    return found


def _platform(label: Label) -> str:
    return label.form.platform if label.form else "the file"


def _whose(label: Label) -> str:
    number = f" ({label.number})" if label.number else ""
    return f"{_platform(label)} says {label.name or label.sorted}{number}"


def _one(person: Person) -> str:
    return person.id if person.name == person.id else f"{person.name} ({person.id})"


def _all(people: list[Person]) -> str:
    return " and ".join(_one(person) for person in people)
