"""Take the points elsewhere: to a spreadsheet, or into the file of a learning platform."""

from alliance_grader.export.fill import Filled, fill
from alliance_grader.export.platforms import Platform, platform
from alliance_grader.export.points import Points, points_of
from alliance_grader.export.sheet import SEPARATORS, Sheet, read_sheet
from alliance_grader.export.tables import Style, course_table, item_table, platform_table

__all__ = [
    "SEPARATORS",
    "Filled",
    "Platform",
    "Points",
    "Sheet",
    "Style",
    "course_table",
    "fill",
    "item_table",
    "platform",
    "platform_table",
    "points_of",
    "read_sheet",
]
