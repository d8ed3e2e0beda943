"""Follow a page literally, in a copy of the house: give its commands, write its files, make its changes, compare what is said.

How a page is written so that it can be followed:

- ``sh``: commands, given one by one. "type `2`, `3`" in the paragraph above: what is typed then. ``sh fails``: the last of
  them must end badly.
- ``text``: what the last command says, from somewhere in its answer on; … stands for anything.
- ``diff``: lines to take out and to put in, in the file that the paragraph above names last.
- ``console``: shown, not done.
- any other kind: the text of the file that the paragraph above names last; "at the end of" adds it there.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

from pages import Block, blocks

ROOT = Path(__file__).resolve().parents[2]


def copy_house(to: Path) -> Path:
    """Copy what git would keep of this checkout, without anybody's data, into a repository of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    _own_python(to)
    for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
        subprocess.run(command, cwd=to, check=True)
    return to


_PROGRAM = """#!/bin/sh
'''exec' '{python}' "$0" "$@"
' '''
import sys
from {program.module} import {program.attr} as main
sys.exit(main())
"""
"""A program of a package, as pip writes it where the way to Python is long: read by the shell first, then by Python."""


def _own_python(house: Path) -> None:
    """Give a copy its own .venv: the libraries of this one, and the copy's own packages in the place of this checkout's."""
    here, there = Path(sys.prefix), house / ".venv"
    venv.create(there, symlinks=True)
    (packages,) = there.glob("lib/python*/site-packages")
    libraries = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    lines = [house / "course", house / "autograde", *libraries]
    (packages / "house.pth").write_text("\n".join(map(str, lines)), encoding="utf-8")
    for program in entry_points(group="console_scripts"):
        made = there / "bin" / program.name
        made.write_text(_PROGRAM.format(python=there / "bin" / "python", program=program), encoding="utf-8")
        made.chmod(0o755)
    for other in (here / "bin").iterdir():
        if not (there / "bin" / other.name).exists():
            (there / "bin" / other.name).symlink_to(other)
    (there / "share").symlink_to(here / "share")


@dataclass
class Walk:
    """A person with a page, in a copy of the house."""

    house: Path
    said: str = ""
    code: int = 0
    given: list[str] = field(default_factory=list)

    def follow(self, page: str) -> None:
        """Do all that a page says."""
        for block in blocks(page):
            self._do(block)

    def _do(self, block: Block) -> None:
        match block.kind:
            case "sh":
                for line in block.lines:
                    self._give(line, block.lead)
                    bad = block.note == "fails" and line == block.lines[-1]
                    assert (self.code != 0) == bad, f"{line}\n{self.said}"
            case "text":
                self._compare(block)
            case "console":
                pass
            case "diff":
                self._change(block)
            case _:
                self._write(block)

    def _give(self, line: str, lead: str) -> None:
        typed = re.findall(r"`(\w+)`", lead.partition(" type ")[2])
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "ALLIANCE", "GIT_"))},
            "PATH": f"{self.house}/.venv/bin:{os.environ['PATH']}",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "BROWSER": "true",
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.house, env=environment, input="\n".join([*typed, ""]),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200, check=False,
        )  # fmt: skip
        self.said, self.code = done.stdout, done.returncode
        self.given.append(line)

    def _compare(self, block: Block) -> None:
        pieces = [" ".join(piece.split()) for piece in block.text.replace("...", "…").split("…")]
        wanted = ".*?".join(re.escape(piece) for piece in pieces if piece)
        told = " ".join(self.said.split())
        assert re.search(wanted, told), (
            f"After {self.given[-1]}\nthe page shows:\n{block.text}\nsaid:\n{self.said}"
        )

    def _change(self, block: Block) -> None:
        place = self._place(block)
        old = "".join(line[1:] for line in block.text.splitlines(keepends=True) if line[0] in " -")
        new = "".join(line[1:] for line in block.text.splitlines(keepends=True) if line[0] in " +")
        text = place.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{place.name} has {text.count(old)} times:\n{old}"
        place.write_text(text.replace(old, new), encoding="utf-8")

    def _write(self, block: Block) -> None:
        place = self._place(block)
        place.parent.mkdir(parents=True, exist_ok=True)
        before = place.read_text(encoding="utf-8") if "the end of" in block.lead else ""
        place.write_text(before + block.text, encoding="utf-8")

    def _place(self, block: Block) -> Path:
        assert block.file, f"The paragraph above names no file: {block.lead}"
        return self.house / block.file
