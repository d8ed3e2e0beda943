"""The reference of a program's commands, from the program itself.

In a page: ``{command-line} alliance.cli:app`` with the program's name as its content.
"""

import re
from importlib import import_module
from typing import Any, Final

import typer
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.cli import get_docs_for_click

_MARKUP: Final = re.compile(r"\[/?(?:bold|dim|italic|green|red|yellow|cyan)(?: \w+)?\]|\[/\]")
# Each command has a heading; typer's list of them before it cuts their sentences short.
_LIST: Final = re.compile(r"\*\*Commands\*\*:\n\n(?:\* .*\n)+\n")


def reference(app: typer.Typer, name: str) -> str:
    """Describe every command of a program as Markdown, one heading each.

    Parameters
    ----------
    app : typer.Typer
        The program.
    name : str
        What it is called by.
    """
    command = typer.main.get_command(app)
    told = get_docs_for_click(obj=command, ctx=typer.Context(command), name=name)
    # The page has a heading of its own, and none but this one says `--help`.
    told = told.partition("\n")[2].replace("* `--help`: Show this message and exit.\n", "")
    told = told.replace("**Options**:\n\n\n", "").replace("**Usage**:\n\n", "")
    return _MARKUP.sub("", _LIST.sub("", told))


class CommandLine(SphinxDirective):
    """Put the commands of a program into a page."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Ask the program, and read its answer as Markdown."""
        module, _, app = self.arguments[0].partition(":")
        loaded = import_module(module)
        self.env.note_dependency(loaded.__file__ or "")
        told = reference(getattr(loaded, app), " ".join(self.content))
        return self.parse_text_to_nodes(told, allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_directive("command-line", CommandLine)
    return {"parallel_read_safe": True}
