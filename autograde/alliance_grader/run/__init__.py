"""What the sandboxed child does: a student's notebook, cell by cell."""
