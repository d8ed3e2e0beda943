"""One way to watch long work in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, Task
    from rich.text import Text


def bar(console: "Console") -> "Progress":
    """Return a bar with the count, how many are done in a minute, the time taken and the time left."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    class Rate(ProgressColumn):
        """How many are done in a minute, over the last of them."""

        def render(self, task: "Task") -> "Text":
            from rich.text import Text

            return Text(rate(task.finished_speed or task.speed), style="progress.data.speed")

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
    )


def rate(per_second: float | None) -> str:
    """Return a speed in words; nothing while it is not known."""
    return f"{60 * per_second:.0f}/min" if per_second else ""
