"""Read a scenario as a strict colleague would: one finding for each thing that keeps it from being fair and useful.

A rule is a function from a scenario, its solution and its text to findings; `RULES` has them all.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from alliance.dialogue.effects import effects
from alliance.dialogue.engine import follow, line
from alliance.dialogue.scenario import END, MOST_TURNS, Scenario, Source, scenario_of, source
from alliance.dialogue.solve import REPAIRS, Node, Solution, Way
from alliance.errors import CourseError
from alliance.pillars import MARKER
from alliance.tables import text_of

Severity = Literal["error", "warning"]

MOST_STATES: Final = 20_000
"""A scenario with more reachable moments than this is too large to be solved while somebody waits."""

GIVEAWAY: Final = 0.6
"""In no more than this share of its beats may the best option be the longest, or sit in the same slot."""

MOST_BY_CHANCE: Final = 0.25
LEAST_BY_CHANCE: Final = 0.03
"""Random play may repair no more often, and no more seldom, than this."""

HELPS, COSTS = 0.02, 0.02
"""An option helps when it keeps within this of the best, and costs when it gives away more than this."""

_CARE: Final = re.compile(
    r"\b(suicid\w*|kill (?:myself|himself|herself|themselves|me|him|her)|end (?:my|it) (?:life|all)|self.?harm\w*|"
    r"cut(?:ting)? (?:myself|himself|herself)|overdos\w*|hurt (?:myself|the children|my child\w*)|"
    r"(?:hit|hits|beat|beats|molest\w*|abus\w*) (?:me|my child\w*|the child\w*|her|him)|want to die|better off dead|"
    r"gun|knife)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """Something to mend.

    Attributes
    ----------
    file, line : str, int
        Where.
    rule : str
        The rule's short name.
    severity : {"error", "warning"}
        An error keeps the scenario from being used; a warning is for the author to weigh.
    says : str
        What is the matter and how to mend it.
    """

    file: str
    line: int
    rule: str
    severity: Severity
    says: str


@dataclass(frozen=True)
class _Case:
    """What the rules look at."""

    scenario: Scenario
    solution: Solution
    read: Source

    def finding(self, rule: str, says: str, *path: str | int, severity: Severity = "error") -> Finding:
        return Finding(self.read.name, self.read.line(*path), rule, severity, says)


def lint_text(text: str, name: str) -> list[Finding]:
    """Return what there is to mend in a scenario's text; an empty list when there is nothing."""
    try:
        read = source(text, name)
        made = scenario_of(read)
    except CourseError as error:
        place = re.match(r".*?, line (\d+): ?(.*)", str(error), re.DOTALL)
        line, says = (int(place[1]), place[2]) if place else (1, str(error))
        return [Finding(name, line, "schema", "error", says)]
    structure = [finding for rule in _STRUCTURE for finding in rule(made, read)]
    if any(finding.severity == "error" for finding in structure):
        return sorted(structure, key=lambda f: f.line)
    try:
        case = _Case(made, Solution(made, MOST_STATES), read)
    except CourseError as error:
        return [*structure, Finding(name, 1, "cycle", "error", str(error))]
    found = [*structure, *(finding for rule in RULES for finding in rule(case))]
    return sorted(found, key=lambda f: (f.line, f.rule))


def lint(path: Path) -> list[Finding]:
    """Return what there is to mend in a scenario's file; see `lint_text`."""
    try:
        text = text_of(path)
    except CourseError as error:
        return [Finding(path.name, 1, "file", "error", str(error))]
    return lint_text(text, path.name)


def _fallback(made: Scenario, read: Source) -> Iterator[Finding]:
    for name, beat in made.beats.items():
        open_ended = all(option.go is not None for option in beat.options)
        if not open_ended and not any(go.condition is None for go in beat.next):
            yield Finding(
                read.name,
                read.line("beats", name, "next") if beat.next else read.line("beats", name),
                "fallback",
                "error",
                f"beat {name} may not know where to go on; end its `next` with a line without `if`, "
                "such as `- {go: end}`.",
            )
        early = next((i for i, go in enumerate(beat.next) if go.condition is None), None)
        if early is not None and early < len(beat.next) - 1:
            yield Finding(
                read.name,
                read.line("beats", name, "next", early + 1),
                "fallback",
                "error",
                f"nothing below the line without `if` can ever happen in beat {name}; put that line last.",
            )
        if not isinstance(beat.client, str) and beat.client[-1].condition is not None:
            yield Finding(
                read.name,
                read.line("beats", name, "client"),
                "fallback",
                "error",
                f"the client of beat {name} may have nothing to say; end the list with a line without `if`.",
            )


