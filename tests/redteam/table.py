"""Write docs/security/red_team.md: every attack, what stock nbgrader gave it and what it gets here.

    python tests/redteam/table.py

The results lie beside this file: stock.json comes of stock.py, ours.json of run_class.py.
"""

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))

from kit.catalogue import Attack, attacks

HERE: Final = Path(__file__).parent
PAGE: Final = HERE.parents[1] / "docs" / "security" / "red_team.md"

_FAMILIES: Final = {
    "forging": "Points that were not earned",
    "theft": "Keys, hidden tests and other people's work",
    "persistence": "Traces that outlive the run",
    "denial": "Stopping the grader, or the class",
    "intake": "What is handed in",
    "browser": "The marker's browser",
}

_HEAD: Final = """\
# What the red team tries

Every attack is one file under `tests/redteam/attacks/`. All of them are handed in to one class with honest neighbours and
graded in one run; the same attacks go through stock nbgrader {version} one by one, each with an honest student after it, where that
is safe. Both happen in a box: processes, network and every file but the class's own belong to the box alone, and go with it.

An attack *gains* when it gets a point that it does not deserve, reads a secret that was planted, reaches a listener, leaves a
process or a file outside `gradebook/`, runs in the marker's browser, costs a neighbour anything, or leaves no recorded result.
A dash means that it gained nothing; on stock nbgrader that is so for some because stock does the right thing there, and they
are kept so that it stays so here.

This page is made by `python tests/redteam/table.py`.

"""


def _read(name: str) -> dict[str, Any]:
    path = HERE / name
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _said(attack: Attack, found: dict[str, Any]) -> str:
    """Say what an attack gained."""
    got = found.get(f"{attack.family}/{attack.name}")
    if got is None:
        return f"not run: {attack.unsafe}" if attack.unsafe else "not run"
    return "; ".join(got["gains"]) or "—"


def page() -> str:
    """Return the page."""
    stock, ours = _read("stock.json"), _read("ours.json")
    text = _HEAD.format(version="0.9.6")
    families = {name: list(group) for name, group in groupby(attacks(), lambda attack: attack.family)}
    text += "| Family | Attacks | Run on stock | Gain on stock | Run here | Gain here |\n|---|---:|---:|---:|---:|---:|\n"
    total = [0] * 5
    for name, title in _FAMILIES.items():
        row = [len(families.get(name, []))]
        for found in (stock, ours):
            mine = [found.get(f"{name}/{attack.name}") for attack in families.get(name, [])]
            row += [sum(got is not None for got in mine), sum(bool(got and got["gains"]) for got in mine)]
        total = [old + new for old, new in zip(total, row, strict=True)]
        text += f"| [{title}](#{name}) | " + " | ".join(map(str, row)) + " |\n"
    text += "| **All** | " + " | ".join(f"**{number}**" for number in total) + " |\n"
    whole = ours.get("the class", {}).get("gains", [])
    text += (
        "\nThe class as a whole, here: "
        + ("; ".join(map(_cell, whole)) or "as if nobody had attacked")
        + ".\n"
    )
    for name, title in _FAMILIES.items():
        text += f'\n<a id="{name}"></a>\n\n## {title}\n\n| Attack | It | It must not | Stock nbgrader | Here |\n|---|---|---|---|---|\n'.replace(
            "| It must not |", "| What must happen |"
        )
        for attack in families.get(name, []):
            text += (
                f"| `{attack.name}` | {_cell(attack.tries)} | {_cell(attack.must)} "
                f"| {_cell(_said(attack, stock))} | {_cell(_said(attack, ours))} |\n"
            )
    return text


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
