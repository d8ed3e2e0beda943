"""Does an assignment work? Its items, as a simulated class shows them through the real grader."""

from alliance_grader.items.figures import AssignmentFigures, ItemFigures, figures
from alliance_grader.items.measuring import measure
from alliance_grader.items.page import page, write_page

__all__ = ["AssignmentFigures", "ItemFigures", "figures", "measure", "page", "write_page"]
