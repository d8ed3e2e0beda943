"""A scenario in other people's formats: a diagram (Mermaid) and a story that Twine opens (Twee 3)."""

import uuid
from collections.abc import Iterable

from alliance.dialogue.conditions import NUMBERS, Condition, listed
from alliance.dialogue.effects import effects
from alliance.dialogue.scenario import END, Scenario


def mermaid(scenario: Scenario) -> str:
    """Return a flow chart: beats as boxes, each way on with the moves or the condition that lead there."""
    lines = ["flowchart TD"]
    number = {name: f"b{i}" for i, name in enumerate(scenario.beats)}
    number[END] = "over"
    for name, beat in scenario.beats.items():
        said = beat.client if isinstance(beat.client, str) else beat.client[-1].say
        words = _plain(f"{scenario.client}: {_short(said)}")
        lines.append(f'  {number[name]}["<b>{_plain(name)}</b><br>{words}"]')
    lines.append('  over(["the end"])')
    for name, beat in scenario.beats.items():
        for option in beat.options:
            if option.go is not None:
                lines.append(f'  {number[name]} -->|"{_plain(_label(option.move))}"| {number[option.go]}')
        if any(option.go is None for option in beat.options):
            for go in beat.next:
                lines.append(f'  {number[name]} -->|"{_plain(in_words(go.condition))}"| {number[go.go]}')
    return "\n".join(lines) + "\n"


def twee(scenario: Scenario) -> str:
    """Return a Twee 3 story: one passage a beat, each option with its reason and the ways that it can go on.

    Twine does not keep the client's state; where a way depends on it, the condition stands beside the link.
    """
    story = uuid.uuid5(uuid.NAMESPACE_URL, f"alliance-workbook/{scenario.id}/{scenario.hash}")
    parts = [
        f":: StoryTitle\n{scenario.title}",
        f':: StoryData\n{{"ifid": "{str(story).upper()}", "format": "Harlowe", "start": "{scenario.first}"}}',
    ]
    for name, beat in scenario.beats.items():
        said = [beat.client] if isinstance(beat.client, str) else [line.say for line in beat.client]
        text = [scenario.setting, ""] if name == scenario.first else []
        text += [f"{scenario.client}: {line}" for line in said] + [""]
        for option in beat.options:
            text.append(f"* You: {option.say} //({_label(option.move)}. {option.why})//")
            ways = (
                [(None, option.go)] if option.go is not None else [(go.condition, go.go) for go in beat.next]
            )
            text += [f"  - {in_words(condition)}: [[{_target(go)}]]" for condition, go in ways]
        parts.append(f":: {name}\n" + "\n".join(text))
    ended = [f"* {effects().endings[ending.id].label}: {ending.say}" for ending in scenario.endings]
    parts.append(f":: {_target(END)}\n" + "\n".join(ended))
    return "\n\n\n".join(parts) + "\n"


def in_words(condition: Condition | None) -> str:
    """Say a condition in words."""
    if condition is None:
        return "otherwise"
    said: list[str] = []
    for name in (*NUMBERS, "rupture"):
        limits = getattr(condition, name)
        if limits is not None:
            ends = [f"at least {limits.gte}"] * (limits.gte is not None) + [f"at most {limits.lte}"] * (
                limits.lte is not None
            )
            said.append(f"{name} {' and '.join(ends) or 'anything'}")
    if condition.phase is not None:
        said.append(f"phase {_either(listed(condition.phase))}")
    if condition.move is not None:
        said.append(_either(_label(move).lower() for move in listed(condition.move)))
    if condition.flag is not None:
        said.append(f"marked as {condition.flag}")
    for several, word in ((condition.any, " or "), (condition.all, " and ")):
        if several:
            said.append(word.join(in_words(one) for one in several))
    if condition.none:
        said.append("not " + ", not ".join(in_words(one) for one in condition.none))
    return ", ".join(said) or "otherwise"


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _label(move: str) -> str:
    return effects().moves[move].label


def _target(beat: str) -> str:
    return "The end" if beat == END else beat


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _plain(text: str) -> str:
    """Write text so that Mermaid takes no letter of it for a sign."""
    for sign, code in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;")):
        text = text.replace(sign, code)
    return text
