"""What is said of one thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["ok", "worth knowing", "to mend"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    what : str
        What was looked at.
    found : str
        What was found.
    grade : {"ok", "worth knowing", "to mend"}
        Whether the lessons run with it: as they should, with something to think of, or not.
    advice : str
        What to do when it is not ok, in plain words.
    command : str
        What to type for it, if that is to be done by a command.
    """

    what: str
    found: str
    grade: Grade = "ok"
    advice: str = ""
    command: str = ""

    @property
    def fine(self) -> bool:
        """Whether the lessons run with it."""
        return self.grade != "to mend"
