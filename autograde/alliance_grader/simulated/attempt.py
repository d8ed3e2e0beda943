"""An answer by somebody who knows it with some chance: the right one, or another one of the same form."""

import random
from typing import Any, Final

from alliance.caseload.alerts import SCALES, SIGNS
from alliance.practice.answers import as_word
from alliance.practice.blanks import AnyBlank, Number, Policy, Receipt, Rule, Text, Word

_FILLER: Final = tuple(
    "perhaps we could look at the week and see how it was because it is often like that".split()  # noqa: SIM905
)


def attempt(blank: AnyBlank, right: Any, chance: float, draw: random.Random) -> Any:
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
    """
    if isinstance(blank, Receipt) and isinstance(right, str):
        return (_coding if blank.of == "coding" else _dialogue)(right, chance, draw)
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


def _coding(right: str, chance: float, draw: random.Random) -> str:
    """Code a transcript: each turn as it should be, or at random."""
    from alliance.pillars import PILLAR_IDS
    from alliance.transcripts import Code, decode, encode
    from alliance.transcripts.receipt import KINDS

    coding = decode(right)
    codes = dict(coding.codes)
    for turn in sorted(codes):
        if draw.random() >= chance:
            kind = draw.choice(KINDS)
            codes[turn] = (
                Code("none") if kind == "none" else Code(kind, draw.choice(PILLAR_IDS), draw.randint(1, 3))
            )
    return encode(coding.transcript, codes)


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
