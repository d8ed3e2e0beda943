"""The kinds of parts that an item can have: each a record of the key that judges the answers it names."""

from alliance_grader.scoring.parts.choice import ChoicePart
from alliance_grader.scoring.parts.confidence import ConfidencePart
from alliance_grader.scoring.parts.label import LabelPart
from alliance_grader.scoring.parts.number import NumberPart
from alliance_grader.scoring.parts.own_view import OwnViewPart
from alliance_grader.scoring.parts.part import AboutPart, JudgingPart
from alliance_grader.scoring.parts.range import RangePart
from alliance_grader.scoring.parts.reply import ReplyPart
from alliance_grader.scoring.parts.sign import SignPart

Part = NumberPart | SignPart | LabelPart | RangePart | ChoicePart | ConfidencePart | OwnViewPart | ReplyPart

__all__ = [
    "AboutPart",
    "ChoicePart",
    "ConfidencePart",
    "JudgingPart",
    "LabelPart",
    "NumberPart",
    "OwnViewPart",
    "Part",
    "RangePart",
    "ReplyPart",
    "SignPart",
]
