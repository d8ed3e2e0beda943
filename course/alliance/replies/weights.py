"""The weights: one JSON file, made by `autograde/reply_training/train.py`, read once."""

import base64
import json
import math
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

CRITERIA: Final = ("R1", "R2", "R3", "R4", "R5")
SCHEMA: Final = 2
_PRINT: Final = 3
"""Bytes kept of the checksum of a piece of text: a stranger is taken for a known one once in about 800 pieces."""


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
    """How one criterion is read: a line and some trees over the same numbers and a line over pieces of text, then calibrated.

    Attributes
    ----------
    names : list of str
        The numbers that are looked at; the names are those of `features.Reply.numbers`.
    weights, bias
        The line. The numbers are taken as they are: their spread is in the weights.
    trees, start
        The trees and what they start from.
    pieces, piece_scale, piece_bias
        What words, their neighbours and their letters add: a whole number for each known piece, and what one is worth.
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
    pieces: memoryview
    piece_scale: float
    piece_bias: float
    slope: float
    shift: float
    guess: float
    credit: float

    def probability(self, of_reply: dict[str, float], known: list[int]) -> float:
        """Return the probability that the criterion is met, from a reply's numbers and its known pieces."""
        numbers = [of_reply[name] for name in self.names]
        line = self.bias + math.fsum(
            weight * number for weight, number in zip(self.weights, numbers, strict=True)
        )
        trees = self.start + math.fsum(tree.of(numbers) for tree in self.trees)
        total = sum(self.pieces[place] for place in known) * self.piece_scale
        words = self.piece_bias + total / math.sqrt(max(len(known), 1))
        return logistic(self.slope * ((line + trees) / 2 + words) + self.shift)


@dataclass(frozen=True)
class Weights:
    """Everything that was learned.

    Attributes
    ----------
    criteria : dict
        R1 to R5.
    places : dict
        Which pieces of text are known, by the beginning of their checksums, and where their weights stand.
    exact_names, exact_weights, exact_bias
        From the five probabilities to the probability that the overall score is exactly right.
    sure : float
        Below this probability a person looks.
    made : dict
        From how many replies, of which files, and when.
    """

    criteria: dict[str, Criterion]
    places: dict[bytes, int]
    exact_names: list[str]
    exact_weights: list[float]
    exact_bias: float
    sure: float
    made: dict[str, Any]

    def known(self, pieces: Iterable[str]) -> list[int]:
        """Return where the weights of those pieces stand that were met while training, in order."""
        found = (self.places.get(fingerprint(piece)) for piece in pieces)
        return sorted(place for place in found if place is not None)

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
        row["trees"] = [_tree(tree) for tree in row["trees"]]
        row["pieces"] = memoryview(base64.b64decode(row["pieces"])).cast("b")
        criteria[name] = Criterion(**row)
    prints = base64.b64decode(raw["prints"])
    places = {prints[at : at + _PRINT]: at // _PRINT for at in range(0, len(prints), _PRINT)}
    exact = raw["exact"]
    return Weights(
        criteria, places, exact["names"], exact["weights"], exact["bias"], raw["sure"], raw["made"]
    )


def _tree(nested: Any) -> Tree:
    """Read a tree that is written as [feature, below, left, right], where a number is a leaf."""
    tree = Tree([], [], [], [], [])

    def add(node: Any) -> int:
        place = len(tree.feature)
        inner = isinstance(node, list)
        tree.feature.append(node[0] if inner else -1)
        tree.below.append(node[1] if inner else 0.0)
        tree.value.append(0.0 if inner else node)
        tree.left.append(0)
        tree.right.append(0)
        if inner:
            tree.left[place] = add(node[2])
            tree.right[place] = add(node[3])
        return place

    add(nested)
    return tree


def fingerprint(piece: str) -> bytes:
    """Return the beginning of a checksum, which stands for a piece of text in the weights."""
    return zlib.crc32(piece.encode()).to_bytes(4, "big")[:_PRINT]


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
