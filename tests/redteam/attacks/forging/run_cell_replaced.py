"""Replaces the shell's run_cell and run_ast_nodes, so that a test is never run. It must earn nothing."""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
shell = get_ipython()
real = shell.run_ast_nodes
async def nothing(nodes, name, *args, **kwargs):
    import ast
    if any(isinstance(node, ast.Assert) for node in nodes):
        return False
    return await real(nodes, name, *args, **kwargs)
shell.run_ast_nodes = nothing
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
