"""The weights: one JSON file, made by `autograde/reply_training/train.py`, read once."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

CRITERIA: Final = ("R1", "R2", "R3", "R4", "R5")
SCHEMA: Final = 1


@dataclass(frozen=True)
class Tree:
    """A small decision tree as five columns; a leaf has no feature (-1)."""

    feature: list[int]
    below: list[float]
    left: list[int]
    right: list[int]
    value: list[float]

    def of(self, numbers: list[float]) -> float:
        """Return the value of the leaf that these numbers lead to."""
        node = 0
        while self.feature[node] >= 0:
            node = self.left[node] if numbers[self.feature[node]] <= self.below[node] else self.right[node]
        return self.value[node]


@dataclass(frozen=True)
class Criterion:
    """How one criterion is read: a line and some trees over the same numbers, then calibrated.

    Attributes
    ----------
    names : list of str
        The numbers that are looked at; the names are those of `features.Reply.numbers`.
    weights, bias
        The line. The numbers are taken as they are: their spread is in the weights.
    trees, start
        The trees and what they start from.
    pieces, piece_bias
        What words and pairs of words add, as a light support of the cues.
    slope, shift
        The calibration, fitted on clients that the line and the trees had not seen.
    guess : float
        From this probability on the best guess is "yes".
    credit : float
        From this probability on it may be credited.
    """

    names: list[str]
    weights: list[float]
    bias: float
    trees: list[Tree]
    start: float
    pieces: dict[str, float]
    piece_bias: float
    slope: float
    shift: float
    guess: float
    credit: float

    def probability(self, of_reply: dict[str, float], pieces: set[str]) -> float:
        """Return the probability that the criterion is met, from a reply's numbers and its words."""
        numbers = [of_reply[name] for name in self.names]
        line = self.bias + math.fsum(
            weight * number for weight, number in zip(self.weights, numbers, strict=True)
        )
        trees = self.start + math.fsum(tree.of(numbers) for tree in self.trees)
        known = [self.pieces[piece] for piece in pieces if piece in self.pieces]
        words = self.piece_bias + math.fsum(known) / math.sqrt(max(len(pieces), 1))
        return logistic(self.slope * ((line + trees) / 2 + words) + self.shift)


@dataclass(frozen=True)
class Weights:
    """Everything that was learned.

    Attributes
    ----------
    criteria : dict
        R1 to R5.
    exact_names, exact_weights, exact_bias
        From the five probabilities to the probability that the overall score is exactly right.
    sure : float
        Below this probability a person looks.
    made : dict
        From how many replies, of which files, and when.
    """

    criteria: dict[str, Criterion]
    exact_names: list[str]
    exact_weights: list[float]
    exact_bias: float
    sure: float
    made: dict[str, Any]

    def exact(self, numbers: dict[str, float]) -> float:
        """Return the probability that the overall score is exactly right."""
        pairs = zip(self.exact_names, self.exact_weights, strict=True)
        return logistic(self.exact_bias + math.fsum(weight * numbers[name] for name, weight in pairs))


def logistic(number: float) -> float:
    """Return the probability that belongs to log odds."""
    return 1 / (1 + math.exp(-max(min(number, 30.0), -30.0)))


def from_json(text: str) -> Weights:
    """Read weights; a file of another schema is a fault of ours and keeps its traceback."""
    raw = json.loads(text)
    if raw["schema"] != SCHEMA:
        raise ValueError(f"weights.json has schema {raw['schema']}, and this version reads {SCHEMA}")
    criteria = {}
    for name in CRITERIA:
        row = dict(raw["criteria"][name])
        row["trees"] = [Tree(**tree) for tree in row["trees"]]
        criteria[name] = Criterion(**row)
    exact = raw["exact"]
    return Weights(criteria, exact["names"], exact["weights"], exact["bias"], raw["sure"], raw["made"])


@cache
def weights() -> Weights:
    """Return the weights that are shipped."""
    return from_json(files("alliance.replies").joinpath("weights.json").read_text(encoding="utf-8"))


def exact_numbers(probabilities: dict[str, float], labels: dict[str, int], flagged: bool) -> dict[str, float]:
    """Return what the probability of an exactly right overall score is computed from."""
    ours = overall(labels)
    yes = [probabilities[name] for name in CRITERIA]
    agreed = 0.0
    for case in range(32):
        bits = {name: case >> place & 1 for place, name in enumerate(CRITERIA)}
        if overall(bits) == ours:
            agreed += math.prod(
                one if bits[name] else 1 - one for name, one in zip(CRITERIA, yes, strict=True)
            )
    doubt = [min(one, 1 - one) for one in yes]
    agreed = min(max(agreed, 0.01), 0.99)
    return {
        "agreed": math.log(agreed / (1 - agreed)),
        "doubt": max(doubt),
        "doubts": sum(doubt),
        "harm and help": float(labels["R5"] and sum(labels[name] for name in CRITERIA[:4]) > 0),
        "none": float(ours == 0),
        "all": float(ours == 4),
        "harm": float(labels["R5"]),
        "flagged": float(flagged),
    }


def overall(labels: dict[str, int]) -> int:
    """Return the overall score of a set of labels: the four that help, less two for harm, never below 0."""
    return max(0, sum(labels[name] for name in CRITERIA[:4]) - 2 * labels["R5"])
