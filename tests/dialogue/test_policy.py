from pathlib import Path

import pytest

from alliance import CourseError
from alliance.dialogue import Scenario, read_scenario
from alliance.dialogue.policy import policy_from, try_policy

UNSEEN = sorted(
    (Path(__file__).resolve().parents[2] / "autograde" / "keys" / "policy_scenarios").glob("*.yaml")
)
SENSIBLE = {
    "withdrawal": {
        "open": "notice_invite",
        "noticed": ["validate", "explore"],
        "explored": ["accept_responsibility", "validate", "explore"],
        "need": "clarify",
        "renegotiated": "check_in",
    },
    "confrontation": {
        "open": "validate",
        "noticed": ["accept_responsibility", "explore"],
        "explored": ["validate", "explore"],
        "need": "clarify",
        "renegotiated": "check_in",
    },
}


def always(move: str) -> dict[str, dict[str, str]]:
    return {kind: dict.fromkeys(phases, move) for kind, phases in SENSIBLE.items()}


@pytest.fixture(scope="module")
def clients() -> list[Scenario]:
    return [read_scenario(path) for path in UNSEEN]


def test_there_are_six_unseen_clients_one_for_each_kind_and_pillar(clients: list[Scenario]) -> None:
    assert len({(one.rupture.kind, one.rupture.pillar) for one in clients}) == 6


def test_a_sensible_policy_does_well_with_everybody_and_a_hasty_one_does_not(clients: list[Scenario]) -> None:
    for one in clients:
        assert try_policy(policy_from(SENSIBLE), one).score > 0.75, one.id
        for move in ("reassure_early", "persuade", "defend"):
            assert try_policy(policy_from(always(move)), one).score < 0.2, (one.id, move)


def test_the_second_move_is_made_when_the_first_was() -> None:
    one = read_scenario(next(path for path in UNSEEN if "coat" in path.stem))
    stuck = {kind: {**phases, "noticed": "validate"} for kind, phases in SENSIBLE.items()}
    assert try_policy(policy_from(stuck), one).value < try_policy(policy_from(SENSIBLE), one).value - 0.2


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (3, "A policy names moves"),
        ({}, 'nothing for "withdrawal"'),
        ({**SENSIBLE, "withdrawal": {}}, 'phase "open"'),
        ({**SENSIBLE, "withdrawal": {**SENSIBLE["withdrawal"], "open": "listen"}}, "no move called 'listen'"),
        (
            {**SENSIBLE, "withdrawal": {**SENSIBLE["withdrawal"], "opened": "validate"}},
            "no phase called 'opened'",
        ),
        ({**SENSIBLE, "sulking": {}}, "no kind of rupture called 'sulking'"),
        ({**SENSIBLE, "withdrawal": {**SENSIBLE["withdrawal"], "open": 5}}, 'phase "open"'),
    ],
)
def test_slips_in_a_policy_are_answered_in_one_sentence(table: object, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        policy_from(table)
