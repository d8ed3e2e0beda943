"""Slips of the keyboard, answered in plain words in place of a traceback.

Typographic quotation marks and minus signs are straightened before a cell runs; a quotation mark or bracket
without its partner, a decimal comma and words without quotation marks are named.
"""

import ast
import re
import tokenize
from collections.abc import Sequence
from typing import Any, Final

from alliance.language import N_, _

_STRAIGHT: Final = str.maketrans(
    dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛", "'")
    | {"\N{MINUS SIGN}": "-", "\N{NO-BREAK SPACE}": " "}
)


def _compiles(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def straighten(lines: list[str]) -> list[str]:
    """Mend a cell that typographic quotation marks have broken; leave every other cell as it is.

    IPython calls it with the lines of each cell before it runs.
    """
    source = "".join(lines)
    if _compiles(source) or any(line.lstrip().startswith(("%", "!", "?")) for line in lines):
        return lines
    mended = source.translate(_STRAIGHT)
    if mended != source and _compiles(mended):
        return mended.splitlines(keepends=True)
    said = slip_in(mended)
    emptied = "".join(f"{name} = ...\n" for name in _answers_in(mended))
    return (
        [*emptied.splitlines(keepends=True), f"raise __import__('alliance').CourseError({said!r})\n"]
        if said
        else lines
    )


def _answers_in(source: str) -> list[str]:
    """Return the names that a cell was about to fill: when it fails, what they held before must not stand."""
    return re.findall(r"^(\w+) *=(?!=)", source, re.MULTILINE)


_SLIPS: Final[tuple[tuple[str, str, str], ...]] = (
    # what Python says, how the line looks, what to say
    (
        "unterminated .*string",
        "",
        N_('a quotation mark has no partner. Put one on each side of the word: "bond".'),
    ),
    ("was never closed|unmatched|does not match", "", N_("a bracket has no partner. Each ( needs its ).")),
    ("", r"=\s*$", N_("there is nothing after the equals sign. Type your answer there, or three dots: ...")),
    ("", r"\d,\d", N_("write decimals with a point, not a comma: 3.94.")),
    (
        "",
        r"^\w+ *=(?!=)",
        N_('this cannot be read. Type a number like 3.94, or words in quotation marks like "goal".'),
    ),
)


def slip_in(source: str) -> str | None:
    """Say what is wrong with a line that Python cannot read, when it is one of the usual slips."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        message, number = str(error.msg), error.lineno or 1
    except (ValueError, tokenize.TokenError):
        return None
    else:
        return None
    line = "".join(source.splitlines()[number - 1 : number]).strip()
    for by_python, by_eye, words in _SLIPS:
        if re.search(by_python, message) and re.search(by_eye, line):
            return _("Line {number}, {line}: {words}").format(
                number=number, line=repr(line[:60]), words=_(words)
            )
    return None


def _unknown_name(shell: Any, error: NameError) -> str:
    """Say what to do about a name that Python does not know."""
    name = error.name or _("this")
    alike = [known for known in shell.user_ns if known.casefold() == name.casefold()]
    if alike:
        return _("Python does not know the name {name}. Write it as {alike}.").format(
            name=name, alike=alike[0]
        )
    return _(
        'Python does not know the name {name}. If you mean the word, put it in quotation marks: "{name}". '
        "If it is a name from further up, run the boxes above first (menu Run, Run All Above Selected Cell)."
    ).format(name=name)


def _innermost(traceback: Any) -> dict[str, Any] | None:
    """Return the names around the place where an error arose: the notebook's own when it arose in a cell."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_globals if traceback is not None else None


def _explain(shell: Any, kind: Any, error: Any, traceback: Any, **_given: Any) -> Sequence[str]:
    """Answer a name that is not known, or a verb with the wrong words in its brackets, made in the cell itself."""
    cell = shell.user_ns.get("In", [""])[-1]
    for name in _answers_in(cell):
        shell.user_ns[name] = ...
    if isinstance(error, NameError):
        words = [_unknown_name(shell, error)]
    elif _innermost(traceback) is shell.user_ns:
        words = [
            _(
                "This verb needs other words in its brackets. Copy the example above and change only the word in "
                "quotation marks."
            )
        ]
    else:
        words = list(shell.InteractiveTB.structured_traceback(kind, error, traceback))
    shell._showtraceback(kind, error, words)
    return words


def install(shell: Any = None) -> None:
    """Make a running notebook answer slips kindly; outside a notebook do nothing."""
    if shell is None:
        from sys import modules

        ipython = modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
    if shell is None or straighten in shell.input_transformers_cleanup:
        return
    shell.input_transformers_cleanup.append(straighten)
    shell.set_custom_exc((NameError, TypeError), _explain)
