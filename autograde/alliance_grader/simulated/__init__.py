"""A simulated class for any assignment, made from its key: it shows what the scores do, before real students meet them.

Who is in the class (`roster`), what each answers (`sheet`), how it is typed (`typed`), and the real grader at work on
the notebooks that they fill in (`graded_class`). The same seed gives the same class, to the byte.
"""

from alliance_grader.simulated.classroom import Handed, graded_class, hand_in_class
from alliance_grader.simulated.roster import Role, Student, roster
from alliance_grader.simulated.sheet import Sheet, sheet
from alliance_grader.simulated.slips import typed

__all__ = [
    "Handed",
    "Role",
    "Sheet",
    "Student",
    "graded_class",
    "hand_in_class",
    "roster",
    "sheet",
    "typed",
]