def _unreachable_beats(made: Scenario, read: Source) -> Iterator[Finding]:
    seen, todo = set[str](), [made.first]
    while todo:
        name = todo.pop()
        if name in seen or name == END:
            continue
        seen.add(name)
        beat = made.beats[name]
        todo += [go.go for go in beat.next] + [option.go for option in beat.options if option.go]
    for name in made.beats:
        if name not in seen:
            yield Finding(
                read.name,
                read.line("beats", name),
                "unreachable",
                "error",
                f"no line leads to beat {name}; lead to it from somewhere, or take it out.",
            )


def _repeated_words(made: Scenario, read: Source) -> Iterator[Finding]:
    for name, beat in made.beats.items():
        said = Counter(option.say.casefold().strip() for option in beat.options)
        for i, option in enumerate(beat.options):
            if said[option.say.casefold().strip()] > 1:
                yield Finding(
                    read.name,
                    read.line("beats", name, "options", i),
                    "same-words",
                    "error",
                    f"two options of beat {name} say the same; give each its own words.",
                )


_STRUCTURE: Final = (_fallback, _unreachable_beats, _repeated_words)


def _never_reached(case: _Case) -> Iterator[Finding]:
    """Find beats and endings that lines lead to and no play reaches."""
    beats = {node[0] for node in case.solution.ways}
    for name in case.scenario.beats:
        if name not in beats:
            yield case.finding(
                "unreachable",
                f"the conditions let no play reach beat {name}; loosen them, or take it out.",
                "beats",
                name,
            )
    chances = case.solution.endings()
    for i, ending in enumerate(case.scenario.endings):
        if chances[ending.id] == 0:
            yield case.finding(
                "unreachable",
                f"no play ends as {ending.id}; loosen its condition, put it higher, or take it out.",
                "endings", i,
            )  # fmt: skip


def _never_said(case: _Case) -> Iterator[Finding]:
    """Find lines of the client that no play comes to."""
    scenario, solution = case.scenario, case.solution
    said = {(scenario.first, line(scenario, scenario.first, scenario.opening, ""))}
    for ways in solution.ways.values():
        said |= {(way.to[0], line(scenario, way.to[0], way.after, way.move)) for way in ways if way.to}
    for name, beat in scenario.beats.items():
        for i, one in enumerate([] if isinstance(beat.client, str) else beat.client):
            if (name, one.say) not in said:
                yield case.finding(
                    "unreachable",
                    f"no play comes to line {i + 1} of what the client may say in beat {name}; loosen its condition, put it "
                    "higher, or take it out.",
                    "beats", name, "client", i,
                )  # fmt: skip


def _dead_ends(case: _Case) -> Iterator[Finding]:
    """Find talks that only end because they have gone on for too long."""
    told = set()
    for node, ways in case.solution.ways.items():
        if (
            node[2] == MOST_TURNS - 1
            and node[0] not in told
            and any(_goes_on(case, node[0], way) for way in ways)
        ):
            told.add(node[0])
            yield case.finding(
                "cycle",
                f"a play can go round and still be at beat {node[0]} after {MOST_TURNS} turns; let one of its ways end.",
                "beats", node[0],
            )  # fmt: skip


def _goes_on(case: _Case, beat: str, way: Way) -> bool:
    option = case.scenario.beats[beat].options[way.choice - 1]
    return follow(case.scenario, beat, option, way.after, 1) is not None


def _helpful_and_costly(case: _Case) -> Iterator[Finding]:
    """Each beat has an option that helps and one that costs: the best end, or what becomes of it by chance."""
    spread: dict[str, float] = defaultdict(float)
    for node, ways in case.solution.ways.items():
        for worth in (case.solution.value_of, case.solution.chance_of):
            values = [worth(way) for way in ways]
            spread[node[0]] = max(spread[node[0]], max(values) - min(values))
    for name, most in spread.items():
        if most <= COSTS:
            yield case.finding(
                "no-choice",
                f"in beat {name} it makes no difference what is said; let one option help, and one cost something.",
                "beats", name,
            )  # fmt: skip


