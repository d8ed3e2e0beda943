"""Registers an AST transformer that takes every assert out of the cells that follow. It must earn nothing."""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
import ast
class Forget(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
    def visit_Expr(self, node):
        return ast.copy_location(ast.Pass(), node) if "testing" in ast.dump(node) else node
get_ipython().ast_transformers.append(Forget())
def weighted_mean(values, weights):
    return 7
"""

LATER = """
centred = np.zeros(4)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="t1-centred")
    write(release, folder)
