"""A scenario with everything that can happen in it, as plain data: what the explorer plays, also without Python."""

from typing import Any

from alliance.dialogue.effects import effects
from alliance.dialogue.engine import end, line
from alliance.dialogue.scenario import Scenario
from alliance.dialogue.solve import Node, Solution
from alliance.dialogue.state import LEVELS, State


def graph(scenario: Scenario) -> dict[str, Any]:
    """Return every reachable moment of a scenario.

    Returns
    -------
    dict
        ``id``, ``hash``, ``title``, ``setting``, ``delivery``, ``learn``, ``rupture``; ``opens`` (the client's first
        line); ``beats``: for each beat its options (``move``, ``label``, ``say``, ``why``); ``nodes``: for each moment its
        ``beat``, ``state`` (see `numbers`), ``best`` (what can still be reached, 0 to 1) and ``ways``, one for each option:
        ``to`` (a node, or null at an end), ``line`` (what the client says next), ``state``, ``reasons`` (which of the
        table's reasons applied), and ``end`` (``id`` and ``worth``, at an end); ``reasons``: the table's reasons;
        ``endings``: for each what is seen afterwards. The first node is the opening.
    """
    solution = Solution(scenario)
    nodes = [solution.root, *(node for node in solution.ways if node != solution.root)]
    number = {node: i for i, node in enumerate(nodes)}
    whys: dict[str, int] = {}
    table = effects()
    return {
        "id": scenario.id,
        "hash": scenario.hash,
        "title": scenario.title,
        "setting": scenario.setting,
        "delivery": scenario.delivery,
        "learn": scenario.learn,
        "rupture": {"kind": scenario.rupture.kind, "pillar": scenario.rupture.pillar},
        "opens": line(scenario, scenario.first, scenario.opening, ""),
        "beats": {
            name: [
                {"move": o.move, "label": table.moves[o.move].label, "say": o.say, "why": o.why}
                for o in beat.options
            ]
            for name, beat in scenario.beats.items()
        },
        "nodes": [_node(scenario, solution, node, number, whys) for node in nodes],
        "reasons": list(whys),
        "endings": {
            ending.id: {"label": table.endings[ending.id].label, "say": ending.say}
            for ending in scenario.endings
        },
    }


def numbers(state: State) -> dict[str, Any]:
    """Return a state's numbers and its phase."""
    return {**{name: getattr(state, name) for name in (*LEVELS, "intensity")}, "phase": state.phase}


def _node(
    scenario: Scenario, solution: Solution, node: Node, number: dict[Node, int], whys: dict[str, int]
) -> dict[str, Any]:
    ways = []
    for way in solution.ways[node]:
        found: dict[str, Any] = {
            "to": None if way.to is None else number[way.to],
            "state": numbers(way.after),
            "reasons": [
                whys.setdefault(reason.why, len(whys))
                for reason in scenario.dynamics.reasons(node[1], way.move)
            ],
        }
        if way.to is None:
            ending, value = end(scenario, way.after)
            found["end"] = {"id": ending.id, "worth": round(value, 4)}
        else:
            found["line"] = line(scenario, way.to[0], way.after, way.move)
        ways.append(found)
    return {
        "beat": node[0],
        "state": numbers(node[1]),
        "best": round(solution.best[node], 4),
        "ways": ways,
    }
