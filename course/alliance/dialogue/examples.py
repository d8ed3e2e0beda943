"""A receipt for whoever has none yet: the shortest dialogue that ends in a certain way."""

from collections import deque

from alliance.dialogue.engine import end, follow, play, react
from alliance.dialogue.receipt import encode
from alliance.dialogue.scenario import scenario
from alliance.dialogue.state import State
from alliance.errors import CourseError


def example_receipt(name: str, ending: str) -> str:
    """Return the receipt of a dialogue with a certain ending; it is played anew, so it never goes stale.

    Parameters
    ----------
    name : str
        The scenario, for example ``"not-on-the-same-page"``.
    ending : str
        How it ends, for example ``"repaired"`` or ``"papered_over"``.

    Returns
    -------
    str
        Of all dialogues that end so, the shortest, and of these the first.

    Raises
    ------
    CourseError
        When there is no such scenario, or it cannot end so.
    """
    one = scenario(name)
    waiting: deque[tuple[str, State, tuple[int, ...]]] = deque([(one.first, one.opening, ())])
    met = {(one.first, one.opening)}
    while waiting:
        beat, state, choices = waiting.popleft()
        for number, option in enumerate(one.beats[beat].options, 1):
            after, taken = react(one, state, option), (*choices, number)
            to = follow(one, beat, option, after, len(taken))
            if to is None:
                if end(one, after)[0].id == ending:
                    return encode(play(one, taken))
            elif (to, after) not in met:
                # The shortest way to a moment comes first, so that a longer one adds nothing.
                met.add((to, after))
                waiting.append((to, after, taken))
    known = ", ".join(found.id for found in one.endings)
    raise CourseError(f"{one.id} has no dialogue that ends as {ending!r}; its endings are: {known}.")
