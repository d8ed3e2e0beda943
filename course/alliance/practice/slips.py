"""Slips of the keyboard, answered in plain words in place of a traceback.

Typographic quotation marks and minus signs are straightened before a cell runs; a quotation mark or bracket
without its partner, a decimal comma and words without quotation marks are named.
"""

import ast
import re
import tokenize
from collections.abc import Sequence
from typing import Any, Final

_STRAIGHT: Final = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'") | {"−": "-", " ": " "}
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
    return [f"raise __import__('alliance').CourseError({said!r})\n"] if said else lines


_SLIPS: Final[tuple[tuple[str, str, str], ...]] = (
    # what Python says, how the line looks, what to say
    (
        "unterminated .*string",
        "",
        'a quotation mark has no partner. Put one on each side of the word: "bond".',
    ),
    ("was never closed|unmatched|does not match", "", "a bracket has no partner. Each ( needs its )."),
    ("", r"=\s*$", "there is nothing after the equals sign. Type your answer there, or three dots: ..."),
    ("", r"\d,\d", "write decimals with a point, not a comma: 3.94."),
    (
        "",
        r"^\w+ *=(?!=)",
        'this cannot be read. Type a number like 3.94, or words in quotation marks like "goal".',
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
            return f"Line {number}, {line[:60]!r}: {words}"
    return None


def _unknown_name(shell: Any, _kind: Any, error: Any, _traceback: Any, **_: Any) -> Sequence[str]:
    """Answer a name that Python does not know."""
    name = getattr(error, "name", None) or "this"
    words = [
        f'Python does not know the name {name}. If you mean the word, put it in quotation marks: "{name}". '
        "If it is a name from further up, run the cells above first (menu Run, Run All Above)."
    ]
    shell._showtraceback(type(error), error, words)
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
    shell.set_custom_exc((NameError,), _unknown_name)
