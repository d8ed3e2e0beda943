"""What a clean copy must know of a notebook: whether it is the same as another, of which edition, on which letter."""

import json
import re
from typing import Any, Final

_LETTER: Final = re.compile(r"""\bvariant\s*=\s*\\?["']([A-Za-z])\\?["']""")
_VERSION: Final = re.compile(r'"alliance"\s*:\s*\{\s*"version"\s*:\s*(\d+)')


def same(one: bytes, other: bytes) -> bool:
    """Tell whether two notebooks say and show the same; what JupyterLab notes for itself on saving does not count."""
    return one == other or (_content(one) is not None and _content(one) == _content(other))


def edition(content: bytes) -> int | None:
    """Return which version of its assignment a notebook says it is, even when it is damaged; None when it says none."""
    found = _VERSION.search(content.decode("utf-8", "replace"))
    return int(found[1]) if found else None


def letter(content: bytes) -> str | None:
    """Return the letter of the variant that a trainee has typed, even into a notebook that is damaged now."""
    found = _LETTER.search(content.decode("utf-8", "replace"))
    return found[1] if found else None


def locked_parts(content: bytes) -> dict[str, str]:
    """Return nbgrader's checksum of each cell that is not for answers, by the cell's name."""
    found = {}
    for cell in _cells(content):
        marks = _dict(_dict(cell.get("metadata")).get("nbgrader"))
        if marks.get("locked") and isinstance(marks.get("checksum"), str):
            found[str(marks.get("grade_id"))] = str(marks["checksum"])
    return found


def _content(content: bytes) -> Any:
    """Return what a reader would notice; None when it is no notebook."""
    cells = _cells(content)
    if not cells:
        return None
    metadata = _dict(_read(content).get("metadata"))
    return (
        _dict(metadata.get("kernelspec")).get("name"),
        metadata.get("alliance"),
        [
            (
                cell.get("cell_type"),
                _joined(cell.get("source")),
                cell.get("outputs") or [],
                _dict(cell.get("metadata")).get("nbgrader"),
            )
            for cell in cells
        ],
    )


def _cells(content: bytes) -> list[dict[str, Any]]:
    cells = _read(content).get("cells")
    return [_dict(cell) for cell in cells] if isinstance(cells, list) else []


def _read(content: bytes) -> dict[str, Any]:
    try:
        return _dict(json.loads(content))
    except (ValueError, RecursionError):  # a letter that is not UTF-8, half a file, a text
        return {}


def _dict(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _joined(source: Any) -> Any:
    return "".join(map(str, source)) if isinstance(source, list) else source
