"""Sheets: files of quoted fields that a spreadsheet opens and a learning platform takes."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from alliance.errors import CourseError

MOST_BYTES: Final = 50_000_000
SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")
_FORMULA: Final = re.compile(r"[ ]*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True)
class Sheet:
    """A table, and how it was or is to be written.

    Attributes
    ----------
    rows : list of list of str
        The first one holds the heads.
    encoding : str
    separator : str
    quoted : bool
        Whether every field stands in quotation marks, or only those that must.
    line_end : str
    """

    rows: list[list[str]]
    encoding: str = "utf-8-sig"
    separator: str = ","
    quoted: bool = True
    line_end: str = "\r\n"

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return self.rows[0]

    def as_bytes(self) -> bytes:
        """Return the file."""
        out = io.StringIO()
        how: dict[str, Any] = {"delimiter": self.separator, "lineterminator": self.line_end}
        how["quoting"] = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        csv.writer(out, **how).writerows(self.rows)
        return out.getvalue().encode(self.encoding)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before what would begin one.

    What begins one is OWASP's list: = + - @, a tab, a line's end, and their wide forms. Numbers stay as they are.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def read_sheet(file: Path) -> Sheet:
    """Read a sheet that came from elsewhere, and how it is written, so that it can go back the same way.

    Raises
    ------
    CourseError
        When it cannot be read, or is no such file.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CourseError(
                f"{file} is larger than {MOST_BYTES // 1_000_000} MB; that is no list of grades."
            )
        raw = file.read_bytes()
    except FileNotFoundError:
        raise CourseError(f"There is no file {file}; check its name.") from None
    except OSError as error:
        raise CourseError(f"{file} could not be read ({error.strerror}).") from None
    if raw.startswith(b"PK\x03\x04"):
        raise CourseError(
            f"{file} is an Excel workbook; download the grades as CSV, or save it as “CSV UTF-8”."
        )
    encoding = next((known for mark, known in _MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise CourseError(f"{file} is not UTF-8; save it as “CSV UTF-8” and try again.") from None
    first = text.partition("\n")[0]
    separator = max(SEPARATORS.values(), key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise CourseError(f"{file} could not be read ({error}); download it again.") from None
    rows = [row for row in rows if row]
    if not rows or len(rows[0]) < 2:
        raise CourseError(f"{file} is no list of grades: its first line must name the columns.")
    width = len(rows[0])
    rows = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(rows, encoding, separator, first.startswith('"'), "\r\n" if "\r\n" in text else "\n")
