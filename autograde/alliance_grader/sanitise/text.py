"""Plain text of a student made fit to be shown: no control sequences, nothing that paints outside its line."""

import re
from typing import Final

CUT: Final = "… cut"
"""What stands where something was cut."""

# One pass over every escape sequence of a terminal. Colours come first, so that they are told apart; a sequence
# that is never closed ends with its line. Every run is possessive: nothing is searched twice.
_ESCAPES: Final = re.compile(
    r"(?P<colour>\x1b\[[0-9]{0,3}+(?:;[0-9]{0,3}+){0,15}+m)"
    r"|\x1b\][^\x07\x1b\n]*+(?:\x07|\x1b\\)?"  # OSC: window titles, links
    r"|\x1b[PX^_][^\x1b\n]*+(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|\x1b\[[0-?]*+[ -/]*+[@-~]?"  # CSI: moves of the cursor, erasing
    r"|\x1b[ -/]*+[0-~]?"
)
# Control characters, marks that turn the direction of reading around, and code points that no file can hold.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_HALVES: Final = re.compile("[\ud800-\udfff]")
_BREAKS: Final = re.compile("\r\n|[\x85\u2028\u2029]")
# More than three marks on one letter are no language's; dozens of them paint over the lines above.
_PILES: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]++"
)


def plain(text: str, *, colours: bool = False) -> str:
    """Return a text without what a terminal or a page would obey.

    Parameters
    ----------
    text : str
    colours : bool, default False
        Keep the sequences that only set colour and weight, which nbconvert and JupyterLab show as such.
    """
    if "\x1b" in text:
        text = _ESCAPES.sub(lambda found: (found["colour"] or "") if colours else "", text)
    if not text.isprintable():
        text = _BREAKS.sub("\n", text)
        text = _HALVES.sub("\ufffd", _UNSEEN.sub("", text))
        if "\r" in text:  # a progress bar writes over its own line; what it wrote last is what was seen
            text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return text if text.isascii() else _PILES.sub(r"\1", text)


def size(text: str) -> int:
    """Return how many bytes a text takes at most in a notebook's file, where each line stands by itself."""
    return (
        len(text.encode("utf-8", "surrogatepass"))
        + text.count('"')
        + text.count("\\")
        + 14 * (len(text.splitlines()) + 1)
    )


def fit(text: str, characters: int, room: int) -> str:
    """Cut a text to so many characters and so many bytes, and say so where it ends."""
    short = text[:characters]
    while (taken := size(short)) > room and short:
        short = short[: int(len(short) * min(0.9, room / taken))]
    return text if short == text else f"{short}\n{CUT}"
