"""Where the output of tests goes: IPython's display, caught as nbformat outputs."""

import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

MOST_TEXT: Final = 100_000
"""Characters that the tests of one cell may print."""


class Screen:
    """Catches what is displayed and printed. One for a process, since IPython has one shell."""

    def __init__(self) -> None:
        from IPython.core.displaypub import DisplayPublisher
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        screen = self

        class Publisher(DisplayPublisher):
            def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
                screen.add({"output_type": "display_data", "data": data, "metadata": metadata or {}})

            def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002
                screen.outputs.clear()

        self.outputs: list[dict[str, Any]] = []
        self._text = 0
        self.shell = InteractiveShell.instance(config=config)
        self.shell.display_pub = Publisher(parent=self.shell)  # type: ignore[no-untyped-call]

    def add(self, output: dict[str, Any]) -> None:
        """Take an output."""
        self.outputs.append(output)

    def text(self, text: str) -> int:
        """Take printed text; what is too much is dropped."""
        left = MOST_TEXT - self._text
        self._text += len(text)
        if left > 0 and text:
            last = self.outputs[-1] if self.outputs else {}
            if last.get("output_type") != "stream":
                last = {"output_type": "stream", "name": "stdout", "text": ""}
                self.outputs.append(last)
            last["text"] += text[:left].encode("utf-8", "replace").decode("utf-8")
        return len(text)

    @contextmanager
    def catching(self) -> Iterator[list[dict[str, Any]]]:
        """Collect the outputs of what runs inside."""
        self.outputs, self._text = [], 0
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Printed(self), io.StringIO()
        try:
            with warnings.catch_warnings(action="ignore"):
                yield self.outputs
        finally:
            sys.stdout, sys.stderr = before


class _Printed(io.TextIOBase):
    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return self._screen.text(text)
