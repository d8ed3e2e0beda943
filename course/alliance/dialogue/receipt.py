"""A receipt: a dialogue as a short line of letters that can be copied, checked and replayed.

It says which scenario, in which version, and what was chosen. Its last letters catch slips of the keyboard; they are no
secret and prove nothing.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Final

from alliance.dialogue.engine import Play, play
from alliance.dialogue.scenario import Scenario, scenario
from alliance.errors import CourseError
from alliance.language import _
from alliance.receipts import as_copied, letters

PREFIX: Final = "AW1"
_SHAPE: Final = re.compile(r"aw1\.([a-z0-9_-]{1,40})\.([0-9a-z]{6})\.([1-6]{1,20})\.([0-9a-z]{4})")
_LONGEST: Final = 200


class ReceiptError(CourseError):
    """A receipt that cannot be replayed."""


class StaleReceiptError(ReceiptError):
    """A receipt of an older version of its scenario."""


@dataclass(frozen=True)
class Receipt:
    """What a receipt says."""

    scenario: str
    hash: str
    choices: tuple[int, ...]


def encode(played: Play) -> str:
    """Return the receipt of a dialogue that was played."""
    if not played.turns:
        raise CourseError(_("Nothing has been said yet, so there is no receipt; choose an answer first."))
    choices = "".join(str(choice) for choice in played.choices)
    body = f"{PREFIX}.{played.scenario.id}.{played.scenario.hash}.{choices}"
    return f"{body}.{_check(body.lower())}"


def decode(text: object) -> Receipt:
    """Read a receipt.

    Blanks, line breaks, quotation marks, capital letters and typographic dashes are forgiven.

    Raises
    ------
    ReceiptError
        When it is no receipt, or has a slip.
    """
    if not isinstance(text, str):
        raise ReceiptError(_("A receipt is text in quotation marks; copy it with the Copy button."))
    if len(text) > _LONGEST:
        raise ReceiptError(_("This is too long for a receipt; copy the receipt alone, with the Copy button."))
    plain = as_copied(text)
    shape = _SHAPE.fullmatch(plain)
    if shape is None:
        raise ReceiptError(
            _(
                "This is not a whole receipt. It begins with AW1 and has four points in it; copy it again with the Copy button."
            )
        )
    body, _dot, check = plain.rpartition(".")
    if check != _check(body):
        raise ReceiptError(
            _("There is a slip in this receipt: a letter or a number is not as it was; copy it again.")
        )
    return Receipt(shape[1], shape[2], tuple(int(choice) for choice in shape[3]))


def replay(text: object, known: "Scenario | None" = None) -> Play:
    """Replay a receipt.

    Parameters
    ----------
    text : str
        The receipt.
    known : Scenario, optional
        The scenario that it must be of; without it, the package's own of that name.

    Raises
    ------
    StaleReceiptError
        When the scenario has changed since.
    ReceiptError
        When it is no receipt, has a slip, or is of another scenario.
    """
    read = decode(text)
    one = known or scenario(read.scenario)
    if one.id != read.scenario:
        raise ReceiptError(
            _("This receipt is of the dialogue {found}, not of {wanted}; play {wanted}.").format(
                found=read.scenario, wanted=one.id
            )
        )
    if one.hash != read.hash:
        raise StaleReceiptError(
            _(
                "This receipt is of an older version of {name}, which has changed since; play it again, please."
            ).format(name=one.id)
        )
    return play(one, read.choices)


def _check(body: str) -> str:
    number = zlib.crc32(
        body.encode()
    )  # in every language at hand: the explorer makes receipts without Python
    return letters(number, 4)
