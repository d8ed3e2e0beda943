"""The kinds of parts that an item can have: each a record of the key that judges the answers it names."""

from alliance_grader.scoring.parts.choice import ChoicePart
from alliance_grader.scoring.parts.chosen import ChosenPart
from alliance_grader.scoring.parts.coding import CodingPart
from alliance_grader.scoring.parts.confidence import ConfidencePart
from alliance_grader.scoring.parts.dialogue import DialoguePart
from alliance_grader.scoring.parts.ending import EndingPart
from alliance_grader.scoring.parts.label import LabelPart
from alliance_grader.scoring.parts.number import NumberPart
from alliance_grader.scoring.parts.own_view import OwnViewPart
from alliance_grader.scoring.parts.part import AboutPart, JudgingPart
from alliance_grader.scoring.parts.policy import PolicyPart
from alliance_grader.scoring.parts.range import RangePart
from alliance_grader.scoring.parts.reply import ReplyPart
from alliance_grader.scoring.parts.rule import RulePart
from alliance_grader.scoring.parts.sentence import SentencePart
from alliance_grader.scoring.parts.sign import SignPart
from alliance_grader.scoring.parts.weighed import WeighedPart

Part = (
    NumberPart
    | SignPart
    | LabelPart
    | RangePart
    | ChoicePart
    | CodingPart
    | ConfidencePart
    | OwnViewPart
    | ReplyPart
    | DialoguePart
    | PolicyPart
    | SentencePart
    | ChosenPart
    | RulePart
    | WeighedPart
    | EndingPart
)

__all__ = [
    "AboutPart",
    "ChoicePart",
    "ChosenPart",
    "CodingPart",
    "ConfidencePart",
    "DialoguePart",
    "EndingPart",
    "JudgingPart",
    "LabelPart",
    "NumberPart",
    "OwnViewPart",
    "Part",
    "PolicyPart",
    "RangePart",
    "ReplyPart",
    "RulePart",
    "SentencePart",
    "SignPart",
    "WeighedPart",
]
