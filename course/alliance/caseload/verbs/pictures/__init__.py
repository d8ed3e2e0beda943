"""The pictures of the verbs.

Each function returns a figure of scatter or bar traces and what it shows in words. Intervals are lines, so that
the still form needs no other kind of trace.
"""
