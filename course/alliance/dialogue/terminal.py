"""A dialogue in the terminal: read, choose a number, see what it did."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from alliance.dialogue.effects import effects
from alliance.dialogue.engine import Play, play
from alliance.dialogue.receipt import encode
from alliance.dialogue.scenario import Scenario
from alliance.dialogue.solve import Solution, judge
from alliance.dialogue.state import LEVELS, State
from alliance.dialogue.telling import teller
from alliance.language import _, number, pgettext

_SHOWN = (*LEVELS, "intensity")


def play_in_terminal(scenario: Scenario, console: Console | None = None) -> Play:
    """Play a scenario with somebody at the keyboard until it ends or they stop."""
    console = console or Console(highlight=False)
    told = teller(scenario)
    console.print(Panel(told(scenario.setting), title=told(scenario.title), title_align="left"))
    choices: list[int] = []
    while True:
        now = play(scenario, choices)
        if now.turns:
            _tell(console, now)
        if now.beat is None:
            break
        console.print(f"\n[bold]{escape(scenario.client)}:[/] {escape(told(now.line or ''))}\n")
        options = scenario.beats[now.beat].options
        for place, option in enumerate(options, 1):
            console.print(f"  [bold]{place}[/]  {told(option.say)}")
        choice = _ask(console, len(options), bool(choices))
        if choice is None:
            break
        choices = choices[:-1] if choice == 0 else [*choices, choice]
    if now.ending is not None:
        _close(console, now)
    if now.turns:
        receipt = _("Receipt: {receipt}").format(receipt=f"[bold]{encode(now)}[/]")
        console.print(f"\n{receipt}")
    return now


def _ask(console: Console, most: int, back: bool) -> int | None:
    """Ask until the answer is a number, b (0) or q (None): the same keys in every language."""
    asked = (
        _("Your answer, 1 to {most}, b to go back, q to stop: ")
        if back
        else _("Your answer, 1 to {most}, q to stop: ")
    )
    words = asked.format(most=most)
    while True:
        try:
            said = console.input(words).strip().lower()
        except EOFError:
            return None
        if said in {"q", "quit"}:
            return None
        if said in {"b", "back"} and back:
            return 0
        if said.isdecimal() and 1 <= int(said) <= most:
            return int(said)
        console.print(_("Type a number from 1 to {most}, or q to stop.").format(most=most))


def _tell(console: Console, now: Play) -> None:
    turn = now.turns[-1]
    console.print(f"\n[dim]{_changes(turn.before, turn.after)}[/]")
    console.print(f"[dim]{teller(now.scenario)(turn.option.why)}[/]")


def _changes(before: State, after: State) -> str:
    """Say which numbers changed."""
    names = {
        "bond": pgettext("a client's number", "bond"),
        "goal": pgettext("a client's number", "goal"),
        "task": pgettext("a client's number", "task"),
        "trust": pgettext("a client's number", "trust"),
        "arousal": pgettext("a client's number", "arousal"),
        "intensity": pgettext("a client's number", "intensity"),
    }
    phases = {
        "open": _("now open"),
        "noticed": _("now noticed"),
        "explored": _("now explored"),
        "need": _("now need"),
        "renegotiated": _("now renegotiated"),
        "closed": _("now closed"),
    }
    found = [
        f"{names[name]} {getattr(before, name)} → {getattr(after, name)}"
        for name in _SHOWN
        if getattr(before, name) != getattr(after, name)
    ]
    if before.phase != after.phase:
        found.append(phases[after.phase])
    return ", ".join(found) or _("nothing changed")


def _close(console: Console, now: Play) -> None:
    solution, told = Solution(now.scenario), teller(now.scenario)
    judged = judge(now, solution)
    ending = now.ending
    assert ending is not None  # noqa: S101
    console.print(Panel(told(ending.say), title=_(effects().endings[ending.id].label), title_align="left"))
    table = Table(show_header=False, show_edge=False, box=None)
    table.add_row(_("this path"), _percent(judged.score))
    table.add_row(_("the end, against the best that was possible"), _percent((now.value or 0) / solution.top))
    console.print(table)
    if judged.costly is not None and judged.better is not None:
        turn = now.turns[judged.costly]
        better = now.scenario.beats[turn.beat].options[judged.better - 1]
        console.print(
            "\n"
            + _("The first turn that cost something was your answer {number}: “{words}”").format(
                number=judged.costly + 1, words=told(turn.option.say)
            )
        )
        console.print(
            _("You might have said: “{words}” {why}").format(words=told(better.say), why=told(better.why))
        )


def _percent(share: float) -> str:
    # Translators: A percentage. Many languages put a blank before the sign.
    return _("{number}%").format(number=number(100 * share, ".0f"))
