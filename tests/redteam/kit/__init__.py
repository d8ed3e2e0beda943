"""What an attack file needs: the two assignments, a notebook to type into, and the scene it plays in."""

from kit.notebooks import A2, T1, Release, add_cell, cell_of, right_answers, type_in, write
from kit.scene import Scene

__all__ = ["A2", "T1", "Release", "Scene", "add_cell", "cell_of", "right_answers", "type_in", "write"]
