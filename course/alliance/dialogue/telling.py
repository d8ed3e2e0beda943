"""A scenario's own words in the language that is spoken: when all of them are translated, else as they were written.

Half a dialogue in another language would be neither. What is played, hashed and handed in stays as it was written.
"""

from collections.abc import Callable, Iterator

from alliance.dialogue.scenario import Scenario, scenarios
from alliance.language import ENGLISH, _, is_translated, language


def words_of(scenario: Scenario) -> Iterator[str]:
    """Return all that is said or explained in a scenario; `language/strings.yaml` names the same places."""
    yield from (scenario.title, scenario.setting, scenario.learn)
    for beat in scenario.beats.values():
        yield from [beat.client] if isinstance(beat.client, str) else [line.say for line in beat.client]
        for option in beat.options:
            yield from (option.say, option.why)
    yield from (ending.say for ending in scenario.endings)


def is_told(scenario: Scenario) -> bool:
    """Tell whether all of a scenario can be said in the language that is spoken."""
    return all(map(is_translated, words_of(scenario)))


def language_of(scenario: Scenario) -> str:
    """Return the language in which a scenario is told; empty for one of somebody's own, who may have written it in any."""
    if scenario.id not in scenarios():
        return ""
    return language() if is_told(scenario) else ENGLISH


def teller(scenario: Scenario) -> Callable[[str], str]:
    """Return what to send each of a scenario's words through before it is shown."""
    return _ if is_told(scenario) else str
