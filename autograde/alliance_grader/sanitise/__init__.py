"""Graded notebooks that are safe to open: the last thing that happens to a submission before it is recorded."""

from alliance_grader.sanitise.notebook import sanitise

__all__ = ["sanitise"]
