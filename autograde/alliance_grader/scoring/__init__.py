"""Scores: the answers of an item in, points and reasons out. Trusted code; it never runs a student's."""

from alliance_grader.scoring.key import Key, keys_folder, misconceptions, read_key
from alliance_grader.scoring.score import score, score_item

__all__ = ["Key", "keys_folder", "misconceptions", "read_key", "score", "score_item"]
