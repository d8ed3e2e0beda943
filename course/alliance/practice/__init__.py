"""Practice checks: what I saw, what I expected, where to look. They never grade.

Importing this inside a notebook also makes the notebook answer common slips of the keyboard in plain words
(`alliance.practice.slips`). Nothing here needs numpy or pandas.
"""

from alliance.practice.check import Note, check, notes
from alliance.practice.slips import install

__all__ = ["Note", "check", "install", "notes"]

install()
