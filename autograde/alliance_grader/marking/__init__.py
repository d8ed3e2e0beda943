"""Marking by people: one answer at a time, beside its mark scheme, into nbgrader's own gradebook.

What is shown is read from the source notebook (schemes), the gradebook (waiting) and the graded notebook (answers);
what is given is kept for each rater (raters) and entered where formgrader would enter it (entering).
"""
