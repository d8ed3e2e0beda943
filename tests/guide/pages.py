"""Read a page of the documentation as a person follows it: commands, files to write, changes to make, and what is then said."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One grey box of a page.

    Attributes
    ----------
    kind : str
        The word behind the opening fence.
    text : str
        What stands in it.
    lead : str
        The paragraph above it, on one line; empty below another box.
    note : str
        What else stands behind the opening fence.
    """

    kind: str
    text: str
    lead: str
    note: str = ""

    @property
    def lines(self) -> list[str]:
        """Its lines, without empty ones."""
        return [line for line in self.text.splitlines() if line]

    @property
    def file(self) -> str | None:
        """The file that it is about: the last one that is named in the paragraph above."""
        named = re.findall(r"`([\w./-]*\w\.\w+)`", self.lead)
        return named[-1] if named else None


_FENCE = re.compile(r"^( *)(`{3,})(\w*) *([\w ]*)\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[Block]:
    """Return all grey boxes of a page, in order."""
    found = []
    for match in _FENCE.finditer(page):
        above = page[: match.start()].rstrip().rsplit("\n\n", 1)[-1]
        above = "" if above.endswith("```") else above
        indent = len(match[1])
        text = "".join(line[indent:] if line.strip() else line for line in match[5].splitlines(keepends=True))
        found.append(Block(match[3], text, " ".join(above.split()), match[4]))
    return found
