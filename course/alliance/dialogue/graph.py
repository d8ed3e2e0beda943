"""A scenario with everything that can happen in it, as plain data: what the explorer plays, also without Python."""

from typing import Any, Final

from alliance.dialogue.effects import effects
from alliance.dialogue.engine import end, line
from alliance.dialogue.scenario import Scenario
from alliance.dialogue.solve import Node, Solution, Way
from alliance.dialogue.state import LEVELS, State
from alliance.dialogue.telling import language_of, teller
from alliance.language import N_, _

NUMBERS: Final = (*LEVELS, "intensity")

_ALONE: Final = N_(
    "With this client the usual order does not hold; the line above says what this answer did."
)


def graph(scenario: Scenario) -> dict[str, Any]:
    """Return every reachable moment of a scenario, in the language that is spoken as far as it is translated.

    What can be looked up is not repeated: a state stands at its moment, and at an end; what a moment is worth is the
    worth of the end that its best options lead to.

    Returns
    -------
    dict
        ``id``, ``hash``, ``language`` (that of the scenario's own words), ``title``, ``setting``, ``client``, ``delivery``,
        ``learn``, ``rupture``; ``opens`` (the client's first line); ``beats``: for each beat its options (``move``, ``label``, ``say``, ``why``); ``numbers``: the names of
        a state's numbers; ``nodes``: for each moment its ``beat``, its ``state`` (those numbers, then the phase), ``best``
        (which option, from 1, the solver takes) and ``ways``, one for each option: ``reasons`` (which of the lists in
        ``reasons`` applies), and either ``to`` (a node) and ``line`` (which of ``lines`` the client says there), or, at
        an end, ``state`` and ``end`` (``id`` and ``worth``); ``endings``: for each what is seen afterwards. The first node
        is the opening.
    """
    solution = Solution(scenario)
    nodes = [solution.root, *(node for node in solution.ways if node != solution.root)]
    number = {node: i for i, node in enumerate(nodes)}
    lines: dict[str, int] = {}
    whys: dict[tuple[str, ...], int] = {}
    table = effects()
    told = teller(scenario)

    def found(node: Node, way: Way) -> dict[str, Any]:
        option = scenario.beats[node[0]].options[way.choice - 1]
        reasons = tuple(reason.why for reason in scenario.dynamics.reasons(node[1], way.move))
        because = whys.setdefault(reasons if option.table else (_ALONE,), len(whys))
        if way.to is None:
            ending, worth = end(scenario, way.after)
            return {
                "reasons": because,
                "state": _packed(way.after),
                "end": {"id": ending.id, "worth": worth},
            }
        said = line(scenario, way.to[0], way.after, way.move)
        return {"reasons": because, "to": number[way.to], "line": lines.setdefault(said, len(lines))}

    moments = [
        {
            "beat": node[0],
            "state": _packed(node[1]),
            "best": solution.choice[node].choice,
            "ways": [found(node, way) for way in solution.ways[node]],
        }
        for node in nodes
    ]
    return {
        "id": scenario.id,
        "hash": scenario.hash,
        "language": language_of(scenario),
        "title": told(scenario.title),
        "setting": told(scenario.setting),
        "client": scenario.client,
        "delivery": scenario.delivery,
        "learn": told(scenario.learn),
        "rupture": {"kind": scenario.rupture.kind, "pillar": scenario.rupture.pillar},
        "opens": told(line(scenario, scenario.first, scenario.opening, "")),
        "beats": {
            name: [
                {
                    "move": o.move,
                    "label": _(table.moves[o.move].label),
                    "say": told(o.say),
                    "why": told(o.why),
                }
                for o in beat.options
            ]
            for name, beat in scenario.beats.items()
        },
        "numbers": list(NUMBERS),
        "nodes": moments,
        "lines": [told(said) for said in lines],
        "reasons": [[_(why) for why in one] for one in whys],
        "endings": {
            ending.id: {"label": _(table.endings[ending.id].label), "say": told(ending.say)}
            for ending in scenario.endings
        },
    }


def numbers(state: State) -> dict[str, Any]:
    """Return a state's numbers and its phase."""
    return {**{name: getattr(state, name) for name in NUMBERS}, "phase": state.phase}


def _packed(state: State) -> list[int | str]:
    return [*(getattr(state, name) for name in NUMBERS), state.phase]
