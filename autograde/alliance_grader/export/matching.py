"""Which row of a platform's file is whose: by what identifies a student, else by a name that only one has."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alliance_grader.export.platforms import Platform
from alliance_grader.export.points import Points


@dataclass(frozen=True)
class Matched:
    """Whose the rows are.

    Attributes
    ----------
    found : dict of int to Points
        What goes into a row, by the row's place.
    by_name : frozenset of str
        Ids of those who were found by their name alone.
    refused : dict of str to tuple of str
        Why rows were left alone, each with the ids of the students whom it may be about.
    """

    found: dict[int, Points]
    by_name: frozenset[str]
    refused: dict[str, tuple[str, ...]]


def matched(
    heads: Sequence[str], rows: dict[int, list[str]], platform: Platform, given: Sequence[Points]
) -> Matched:
    """Say whose each row is. Nobody is guessed: what fits two students is refused, and says so.

    Parameters
    ----------
    heads : sequence of str
        The heads of the columns.
    rows : dict of int to list of str
        The rows that are about people, by their places.
    platform : Platform
    given : sequence of Points
    """
    by_mark: dict[str, set[int]] = {}
    by_name: dict[tuple[str, ...], set[int]] = {}
    for number, one in enumerate(given):
        for mark in {one.person.id, one.person.email, *one.person.lms_id.split()} - {""}:
            by_mark.setdefault(mark.casefold(), set()).add(number)
        by_name.setdefault(words_of(one.person.name), set()).add(number)
    marks = [heads.index(name) for name in platform.students if name in heads]
    called = {place: _names(heads, row, platform) for place, row in rows.items()}
    common = Counter(name for names in called.values() for name in names)
    found: dict[int, int] = {}
    named: set[int] = set()
    refused: dict[str, tuple[str, ...]] = {}
    for place, row in rows.items():
        hits = [known for mark in marks if (known := by_mark.get(row[mark].strip().casefold()))]
        if hits:
            if len(sure := set.intersection(*hits)) == 1:
                found[place] = next(iter(sure))
            else:
                ids = tuple(sorted(given[each].person.id for each in set.union(*hits)))
                refused[f"Line {place + 1} may be {' or '.join(ids)}; mend the roster or the file."] = ids
            continue
        for name in called[place]:
            if known := by_name.get(name):
                ids = tuple(sorted(given[each].person.id for each in known))
                if len(known) == 1 and common[name] == 1:
                    found[place] = next(iter(known))
                    named.add(place)
                else:
                    sentence = f"“{' '.join(name)}” is the name of several people; give them an email or number in the roster."
                    refused[sentence] = ids
    twice = {student for student, times in Counter(found.values()).items() if times > 1}
    for student in sorted(twice):
        one_id = given[student].person.id
        refused[f"Several lines are about {one_id}; leave one of them in the file."] = (one_id,)
    once = {place: student for place, student in found.items() if student not in twice}
    return Matched(
        {place: given[student] for place, student in once.items()},
        frozenset(given[once[place]].person.id for place in named & once.keys()),
        refused,
    )


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in one order, however it is written: ``O'Neil, Dafydd`` is ``Dafydd O'Neil``."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("’", "'").lstrip("'")
    return tuple(sorted(re.findall(r"[^\s,;]+", plain)))


def _names(heads: Sequence[str], row: Sequence[str], platform: Platform) -> list[tuple[str, ...]]:
    """Return how a row calls its student."""
    found = [
        words_of(" ".join(row[heads.index(part)] for part in parts))
        for parts in platform.names
        if all(part in heads for part in parts)
    ]
    return [name for name in found if name]
