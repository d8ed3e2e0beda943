"""The class report: one graded assignment, or the whole course, as one HTML file or notebook that needs nothing else."""

from alliance_grader.report.course import Course, gather
from alliance_grader.report.notebook import Report, as_notebook, open_report
from alliance_grader.report.page import render, write
from alliance_grader.report.whole import render_course

__all__ = ["Course", "Report", "as_notebook", "gather", "open_report", "render", "render_course", "write"]
