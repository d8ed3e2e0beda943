"""Transcripts to code for ruptures, keys to hold a coding against, and the score.

A key is passed in. Those of the lessons are shipped (`lesson_key`); those of the assignments never are.
"""

from alliance.transcripts.beside import second_reading, side_by_side
from alliance.transcripts.coding import (
    WORDS,
    CodingScore,
    Misconception,
    TurnScore,
    score_coding,
    score_codings,
    score_turn,
)
from alliance.transcripts.key import Key, TurnKey, lesson_key, read_key
from alliance.transcripts.receipt import Code, Coding, decode, encode, read_codes
from alliance.transcripts.transcript import Transcript, Turn, transcript, transcripts

__all__ = [
    "WORDS",
    "Code",
    "Coding",
    "CodingScore",
    "Key",
    "Misconception",
    "Transcript",
    "Turn",
    "TurnKey",
    "TurnScore",
    "decode",
    "encode",
    "lesson_key",
    "read_codes",
    "read_key",
    "score_coding",
    "score_codings",
    "score_turn",
    "second_reading",
    "side_by_side",
    "transcript",
    "transcripts",
]
