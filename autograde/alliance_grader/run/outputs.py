"""What a cell shows, as nbformat outputs, by the rules of a Jupyter front end."""

import base64
import io
import math
import sys
import threading
from collections.abc import Iterable
from typing import Any, Final, Literal

from alliance_grader.warm.frames import MOST_NESTED, MOST_OUTPUTS

MOST_TEXT: Final = 1_000_000
"""Characters that one cell may print; what comes after is left out, with a remark."""
MOST: Final = 5_000_000
"""Characters that a whole notebook may show."""
MOST_PIECES: Final = MOST_OUTPUTS // 2
MOST_DATA: Final = MOST_NESTED // 2
"""Of one cell: pieces, and the size of its figures."""

LEFT_OUT: Final = "[left out: too much is shown]\n"

Output = dict[str, Any]


class Outputs:
    """The outputs of one notebook, cell by cell."""

    def __init__(self) -> None:
        self.cells: dict[int, list[Output]] = {}
        self.current: list[Output] = []
        self._cell = -1
        self._shown: dict[str, list[tuple[int, Output]]] = {}
        self._clear_next = False
        self._printed = self._total = self._data = 0
        self._sinks: list[list[Output]] = []
        self._lock = threading.RLock()
        self.changed: set[int] = set()

    def begin(self, cell: int) -> None:
        """Begin a cell; what comes now belongs to it."""
        self._cell, self.current = cell, []
        self.cells[cell] = self.current
        self._clear_next = False
        self._printed = self._data = 0
        self._sinks.clear()

    def stream(self, name: Literal["stdout", "stderr"], text: str) -> None:
        """Take printed text; it joins what was printed just before to the same stream."""
        text = plain_text(text)
        if not text:
            return
        with self._lock:
            room = max(0, min(MOST_TEXT - self._printed, MOST - self._total))
            self._printed += len(text)
            self._total += min(len(text), room)
            if len(text) > room:
                if not room and self._printed - len(text) >= MOST_TEXT:
                    return
                text = text[:room] + "\n[the rest is left out: too much was printed]\n"
                self._printed = max(self._printed, MOST_TEXT)
            place = self._place()
            if len(place) >= MOST_PIECES:
                return
            if place and place[-1]["output_type"] == "stream" and place[-1]["name"] == name:
                place[-1]["text"] += text
            else:
                place.append({"output_type": "stream", "name": name, "text": text})

    def add(self, output: Output, display_id: str | None = None) -> None:
        """Take anything else."""
        with self._lock:
            size = _size(output)
            data = sum(_size(part) for part in output.get("data", {}).values() if not isinstance(part, str))
            self._data += data
            place = self._place()
            if self._total + size > MOST or self._data > MOST_DATA or len(place) >= MOST_PIECES:
                if not place or place[-1].get("text") != LEFT_OUT:
                    place.append({"output_type": "stream", "name": "stderr", "text": LEFT_OUT})
                return
            self._total += size
            place.append(output)
            if display_id is not None:
                self._shown.setdefault(display_id, []).append((self._cell, output))

    def update(self, data: dict[str, Any], metadata: dict[str, Any], display_id: str) -> None:
        """Change everything that was shown under an id, also in earlier cells."""
        with self._lock:
            size = _size(data)
            for cell, output in self._shown.get(display_id, ()):
                self._total += size
                if self._total <= MOST:
                    output["data"], output["metadata"] = data, metadata
                    self.changed.add(cell)

    def clear(self, wait: bool) -> None:
        """Clear the cell's outputs, at once or when the next one comes."""
        if wait:
            self._clear_next = True
        else:
            self._clear_next = False
            self._target().clear()

    def divert(self) -> list[Output]:
        """Let what comes now go elsewhere: into an output widget."""
        self._sinks.append([])
        return self._sinks[-1]

    def restore(self, sink: list[Output]) -> None:
        """End a diversion."""
        self._sinks = [kept for kept in self._sinks if kept is not sink]

    def _target(self) -> list[Output]:
        return self._sinks[-1] if self._sinks else self.current

    def _place(self) -> list[Output]:
        place = self._target()
        if self._clear_next:
            self._clear_next = False
            place.clear()
        return place


class Stream(io.TextIOBase):
    """What stands for ``sys.stdout`` and ``sys.stderr``."""

    def __init__(self, outputs: Outputs, name: Literal["stdout", "stderr"]) -> None:
        self._outputs = outputs
        self._name = name

    @property
    def name(self) -> str:
        """As the real one's."""
        return f"<{self._name}>"

    encoding = "UTF-8"
    errors = "replace"

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._outputs.stream(self._name, text)
        return len(text)

    def writelines(self, lines: Iterable[Any]) -> None:
        """Take several texts."""
        for line in lines:
            self.write(line)


def plain_text(text: str) -> str:
    """Return exactly a `str` that can be encoded."""
    text = "".join((text,))
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def plain(value: Any, depth: int = 0) -> Any:  # noqa: PLR0911
    """Return a value as JSON has it: what JSON does not have becomes None, text, or base64."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, int):
        return int(value) if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if depth > 50:
        return None
    if isinstance(value, dict):
        return {plain_text(str(key)): plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner, depth + 1) for inner in value]
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray | numpy.generic):
        return plain(value.tolist(), depth + 1)
    return plain_text(str(value))


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(key) + _size(inner) for key, inner in value.items())
    if isinstance(value, list):
        return sum(map(_size, value)) + len(value)
    return 9