def _best_options(case: _Case) -> dict[str, Counter[int]]:
    """Count, for each beat where it matters, how often each option is the only best one."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for node, ways in case.solution.ways.items():
        values = {way.choice: case.solution.value_of(way) for way in ways}
        top = max(values.values())
        best = [choice for choice, value in values.items() if value > top - HELPS]
        if len(best) == 1 and top - min(values.values()) > COSTS:
            found[node[0]][best[0]] += 1
    return found


def _giveaways(case: _Case) -> Iterator[Finding]:
    """Find best options that are given away by their length or their place."""
    best = {name: counts.most_common(1)[0][0] for name, counts in _best_options(case).items()}
    if len(best) < 3:
        return
    longest = [name for name, choice in best.items() if _longest(case.scenario, name) == choice]
    if len(longest) > GIVEAWAY * len(best):
        yield case.finding(
            "giveaway-length",
            f"the best option is the longest in {len(longest)} of {len(best)} beats ({', '.join(longest)}); a reader who "
            "only counts words would find it. Shorten some, or lengthen the tempting ones.",
            "beats", longest[0],
        )  # fmt: skip
    slot, times = Counter(best.values()).most_common(1)[0]
    if times > GIVEAWAY * len(best):
        yield case.finding(
            "giveaway-slot",
            f"the best option is number {slot} in {times} of {len(best)} beats; put it in other places.",
            "beats",
        )


def _longest(scenario: Scenario, beat: str) -> int | None:
    """Return the option that is plainly the longest, if there is one."""
    lengths = [len(option.say) for option in scenario.beats[beat].options]
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    return order[0] + 1 if lengths[order[0]] > 1.1 * lengths[order[1]] else None


def _is_stronger(ending: str, _value: float) -> float:
    return float(ending == "stronger")


def _always(move: str) -> Callable[[Node], str]:
    return lambda _node: move


def _constant_policies(case: _Case) -> Iterator[Finding]:
    """Saying the same kind of thing every time must not lead to the best ending."""
    for move in effects().moves:
        chance = case.solution.expected(_is_stronger, _always(move))
        if chance > 0.5:
            yield case.finding(
                "one-move",
                f"making the move {move} wherever it is offered ends as stronger in {chance:.0%} of plays; let it cost "
                "something where it does not fit.",
                "beats",
            )


def _by_chance(case: _Case) -> Iterator[Finding]:
    """Random play must seldom repair, and the best play must."""
    chances = case.solution.endings()
    repaired = sum(chance for name, chance in chances.items() if name in REPAIRS)
    if repaired > MOST_BY_CHANCE:
        yield case.finding(
            "by-chance",
            f"choosing at random repairs in {repaired:.0%} of plays, which is more than {MOST_BY_CHANCE:.0%}; let "
            "tempting options cost more, or take more steps to a repair.",
            "beats",
        )
    elif repaired == 0:
        yield case.finding("by-chance", "no play at all leads to a repair; open a way to one.", "beats")
    elif repaired < LEAST_BY_CHANCE:
        yield case.finding(
            "by-chance",
            f"choosing at random repairs in {repaired:.1%} of plays, which is less than {LEAST_BY_CHANCE:.0%}; open a second "
            "way to a repair, or leave an option out.",
            "beats",
        )


def _markers(case: _Case) -> Iterator[Finding]:
    """Markers are words of the vocabulary."""
    known = set(MARKER)
    for name, beat in case.scenario.beats.items():
        for i, marker in enumerate(beat.markers):
            if marker not in known:
                yield case.finding(
                    "marker",
                    f"there is no marker called {marker}; the markers are: {', '.join(sorted(known))}.",
                    "beats", name, "markers", i,
                )  # fmt: skip


def _reasons(case: _Case) -> Iterator[Finding]:
    """Find reasons that say no more than good or bad."""
    for name, beat in case.scenario.beats.items():
        for i, option in enumerate(beat.options):
            if len(option.why.split()) < 5 or re.fullmatch(
                r"(?i)\W*(this is )?(very )?(good|bad|right|wrong)\W*", option.why
            ):
                yield case.finding(
                    "reason",
                    f"the reason of option {i + 1} of beat {name} tells too little; say in a sentence what it does to the "
                    "client.",
                    "beats", name, "options", i, "why",
                )  # fmt: skip


def _care(case: _Case) -> Iterator[Finding]:
    """Refuse what would need a safety plan in life."""
    for name, beat in case.scenario.beats.items():
        lines = [beat.client] if isinstance(beat.client, str) else [line.say for line in beat.client]
        for text in (*lines, *(option.say for option in beat.options)):
            word = _CARE.search(text)
            if word:
                yield case.finding(
                    "safety",
                    f'beat {name} speaks of "{word[0]}"; in life this would need a safety plan, which a dialogue cannot '
                    "teach. Choose another story.",
                    "beats", name,
                )  # fmt: skip


def _scene(case: _Case) -> Iterator[Finding]:
    for path, text in (("setting", case.scenario.setting), ("title", case.scenario.title)):
        word = _CARE.search(text)
        if word:
            yield case.finding("safety", f'the {path} speaks of "{word[0]}"; choose another story.', path)


def _client(case: _Case) -> Iterator[Finding]:
    """Find a client whom the setting does not name as the lines do."""
    name = case.scenario.client
    if not re.search(rf"\b{re.escape(name)}\b", case.scenario.setting):
        yield case.finding(
            "client",
            f"the setting does not say who {name} is; name the client there by the same name.",
            "client",
        )


RULES: Final[tuple[Callable[[_Case], Iterator[Finding]], ...]] = (
    _never_reached,
    _never_said,
    _dead_ends,
    _helpful_and_costly,
    _giveaways,
    _constant_policies,
    _by_chance,
    _markers,
    _reasons,
    _care,
    _scene,
    _client,
)
"""Every rule that looks at what can happen in a scenario; those on its structure come before."""


def as_records(findings: list[Finding]) -> list[dict[str, object]]:
    """Return the findings for a program to read."""
    return [asdict(finding) for finding in findings]
