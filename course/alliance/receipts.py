"""What all receipts have in common: their letters, and patience with how they are pasted."""

import re
import unicodedata
from typing import Final

_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def letters(number: int, count: int) -> str:
    """Write the lowest bits of a number, five a letter, in letters that are not taken for one another."""
    return "".join(_LETTERS[(number >> 5 * i) & 31] for i in range(count))


def as_copied(text: str) -> str:
    """Return a pasted receipt without what pasting adds: blanks, quotation marks, capitals, typographic dashes."""
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"[\s'\"“”‘’`´]+", "", plain).rstrip(".,;")
