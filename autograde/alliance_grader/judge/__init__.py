"""The judge: the instructor's own tests, hidden ones included, on values that the student's notebook gave."""
