"""What a practice check says of the form of an answer, for each kind of blank."""

import sys
from collections import Counter

import pytest

from alliance.dialogue import encode, play, scenarios
from alliance.practice.blanks import Number, Policy, Receipt, Text, Word
from alliance.practice.check import notes

SHARE = Number(name="share", where="Look.", low=-1, high=1, unit="a proportion", proportion=True)
LETTER = Word(name="letter", where="Look.", words=("a", "b"))
WORDS = Text(name="words", where="Look.", least=4, most=8, holds="so that")
DIALOGUE = Receipt(name="receipt", where="Look.", of="dialogue")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.28, ""),
        ("0.28", ""),
        (28, "28 % is 0.28"),
        ("28%", "28 % is 0.28"),
        ((0, 28), "point, not a comma"),
        (1000, "outside the range"),
        ([0.28], "a single number"),
        (float("nan"), "a single number"),
        (True, "a single number"),
    ],
)
def test_a_percentage_in_place_of_a_proportion_is_recognised(value: object, said: str) -> None:
    found = SHARE.trouble(value)
    assert (said in found) if said else found == ""


@pytest.mark.parametrize(
    ("value", "ready"), [("a", True), (" “B” ", True), ("c", False), (1, False), (["a"], False)]
)
def test_a_word_must_be_one_of_those_given(value: object, ready: bool) -> None:
    assert (LETTER.trouble(value) == "") is ready


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("we count mornings so that Ada gets up", ""),
        ("we count mornings SO  THAT\nAda gets up", ""),
        ("so that", "a little more"),
        ("one", "there is 1 word"),
        ("we count the mornings and Ada", 'use the words "so that"'),
        ("so that " * 9, "more briefly"),
        (7, "two quotation marks"),
    ],
)
def test_a_text_has_a_length_and_holds_its_words(value: object, said: str) -> None:
    found = WORDS.trouble(value)
    assert (said in found) if said else found == ""


def test_a_receipt_is_read_and_a_slip_in_it_is_said() -> None:
    one, other = list(scenarios())[:2]
    from alliance.dialogue import scenario

    receipt = encode(play(scenario(one), [1]))
    assert DIALOGUE.trouble(receipt) == ""
    assert DIALOGUE.trouble(f" {receipt.lower()} \n") == "" or "receipt" in DIALOGUE.trouble(receipt.lower())
    slip = receipt[:-1] + ("A" if receipt[-1] != "A" else "B")
    assert DIALOGUE.trouble(slip)
    assert "Traceback" not in DIALOGUE.trouble(slip)
    assert "quotation marks" in DIALOGUE.trouble(12)
    about_other = Receipt(name="receipt", where="Look.", of="dialogue", about=other)
    assert one in about_other.trouble(receipt)


def test_a_policy_is_a_table_of_moves() -> None:
    blank = Policy(name="policy", where="Look.")
    assert blank.trouble("persuade")
    assert blank.trouble({"withdrawal": {"open": "shout"}})


def test_hints_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    hinted = Number(
        name="share", where="Look.", low=0, high=1, unit="points", hints=("First hint.", "Second hint.")
    )
    module = sys.modules["alliance.practice.check"]
    monkeypatch.setattr(module, "blanks", lambda _item: (hinted,))
    monkeypatch.setattr(module, "_LOOKED", Counter())
    said = [notes("x-item", {"share": ...})[0].where for _ in range(4)]
    assert [("First" in one, "Second" in one) for one in said] == [
        (False, False),
        (True, False),
        (True, True),
        (True, True),
    ]
    assert notes("x-item", {"share": 0.5})[0].where == "nothing to do"
