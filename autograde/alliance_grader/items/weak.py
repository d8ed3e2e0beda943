"""Which items are the weakest, and what is wrong with each, in a sentence."""

from collections.abc import Iterator
from typing import Final

from alliance_grader.items.figures import AssignmentFigures, ItemFigures

NAMED: Final = 0.95
"""At least this share of the planted misconceptions should be named."""
FALSE: Final = 0.02
"""At most this share of all chances may be a name that nobody planted."""
GUESSED: Final = 0.25
"""A guesser should earn less than this share of the points."""
EASY: Final = 0.9
HARD: Final = 0.3
"""Outside of these mean shares of the points, an item tells few students apart."""
SHARP: Final = 0.2
"""With a smaller item-rest correlation an item hardly tells those who know from those who do not."""


def weakest(found: AssignmentFigures, names: dict[str, str]) -> list[str]:
    """Return a sentence about each item that misses a goal, the weakest first.

    Parameters
    ----------
    found : AssignmentFigures
    names : dict of str to str
        How a misconception is called, by its id.
    """
    told = [(list(_wrong_with(item, names)), item) for item in found.items]
    told = sorted((pair for pair in told if pair[0]), key=lambda pair: -sum(weight for weight, _ in pair[0]))
    return [
        f"**{item.title}** (`{item.id}`) {'; it '.join(words for _, words in wrong)}." for wrong, item in told
    ]


def _wrong_with(item: ItemFigures, names: dict[str, str]) -> Iterator[tuple[float, str]]:
    """Say what is wrong with an item, and how much it weighs."""
    for name, naming in item.namings.items():
        if naming.named_share is not None and naming.named_share < NAMED:
            said = f"{naming.named} of {naming.planted}"
            yield 3 * (1 - naming.named_share), f"does not tell “{names[name]}” apart: {said} were named"
        elif not naming.planted:
            yield 1.0, f"has no answer that shows “{names[name]}” to the simulated class, so it is untried"
    hard = by_machine(item)
    if hard is not None and hard > EASY:
        yield hard - EASY, f"is too easy: {percent(hard)} of its points are earned"
    if hard is not None and hard < HARD:
        yield HARD - hard, f"is too hard: only {percent(hard)} of its points are earned"
    if item.discrimination is not None and item.discrimination < SHARP:
        yield (
            2 * (SHARP - item.discrimination),
            f"does not discriminate: its item-rest correlation is {item.discrimination:.2f}",
        )
    if item.guessed is not None and item.guessed >= GUESSED:
        yield item.guessed - GUESSED, f"gives a guesser {percent(item.guessed)} of its points"
    overall = item.naming
    if overall.false_share is not None and overall.false_share >= FALSE:
        worst = max(item.namings, key=lambda name: item.namings[name].false)
        share = item.namings[worst].false_share or 0.0
        how = " by choosing one statement" if overall.by_statement > overall.false / 2 else ""
        yield (
            overall.false_share,
            f"names misconceptions too readily{how}: most often “{names[worst]}”, in {percent(share)} of those who do "
            "not hold it",
        )


def by_machine(item: ItemFigures) -> float | None:
    """Return an item's difficulty; None where people read most of the answers: what is left to the machine is special."""
    return item.difficulty if item.read < 0.5 else None


def percent(share: float | None) -> str:
    """Return a share as people write it; a dash when there is none."""
    if share is None:
        return "–"
    number = 100 * share
    return f"{number:.1f} %" if 0 < number < 10 else f"{number:.0f} %"
