"""The bar shows a rate and the time left, also in a narrow terminal."""

import io

from rich.console import Console

from alliance.progress import bar, rate


def test_rate_is_in_a_minute_and_says_nothing_before_it_is_known() -> None:
    assert rate(None) == rate(0.0) == ""
    assert rate(3.11) == "187/min"


def test_a_narrow_terminal_shows_count_rate_and_time_left() -> None:
    screen = io.StringIO()
    moments = iter(range(1000))
    with bar(Console(file=screen, width=60, force_terminal=True)) as shown:
        shown.get_time = lambda: float(next(moments))
        task = shown.add_task("Grading", total=12)
        for _ in range(6):
            shown.advance(task)
        shown.refresh()
        last = screen.getvalue().splitlines()[-1]
    assert "6/12" in last
    assert "/min" in last
    assert "left 0:0" in last
