"""Repair dialogues that the student played, handed in as receipts: the path score, and the first turn that cost."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError
from alliance_grader.results import ItemResult, Talk
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

    A receipt counts in whichever of the blanks it was pasted. An unfinished play is scored as far as it came. Points
    begin where random play comes out on average, so that who presses buttons earns little.

    Attributes
    ----------
    habits : tuple of Habit
        Named when two costly turns show them, and more than half of all: somebody who errs now this way and now that has
        no habit.
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
        if misconception not in self._shown(plays.values()):
            return {}
        return {name: encode(played) for name, played in plays.items()}

    def judge(self, case: Case) -> Iterator[Verdict]:
        """Judge the dialogues one by one."""
        read = self._receipts(case)
        counted = self._counted(read, case)
        for name, about in self.answers.items():
            wanted, own = _of(about, case), read.get(name)
            if name in counted:
                yield from self._judged(name, counted[name])
                if counted[name] is not own:
                    yield Verdict(
                        0.0, f"`{name}`: its receipt stood in another blank; it counts all the same."
                    )
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
        yield from (Verdict(0.0, "", misconception) for misconception in self._shown(counted.values()))

    def noted(self, result: ItemResult, case: Case) -> ItemResult:
        """Note the talks, so that the student's page can replay them."""
        counted = self._counted(self._receipts(case), case)
        return replace(result, talks=tuple(self._noted(name, played) for name, played in counted.items()))

    def _noted(self, name: str, played: "Play") -> Talk:
        from alliance.dialogue import encode

        judged, verdicts = _judged(played), list(self._judged(name, played))
        return Talk(
            name,
            encode(played),
            points=round(sum(verdict.points or 0.0 for verdict in verdicts), 4),
            most=self.points,
            costs=tuple(round(regret, 4) for regret in judged.regrets),
            costly=judged.costly,
            better=judged.better,
            said=tuple(verdict.reason for verdict in verdicts if verdict.reason),
            scored=_in_part(played, judged),
        )

    def _receipts(self, case: Case) -> "dict[str, Play | str]":
        """Replay what stands in the blanks, or say what is wrong with it."""
        return {name: _read(case.answers[name]) for name in self.answers if not case.is_empty(name)}

    def _counted(self, read: "dict[str, Play | str]", case: Case) -> "dict[str, Play]":
        """Return the play that counts for each answer: its own, or else the first that stood in another blank."""
        counted = {}
        for name, about in self.answers.items():
            wanted = _of(about, case).id
            for played in (read.get(name), *read.values()):
                if played is not None and not isinstance(played, str) and played.scenario.id == wanted:
                    counted[name] = played
                    break
        return counted

    def _judged(self, name: str, played: "Play") -> Iterator[Verdict]:
        """Judge one dialogue: its score, and the first costly turn."""
        judged = _judged(played)
        head = f"`{name}`, “{played.scenario.title}”. {_ended(played)}"
        yield Verdict(self.points * _above_chance(played, judged), f"{head} {_scored(played, judged)}")
        if judged.costly is not None and judged.better is not None:
            yield Verdict(0.0, _costly(played, judged.costly, judged.better))

    def _shown(self, plays: "Iterable[Play]") -> list[str]:
        """Return the habits that most of the costly turns of all talks have in common."""
        costly = [turn for played in plays for turn in _costly_turns(played)]
        shown = Counter(habit.misconception for turn in costly for habit in self.habits if _is(habit, turn))
        return [name for name, times in shown.items() if times >= TWICE and times > len(costly) / 2]


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


def _above_chance(played: "Play", judged: "Judged") -> float:
    """Return how much of the way from random play to the best a talk came, 0 to 1."""
    from alliance.dialogue.solve import solved

    chance = solved(played.scenario.id).chance
    return max(0.0, (judged.score - chance) / (1 - chance))


def _costly_turns(played: "Play") -> "list[Turn]":
    from alliance.dialogue.solve import COSTLY

    regrets = _judged(played).regrets
    return [turn for turn, regret in zip(played.turns, regrets, strict=True) if regret > COSTLY]


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


def _scored(played: "Play", judged: "Judged") -> str:
    from alliance.dialogue.solve import REPAIRS, solved

    score = f"Path score {judged.score:.2f} of 1"
    if judged.costly is None and played.ending is not None:
        return f"{score}: no turn gave anything away."
    if played.ending is not None and played.ending.id in REPAIRS:
        score = f"It was reached by a detour. {score}"
    chance = solved(played.scenario.id).chance
    begin = f"points begin at {chance:.2f}, which is what answering at random comes to"
    return (
        f"{score}; {begin}." if judged.score > chance else f"{score}; {begin}, so this play earns none yet."
    )


def _in_part(played: "Play", judged: "Judged") -> str:
    """Say how the points come about where they are not all, for a page that shows the end itself."""
    if played.ending is None:
        return f"{_ended(played)} {_scored(played, judged)}"
    return _scored(played, judged) if judged.costly is not None else ""


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
            shows = solution.regret(node, way) > COSTLY and habit.shows(way.move, before.phase, before.moves)
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
