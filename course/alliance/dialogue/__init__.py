"""Repair dialogues: scenarios that replay exactly, what each move does, and what the best play could reach."""

from alliance.dialogue.engine import Play, Turn, play
from alliance.dialogue.policy import Policy, Tried, policy_from, try_policy
from alliance.dialogue.receipt import ReceiptError, StaleReceiptError, decode, encode, replay
from alliance.dialogue.scenario import Scenario, read_scenario, scenario, scenarios
from alliance.dialogue.solve import Judged, Solution, judge
from alliance.dialogue.state import State

__all__ = [
    "Judged",
    "Play",
    "Policy",
    "ReceiptError",
    "Scenario",
    "Solution",
    "StaleReceiptError",
    "State",
    "Tried",
    "Turn",
    "decode",
    "encode",
    "judge",
    "play",
    "policy_from",
    "read_scenario",
    "replay",
    "scenario",
    "scenarios",
    "try_policy",
]
