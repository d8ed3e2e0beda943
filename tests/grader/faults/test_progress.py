"""The bar shows a rate and the time left, also in a narrow terminal."""

import io

from rich.console import Console

from alliance.progress import bar, rate


def test_rate_is_in_a_minute_and_says_nothing_before_it_is_known() -> None:
    assert rate(None) == rate(0.0) == ""
    assert rate(3.11) == "187/min"


def test_a_narrow_terminal_shows_count_rate_and_time_left() -> None:
    screen = Console(file=io.StringIO(), width=60)
    shown = bar(screen)
    moments = iter(range(1000))
    shown.get_time = lambda: float(next(moments))
    task = shown.add_task("Grading", total=12)
    for _ in range(6):
        shown.advance(task)
    screen.print(shown.get_renderable())
    assert isinstance(screen.file, io.StringIO)
    told = screen.file.getvalue()
    assert "6/12" in told
    assert "/min" in told
    assert "left 0:0" in told
