"""Which language the course speaks to trainees: English, or another one that has a catalogue here.

How it works, for whoever translates or writes a sentence that a trainee reads:

- **Python** says ``_("Play it again, {name}.").format(name=name)``; `ngettext` where a number decides the form, `pgettext`
  where one English word has two meanings. They look the language up when they are called, so a constant of a module is
  marked with ``N_("…")`` and given to ``_`` when it is shown. Whole sentences, never glued pieces.
- **JavaScript** says ``t("Play it again, {name}.", { name })``, ``tn(one, many, count, values)`` and ``tc(context, text)``
  (`widgets/shared.js`), with the text between double quotation marks right after the bracket. ``speaks(model)`` is the first
  line of a widget's ``render``; nothing is said before that, so a table of words is a function. `words_of` collects what a
  script says, and `BrowserWidget` sends it.
- **Tables** in YAML stay as they are. `strings.yaml` lists the places that trainees read; whoever shows one, gives it to
  ``_``. What is hashed, parsed or stored (ids, receipts, codings) never goes through ``_``.
- ``# Translators: …`` (in JavaScript ``// Translators: …``) on the line before is shown to the translator.

``make catalogue`` then collects all texts in ``alliance.pot``, brings each `<language>.po` up to date (a changed sentence is
marked *fuzzy*, and English is shown until somebody has looked at it), makes `<language>.mo`, which is all that is read here,
and says how much is translated. A new language is a new, empty ``.po`` file: ``python -m alliance.language.catalogue fr``.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Any, Final

from alliance.errors import CourseError

ENGLISH: Final = "en"
"""What everything is written in, and what is said where a translation is missing."""

VARIABLE: Final = "ALLIANCE_LANGUAGE"
"""The environment variable with the language of a whole course. The computer's own language is never asked: a lesson in
English with its answers in German would be neither."""

_chosen: str | None = None


def languages() -> list[str]:
    """Return the languages there are, English first."""
    names = (file.name for file in files("alliance.language").iterdir())
    return [ENGLISH, *sorted(name.removesuffix(".mo") for name in names if name.endswith(".mo"))]


def speak(language: str) -> None:
    """Choose the language of this notebook, from here on.

    Parameters
    ----------
    language : str
        For example ``"de"``; ``"de-AT"`` is understood as well.

    Raises
    ------
    CourseError
        When the course does not speak it.
    """
    global _chosen  # noqa: PLW0603  (one notebook speaks one language)
    _chosen = _known(language)


def language() -> str:
    """Return the language that is spoken: the notebook's own, else the course's, else English."""
    return _chosen or _known(os.environ.get(VARIABLE) or ENGLISH, f"The variable {VARIABLE} says")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while: what the grader says stays in the instructor's, whoever is graded."""
    global _chosen  # noqa: PLW0603
    before = _chosen
    speak(language)
    try:
        yield
    finally:
        _chosen = before


def _(text: str) -> str:
    """Say a text in the language that is spoken."""
    return _catalogue(language()).gettext(text) if text else text


def is_translated(text: str) -> bool:
    """Tell whether a text can be said in the language that is spoken; in English every text can."""
    return language() == ENGLISH or bool(_known_texts(language()).gettext(text))


def ngettext(one: str, many: str, count: int) -> str:
    """Say a text in the form that a number asks for."""
    return _catalogue(language()).ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """Say a text that means something else elsewhere."""
    return _catalogue(language()).pgettext(context, text)


def N_(text: str) -> str:  # noqa: N802  (what translators' tools call it)
    """Mark a text that is said later, by `_`."""
    return text


def number(value: float, form: str = "g") -> str:
    """Write a number for a sentence, with the decimal sign of the language.

    Parameters
    ----------
    value : float
    form : str, default "g"
        As in Python's `format`.
    """
    signs: dict[str, str | int | None] = {
        ".": pgettext("the sign before decimals", "."),
        ",": pgettext("the sign between thousands", ","),
    }
    return format(value, form).translate(str.maketrans(signs))


_QUOTED: Final = r'"(?:[^"\\\n]|\\.)*"'
_SAYS: Final = re.compile(rf"\b(t|tn|tc)\(\s*({_QUOTED})(?:,\s*({_QUOTED}))?")
_FORMS_OF: Final = range(200)
"""Counts among which every plural form of every language occurs."""


@dataclass(frozen=True)
class Saying:
    """Something that a script can say.

    Attributes
    ----------
    kind : {"t", "tn", "tc"}
        How it says it.
    first, second : str
        The text; its one form and its many; or its context and the text.
    place : int
        Where in the script.
    """

    kind: str
    first: str
    second: str
    place: int


def said_in(script: str) -> Iterator[Saying]:
    """Find what a script can say. The catalogue and the widget ask here, so that both know the same texts."""
    for found in _SAYS.finditer(script):
        kind, first, second = found.groups()
        yield Saying(
            kind, json.loads(first), json.loads(second) if second and kind != "t" else "", found.start()
        )


def words_of(script: str) -> dict[str, Any]:
    """Return what a script needs in order to speak the language: nothing in English.

    Returns
    -------
    dict
        ``language``, and ``texts``: for each text that is said differently what is said, or its plural forms in order. A
        text with a context stands under both, with the character of code 4 between.
    """
    if language() == ENGLISH:
        return {}
    spoken = _catalogue(language())
    forms = _first_counts(spoken)
    texts: dict[str, str | list[str]] = {}
    for one in said_in(script):
        if one.kind == "tn":
            texts[one.first] = [spoken.ngettext(one.first, one.second, count) for count in forms]
        elif one.kind == "tc":
            texts[f"{one.first}\4{one.second}"] = spoken.pgettext(one.first, one.second)
        else:
            texts[one.first] = spoken.gettext(one.first)
    own = {key: said for key, said in texts.items() if said not in (key, key.partition("\4")[2])}
    return {"language": language(), "texts": own}


def other_language() -> str:
    """Return the attribute that says of a piece of a page which language it is in; nothing for English."""
    return "" if language() == ENGLISH else f' lang="{language()}"'


def _first_counts(spoken: NullTranslations) -> list[int]:
    """Return the first count that asks for each plural form, in the order of the forms."""
    form = getattr(spoken, "plural", lambda count: int(count != 1))
    first: Mapping[int, int] = {form(count): count for count in reversed(_FORMS_OF)}
    return [first[at] for at in sorted(first)]


@cache
def _known(language: str, asked: str = "You asked for") -> str:
    there = languages()
    wanted = str(language).replace("_", "-").casefold()
    for one in (wanted, wanted.partition("-")[0]):
        if one in there:
            return one
    raise CourseError(
        f"{asked} {str(language)[:20]!r}, which the course does not speak; choose from {', '.join(there)}."
    )


class _Nothing(NullTranslations):
    """Says nothing where a translation is missing."""

    def gettext(self, message: str) -> str:  # noqa: ARG002
        return ""


@cache
def _known_texts(language: str) -> NullTranslations:
    spoken = copy(_catalogue(language))
    spoken.add_fallback(_Nothing())
    return spoken


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == ENGLISH:
        return NullTranslations()
    with files("alliance.language").joinpath(f"{language}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
