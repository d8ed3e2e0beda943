"""The class report: one graded assignment as one HTML file that needs nothing else."""

from alliance_grader.report.page import render, write

__all__ = ["render", "write"]
