"""What an assignment gives to its student: a caseload, transcripts, dialogues and cards, in one of several variants."""

from alliance.assignments.assignment import FIRST, Assignment, Card, assignment, letters, variant_or_first

__all__ = ["FIRST", "Assignment", "Card", "assignment", "letters", "variant_or_first"]
