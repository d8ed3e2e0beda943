"""Repair dialogues that the student played, handed in as receipts: the path score, and the first turn that cost."""

from collections.abc import Iterator
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.scoring.case import UNANSWERED, Case, Verdict
from alliance_grader.scoring.parts.habit import TWICE, Habit
from alliance_grader.scoring.parts.part import AboutPart

if TYPE_CHECKING:
    from alliance.dialogue import Judged, Play, Scenario, State, Turn

_LONGEST: Final = 160
_SHOWN: Final = {
    "goal": "goal",
    "task": "task",
    "bond": "bond",
    "trust": "trust",
    "arousal": "arousal",
    "intensity": "rupture",
}


class DialoguePart(AboutPart, frozen=True, kw_only=True, tag="dialogue", tag_field="kind"):
    """Receipts of dialogues: each answer is about the number of one of the variant's scenarios.

    A receipt counts in whichever of the blanks it was pasted. An unfinished play is scored as far as it came.

    Attributes
    ----------
    habits : tuple of Habit
        Named when two costly turns show them, in one dialogue or in several.
    """

    habits: tuple[Habit, ...] = ()

    @property
    def misconceptions(self) -> set[str]:
        """Those that it can name."""
        return {habit.misconception for habit in self.habits}

    def solution(self, case: Case) -> dict[str, Any]:
        """Return the receipts of the best plays."""
        from alliance.dialogue import encode, play
        from alliance.dialogue.solve import solved

        found = {name: _of(about, case) for name, about in self.answers.items()}
        return {name: encode(play(one, solved(one.id).best_line())) for name, one in found.items()}

    def mistaken(self, misconception: str, case: Case) -> dict[str, Any]:
        """Return the receipts of somebody with a habit, who else plays at their best; nothing where it cannot show."""
        from alliance.dialogue import encode

        habits = [habit for habit in self.habits if habit.misconception == misconception]
        plays = {
            name: _played_with(habit, _of(about, case))
            for name, about in self.answers.items()
            for habit in habits[:1]
        }
        shown = [one for played in plays.values() for one in self._shown(played, _judged(played))]
        if shown.count(misconception) < TWICE:
            return {}
        return {name: encode(played) for name, played in plays.items()}

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge the dialogues one by one."""
        read = {name: _read(case.answers[name]) for name in self.answers if not case.is_empty(name)}
        plays = [played for played in read.values() if not isinstance(played, str)]
        for name, about in self.answers.items():
            wanted, own = _of(about, case), read.get(name)
            found = next((played for played in plays if played.scenario.id == wanted.id), None)
            if own is not None and not isinstance(own, str) and own.scenario.id == wanted.id:
                yield from self._judged(name, own)
            elif found is not None:
                yield from self._judged(name, found)
                yield Verdict(0.0, f"`{name}`: its receipt stood in another blank; it counts all the same.")
            elif own is None:
                yield Verdict(0.0, f"`{name}`: {UNANSWERED}")
            elif isinstance(own, str):
                yield Verdict(0.0, f"`{name}`: {own}")
            else:
                yield Verdict(
                    0.0,
                    f"`{name}`: this is the receipt of “{own.scenario.title}”. Here your talk in "
                    f"“{wanted.title}” is wanted; play it, and copy its receipt.",
                )

    def _judged(self, name: str, played: "Play") -> Iterator[Verdict]:
        """Judge one dialogue: its score, the first costly turn, and the habits that its turns show."""
        judged = _judged(played)
        head = f"`{name}`, “{played.scenario.title}”. {_ended(played)}"
        tail = f"Path score {judged.score:.2f} of 1."
        if judged.costly is None and played.ending is not None:
            tail += " No turn gave anything away."
        yield Verdict(self.points * judged.score, f"{head} {tail}")
        if judged.costly is not None and judged.better is not None:
            yield Verdict(0.0, _costly(played, judged.costly, judged.better))
        for misconception in self._shown(played, judged):
            yield Verdict(0.0, "", misconception, TWICE)

    def _shown(self, played: "Play", judged: "Judged") -> list[str]:
        """Return the habits that costly turns show, one for each such turn."""
        from alliance.dialogue.solve import COSTLY

        return [
            habit.misconception
            for turn, regret in zip(played.turns, judged.regrets, strict=True)
            if regret > COSTLY
            for habit in self.habits
            if _is(habit, turn)
        ]


def _is(habit: Habit, turn: "Turn") -> bool:
    return habit.shows(turn.option.move, turn.before.phase, turn.before.moves)


def _of(about: str, case: Case) -> "Scenario":
    scenarios = case.work.scenarios
    number = int(about)
    if not 1 <= number <= len(scenarios):
        raise CourseError(f"{case.work.id}: this variant has no dialogue {number}; mend the key.")
    return scenarios[number - 1]


def _judged(played: "Play") -> "Judged":
    from alliance.dialogue.solve import judge, solved

    return judge(played, solved(played.scenario.id))


def _read(receipt: Any) -> "Play | str":
    """Replay a receipt, or say what is wrong with it."""
    from alliance.dialogue import replay

    try:
        return replay(receipt)
    except CourseError as error:
        return str(error)


def _ended(played: "Play") -> str:
    from alliance.dialogue.effects import effects

    if played.ending is None:
        answers = f"{len(played.turns)} answer{'' if len(played.turns) == 1 else 's'}"
        return f"Your talk stops after {answers}, before its end, and an end that is not there earns nothing. Play on."
    return f"The end: {effects().endings[played.ending.id].label}."


def _costly(played: "Play", turn: int, better: int) -> str:
    """Say which turn was the first to cost, what it did, and what would have served the client better."""
    from alliance.dialogue.effects import effects

    taken, moves = played.turns[turn], effects().moves
    other = played.scenario.beats[taken.beat].options[better - 1]
    return (
        f"The first turn that cost something was answer {turn + 1}, “{_short(taken.option.say)}” "
        f"({moves[taken.option.move].label}). {_did(taken.before, taken.after)} {taken.option.why} A better move there: "
        f"{moves[other.move].label.lower()}, for example “{_short(other.say)}”"
    )


def _did(before: "State", after: "State") -> str:
    changed = [
        f"{word} {getattr(before, field)} → {getattr(after, field)}"
        for field, word in _SHOWN.items()
        if getattr(before, field) != getattr(after, field)
    ]
    if not changed:
        return "It changed nothing, and the moment was gone."
    return f"What it did to the client: {', '.join(changed)}."


def _short(said: str) -> str:
    return shorten(said, _LONGEST, placeholder=" …")


def _played_with(habit: Habit, scenario: "Scenario") -> "Play":
    """Play with a habit as often as it can show and cost, and else as well as that allows."""
    from alliance.dialogue import play
    from alliance.dialogue.solve import COSTLY, Node, Way, solved

    solution = solved(scenario.id)
    worth: dict[Node, tuple[int, float]] = {}
    taken: dict[Node, Way] = {}
    for node in solution.order:  # each after all that it can lead to
        _, before, _ = node
        found = []
        for way in solution.ways[node]:
            cost = (solution.best[node] - solution.value_of(way)) / solution.top
            shows = cost > COSTLY and habit.shows(way.move, before.phase, before.moves)
            times, value = (0, solution.value_of(way)) if way.to is None else worth[way.to]
            found.append((times + shows, value, -way.choice, way))
        times, value, _, taken[node] = max(found, key=lambda one: one[:3])
        worth[node] = (times, value)
    choices = []
    at: Node | None = solution.root
    while at is not None:
        choices.append(taken[at].choice)
        at = taken[at].to
    return play(scenario, choices)
