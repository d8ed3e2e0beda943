"""Play a scenario: the same choices always give the same dialogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from alliance.dialogue.scenario import END, MOST_TURNS, Ending, Option, Scenario
from alliance.dialogue.state import State
from alliance.errors import CourseError
from alliance.language import _

STATE_SHARE = 0.1
"""How much of an end's worth is the client's last state; the rest is the ending itself."""


@dataclass(frozen=True)
class Turn:
    """One exchange.

    Attributes
    ----------
    beat : str
        Where it happened.
    client : str
        What the client said.
    option : Option
        What the therapist answered.
    choice : int
        Which of the beat's options that was, from 1.
    before, after : State
        The client before and after the answer.
    """

    beat: str
    client: str
    option: Option
    choice: int
    before: State
    after: State


@dataclass(frozen=True)
class Play:
    """A dialogue as far as it was played.

    Attributes
    ----------
    scenario : Scenario
    turns : tuple of Turn
    beat : str or None
        Where it stands; None when it is over.
    state : State
        The client now.
    ending : Ending or None
        How it ended.
    value : float or None
        What the end is worth, 0 to 1.
    """

    scenario: Scenario
    turns: tuple[Turn, ...]
    beat: str | None
    state: State
    ending: Ending | None = None
    value: float | None = None

    @property
    def line(self) -> str | None:
        """What the client says now; None when it is over."""
        return None if self.beat is None else line(self.scenario, self.beat, self.state, self.last_move)

    @property
    def last_move(self) -> str:
        """The therapist's last move; empty before the first."""
        return self.turns[-1].option.move if self.turns else ""

    @property
    def choices(self) -> tuple[int, ...]:
        """The choices so far, from 1."""
        return tuple(turn.choice for turn in self.turns)


def play(scenario: Scenario, choices: Sequence[int] = ()) -> Play:
    """Play a scenario with these choices.

    Parameters
    ----------
    scenario : Scenario
    choices : sequence of int
        For each turn, which option, from 1 in the order of the file.

    Raises
    ------
    CourseError
        When a choice is none of the options, or comes after the end.
    """
    beat: str | None = scenario.first
    state, turns, last = scenario.opening, [], ""
    for number, choice in enumerate(choices, 1):
        if beat is None:
            raise CourseError(
                _("The dialogue was over after {turns} turns; there is no turn {number}.").format(
                    turns=number - 1, number=number
                )
            )
        options = scenario.beats[beat].options
        if isinstance(choice, bool) or not isinstance(choice, int) or not 1 <= choice <= len(options):
            raise CourseError(
                _("Turn {number} has the options 1 to {most}; {choice} is none of them.").format(
                    number=number, most=len(options), choice=repr(choice)
                )
            )
        option = options[choice - 1]
        said = line(scenario, beat, state, last)
        after = react(scenario, state, option)
        turns.append(Turn(beat, said, option, choice, state, after))
        beat, state, last = follow(scenario, beat, option, after, number), after, option.move
    if beat is not None:
        return Play(scenario, tuple(turns), beat, state)
    ending, value = end(scenario, state)
    return Play(scenario, tuple(turns), None, state, ending, value)


def react(scenario: Scenario, state: State, option: Option) -> State:
    """Return the client's state after an option."""
    how = scenario.dynamics.after if option.table else scenario.dynamics.after_alone
    return how(state, option.move, option.effect, option.flag, option.phase)


def follow(scenario: Scenario, beat: str, option: Option, after: State, turn: int) -> str | None:
    """Return the next beat, or None when the dialogue is over."""
    if turn >= MOST_TURNS:
        return None
    if option.go is not None:
        return None if option.go == END else option.go
    for holds, go in scenario.ways[beat]:
        if holds(after, option.move):
            return None if go == END else go
    return None


def line(scenario: Scenario, beat: str, state: State, last_move: str) -> str:
    """Return what the client says at a beat: the first line whose condition holds."""
    lines = scenario.lines[beat]
    return next((say for holds, say in lines if holds(state, last_move)), lines[-1][1])


def end(scenario: Scenario, state: State) -> tuple[Ending, float]:
    """Return how a dialogue ends in this state, and what that is worth, 0 to 1."""
    for ending, holds, value in scenario.ends:
        if holds(state, ""):
            return ending, worth(value, state)
    ending, _condition, value = scenario.ends[-1]
    return ending, worth(value, state)


def worth(value: float, state: State) -> float:
    """Return what an end is worth: the ending's own value, and a tenth for the state it leaves.

    It is rounded here, once, so that whoever compares two ends, in Python or in a browser, compares the same numbers.
    """
    good = state.bond + state.goal + state.task + state.trust + (10 - state.arousal)
    return round((1 - STATE_SHARE) * value + STATE_SHARE * good / 50, 6)
