"""The visible check of an answer: its form, never whether it is right."""

import os
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import Any, Final, Literal

from alliance.errors import CourseError
from alliance.language import N_, _, other_language
from alliance.practice.answers import as_seen, is_empty
from alliance.practice.blanks import AnyBlank, Receipt
from alliance.tables import packaged

State = Literal["ready", "not answered yet", "look again"]


@dataclass(frozen=True)
class Note:
    """What the check says of one blank.

    Attributes
    ----------
    name : str
        The blank's name.
    state : {"ready", "not answered yet", "look again"}
    saw, expected, where : str
        What I saw, what I expected, where to look.
    """

    name: str
    state: State
    saw: str
    expected: str
    where: str


def blanks(item: str) -> tuple[AnyBlank, ...]:
    """Return the blanks of an item, from the assignment's table beside this module."""
    assignment = str(item).partition("-")[0]
    try:
        return packaged("alliance.practice", f"{assignment}.yaml", dict[str, tuple[AnyBlank, ...]])[item]
    except (FileNotFoundError, KeyError):
        raise CourseError(
            _("There is no practice check called {item}; run the cell as it was given to you.").format(
                item=repr(item)
            )
        ) from None


def notes(item: str, answers: dict[str, Any], variant: Any = ...) -> list[Note]:
    """Look at the answers of an item.

    Parameters
    ----------
    item : str
        For example ``"a2-pillar-means"``.
    answers : dict
        The answers by their names; a missing one counts as not answered yet.
    variant : object, optional
        The student's variant, where the form of an answer depends on it; whatever is none counts as the first.

    Returns
    -------
    list of Note
        One for each blank, in order.
    """
    return [_look(item, blank, answers.get(blank.name, ...)) for blank in _blanks_on(item, variant)]


def _blanks_on(item: str, variant: Any) -> list[AnyBlank]:
    """Return the blanks of an item as they are for a variant."""
    from alliance.assignments import variant_or_first

    def placed(blank: AnyBlank) -> AnyBlank:
        if isinstance(blank, Receipt) and blank.place:
            return blank.on(variant_or_first(item.partition("-")[0], variant))
        return blank

    return [placed(blank) for blank in blanks(item)]


def _look(item: str, blank: AnyBlank, value: Any) -> Note:
    if is_empty(value):
        state: State = "not answered yet"
        say = _(
            "type your answer in place of the three dots. If it is already there, click into its box and press "
            "Shift + Enter. {where}"
        ).format(where=_(blank.where))
    elif say := blank.trouble(value):
        state = "look again"
    else:
        return Note(blank.name, "ready", as_seen(value), blank.expected, _("nothing to do"))
    return Note(blank.name, state, as_seen(value), blank.expected, " ".join([say, *_hint(item, blank)]))


_LOOKED: Final[Counter[tuple[str, str]]] = Counter()
"""How often each blank was looked at and was not ready."""


def _hint(item: str, blank: AnyBlank) -> list[str]:
    """Return one hint more for each time that a blank was looked at before."""
    _LOOKED[item, blank.name] += 1
    return [_(hint) for hint in blank.hints[: _LOOKED[item, blank.name] - 1]]


def check(item: str, variant: Any = ..., **answers: Any) -> None:
    """Show the practice check of an item. It looks at the form of the answers and is not the grade.

    An item whose form depends on the student's variant hands it over.

    Under nbgrader's *Validate* a blank that is not ready fails the cell, so that *Validate* is honest.
    """
    found = notes(item, answers, variant)
    unready = [note for note in found if note.state != "ready"]
    if unready and os.environ.get("NBGRADER_EXECUTION") == "validate":
        raise CourseError("\n".join(f"{note.name}: {_(note.state)}, {note.where}" for note in unready), 1)
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return  # beside a score, the form of an answer says nothing more
    from IPython.display import display

    display({"text/html": _as_html(found), "text/plain": _as_text(found)}, raw=True)  # type: ignore[no-untyped-call]


_SIGN: Final[dict[str, str]] = {N_("ready"): "✓", N_("not answered yet"): "…", N_("look again"): "!"}
_STYLE: Final = (
    "<style>.alliance-check-place{container-type:inline-size}"
    ".alliance-check{border-collapse:collapse;margin:.3em 0;font-size:.95em}"
    ".alliance-check caption{text-align:left;font-weight:600;padding:.2em 0}"
    ".alliance-check th,.alliance-check td{text-align:left !important;vertical-align:top;"
    "padding:.35em .9em .35em 0;border-top:1px solid #8886;white-space:normal;overflow-wrap:anywhere}"
    ".alliance-check td{max-width:26em}.alliance-check tbody th{min-width:6em;overflow-wrap:normal}.alliance-check td:nth-child(2){min-width:5em}"
    "@container (max-width:38em){"
    ".alliance-check,.alliance-check caption,.alliance-check tbody,.alliance-check tr,"
    ".alliance-check tbody th,.alliance-check td{display:block}"
    ".alliance-check thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    ".alliance-check tr{border-top:1px solid #8886;padding:.35em 0}"
    ".alliance-check tbody th,.alliance-check td{border-top:0;padding:.1em 0;max-width:none}"
    ".alliance-check td[data-title]::before{content:attr(data-title) ': ';opacity:.75}"
    "}</style>"
)
"""In a narrow place each answer becomes a paragraph, so that nothing has to be moved sideways."""

_TITLES: Final = (
    # Translators: The heads of a table: what the check saw in a blank, expected there, and where to look for the answer.
    N_("answer"),
    N_("state"),
    N_("I saw"),
    N_("I expected"),
    N_("where to look"),
)


def _headline(found: list[Note]) -> str:
    ready = sum(note.state == "ready" for note in found)
    return _("Practice check, not your grade: {ready} of {all} ready").format(ready=ready, all=len(found))


def _as_html(found: list[Note]) -> str:
    # A table whose parts are blocks is none to a screen reader, unless its parts say what they are.
    head = "".join(f'<th role="columnheader" scope="col">{_(title)}</th>' for title in _TITLES)
    rows = "".join(_row(note) for note in found)
    return (
        f'{_STYLE}<div class="alliance-check-place"{other_language()}><table class="alliance-check" role="table">'
        f'<caption>{_headline(found)}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _row(note: Note) -> str:
    told = zip(_TITLES[2:], (note.saw, note.expected, note.where), strict=True)
    cells = "".join(
        f'<td role="cell" data-title="{escape(_(title))}">{escape(words)}</td>' for title, words in told
    )
    return (
        f'<tr role="row"><th role="rowheader" scope="row"><code>{escape(note.name)}</code></th>'
        f'<td role="cell"><span aria-hidden="true">{_SIGN[note.state]}</span> {_(note.state)}</td>{cells}</tr>'
    )


def _as_text(found: list[Note]) -> str:
    lines = [_headline(found)]
    for note in found:
        if note.state == "ready":
            said = _("{name}: {state}; I saw {saw}")
        else:
            said = _("{name}: {state}; I saw {saw}; I expected {expected}; {where}")
        words = said.format(
            name=note.name, state=_(note.state), saw=note.saw, expected=note.expected, where=note.where
        )
        lines.append(f"  {_SIGN[note.state]} {words}")
    return "\n".join(lines)
