"""An answer by somebody who knows it with some chance: the right one, or another one of the same form."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from alliance.caseload.alerts import SCALES, SIGNS
from alliance.practice.answers import as_word
from alliance.practice.blanks import AnyBlank, Number, Policy, Receipt, Rule, Text, Word

if TYPE_CHECKING:
    from alliance.transcripts import Code

_PASSED_OVER: Final = 0.5
"""How often somebody who does not know what a turn is hears nothing in it: trainees miss more than they imagine."""

_FILLER: Final = tuple(
    "perhaps we could look at the week and see how it was because it is often like that".split()  # noqa: SIM905
)


def attempt(
    blank: AnyBlank,
    right: Any,
    chance: float,
    draw: random.Random,
    turn: Callable[[str], float] | None = None,
) -> Any:
    """Return somebody's answer to one blank.

    What consists of many decisions (a coding, a dialogue, a policy) is right decision by decision; everything else is
    right as a whole, or another value of the form that the practice check asks for.

    Parameters
    ----------
    blank : AnyBlank
        The form of the answer.
    right : object
        An answer that earns everything; ``...`` when there is none.
    chance : float
        How likely each is known, from 0 for a guess to 1.
    draw : random.Random
    turn : callable, optional
        How likely each turn of a conversation is known, by its name (`turns_of`); without it all are as likely.
    """
    if isinstance(blank, Receipt) and isinstance(right, str):
        if blank.of == "coding":
            return _coding(right, turn or (lambda _: chance), draw)
        return _dialogue(right, chance, draw)
    if isinstance(blank, Policy) and isinstance(right, dict):
        return _policy(right, chance, draw)
    if right is not ... and draw.random() < chance:
        return right
    return _other(blank, right, chance, draw)


def _other(blank: AnyBlank, right: Any, chance: float, draw: random.Random) -> Any:
    """Return an answer of the right form; nothing when there is no such form to draw from."""
    match blank:
        case Number():
            return round(draw.uniform(blank.low, blank.high), 2)
        case Word():
            # Who knows nothing may hit the right word; who errs does not.
            others = [word for word in blank.words if not chance or word.casefold() != as_word(right)]
            return draw.choice(others or blank.words)
        case Text():
            words = draw.choices(_FILLER, k=max(blank.least, 12))
            return " ".join([*words[:6], *blank.holds.split(), *words[6:]])
        case Rule() if isinstance(right, dict):
            return {sign: round(draw.uniform(*SCALES[sign]), 1) for sign in right if sign in SIGNS}
    return ...


def turns_of(coding: str) -> list[str]:
    """Return the names of the turns that a line of codes codes."""
    from alliance.transcripts import decode

    read = decode(coding)
    return [f"{read.transcript} {turn}" for turn in sorted(read.codes)]


def led_astray(coding: str, right: str, mistaken: str) -> str:
    """Return a line of codes with those turns as a misconception has them in which it differs from the right line."""
    from alliance.transcripts import decode, encode

    own, wanted, held = (decode(line) for line in (coding, right, mistaken))
    led = {turn: code for turn, code in held.codes.items() if code != wanted.codes[turn]}
    return encode(own.transcript, {**own.codes, **led})


def _coding(right: str, known: Callable[[str], float], draw: random.Random) -> str:
    """Code a transcript turn by turn: the kind, and of a rupture that is heard the pillar and the intensity."""
    from alliance.transcripts import decode, encode

    coding = decode(right)
    codes = {
        turn: _heard(coding.codes[turn], known(name), draw)
        for turn, name in zip(sorted(coding.codes), turns_of(right), strict=True)
    }
    return encode(coding.transcript, codes)


def _heard(right: "Code", chance: float, draw: random.Random) -> "Code":
    """Return how somebody codes a turn."""
    from alliance.pillars import PILLAR_IDS
    from alliance.transcripts import Code
    from alliance.transcripts.receipt import KINDS

    kind = right.kind
    if draw.random() >= chance:
        # Who knows nothing may say the right word; who errs does not. More is passed over than is heard without cause.
        others = [other for other in KINDS if not chance or other != right.kind]
        kind = "none" if chance and draw.random() < _PASSED_OVER else draw.choice(others)
    if kind == "none":
        return Code("none")
    known = {"pillar": draw.random() < chance, "intensity": draw.random() < chance}
    return Code(
        kind,
        right.pillar if right.pillar and known["pillar"] else draw.choice(PILLAR_IDS),
        right.intensity if right.intensity and known["intensity"] else draw.randint(1, 3),
    )


def _dialogue(right: str, chance: float, draw: random.Random) -> str:
    """Play a dialogue: at each turn the best answer, or any."""
    from alliance.dialogue import encode, play, replay
    from alliance.dialogue.solve import Node, solved

    scenario = replay(right).scenario
    solution = solved(scenario.id)
    node: Node | None = solution.root
    choices = []
    while node is not None:
        way = solution.choice[node] if draw.random() < chance else draw.choice(solution.ways[node])
        choices.append(way.choice)
        node = way.to
    return encode(play(scenario, choices))


def _policy(right: Any, chance: float, draw: random.Random) -> Any:
    """Write a policy: in each place the right move, or any."""
    from alliance.dialogue.effects import effects

    moves = list(effects().moves)
    return {
        kind: {
            phase: move if draw.random() < chance else draw.choice(moves) for phase, move in phases.items()
        }
        for kind, phases in right.items()
    }
