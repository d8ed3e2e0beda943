"""Two readers' codes side by side, to compare and to compute a kappa from."""

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance.language import _
from alliance.tables import packaged
from alliance.transcripts.key import TurnKind
from alliance.transcripts.receipt import Codes, decode
from alliance.transcripts.transcript import Transcript

if TYPE_CHECKING:
    import pandas as pd

COLLEAGUE: Final = "robin"
"""Who the second reader is: a column, and the file with the codes."""

_KIND: Final[dict[str, TurnKind]] = {"w": "withdrawal", "c": "confrontation"}
_LONGEST: Final = 46


def second_reading(coded: Transcript) -> dict[int, TurnKind]:
    """Return what the second reader hears in each of the client's turns.

    Raises
    ------
    CourseError
        When the second reader has not coded this transcript.
    """
    known = packaged("alliance.transcripts", f"second_readings/{COLLEAGUE}.yaml", dict[str, dict[int, str]])
    if coded.id not in known:
        raise CourseError(
            _("{capitalize} has not coded {id}; there are {known}.").format(
                capitalize=COLLEAGUE.capitalize(), id=coded.id, known=", ".join(known)
            )
        )
    heard = known[coded.id]
    return {turn: _KIND[heard[turn]] if turn in heard else "none" for turn in coded.client_turns}


def side_by_side(transcripts: Sequence[Transcript], *receipts: Any) -> "pd.DataFrame":
    """Return one row for each of the client's turns, with what you hear in it and what the second reader hears.

    Parameters
    ----------
    transcripts : sequence of Transcript
    *receipts : str
        Lines of codes, in any order. One that is empty, has a slip, or is of another transcript leaves its turns open:
        the practice check says so, and here nothing fails.

    Returns
    -------
    pandas.DataFrame
        With ``says`` (how the turn begins), ``mine`` and ``robin``, by ``transcript`` and ``turn``.
    """
    import pandas as pd

    mine: dict[str, Codes] = {}
    for receipt in receipts:
        with suppress(CourseError):
            coding = decode(receipt)
            mine.setdefault(coding.transcript, coding.codes)
    rows = []
    for coded in transcripts:
        codes = mine.get(coded.id, {})
        for turn, heard in second_reading(coded).items():
            own = codes[turn].kind if turn in codes else math.nan
            rows.append((coded.title, turn, _beginning(coded.turns[turn - 1].says), own, heard))
    columns = ["transcript", "turn", "says", "mine", COLLEAGUE]
    return pd.DataFrame(rows, columns=columns).set_index(columns[:2])


def _beginning(says: str) -> str:
    words = " ".join(says.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST].rpartition(" ")[0] + " …"
