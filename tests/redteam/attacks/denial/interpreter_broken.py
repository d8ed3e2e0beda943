"""Breaks the interpreter under the cells to come: sys.modules, builtins, codecs, the shell and the streams.

The run must end with a recorded result.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import builtins, codecs, sys
shell = get_ipython()
shell.run_cell = None
shell.displayhook = None
sys.stdout = sys.stderr = sys.__stdout__ = None
codecs.register(lambda name: 1 / 0)
for name in ("print", "len", "isinstance", "type", "Exception", "list", "dict", "open", "getattr"):
    setattr(builtins, name, None)
sys.modules.clear()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
