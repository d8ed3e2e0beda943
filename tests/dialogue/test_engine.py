import json
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance import CourseError
from alliance.dialogue import (
    ReceiptError,
    Scenario,
    Solution,
    StaleReceiptError,
    decode,
    encode,
    judge,
    play,
    replay,
    scenario,
    scenarios,
)
from alliance.dialogue.effects import Dynamics, effects
from alliance.dialogue.engine import end
from alliance.dialogue.graph import graph
from alliance.dialogue.scenario import END, content_hash, scenario_from
from alliance.dialogue.solve import Node
from alliance.dialogue.state import MOST, PHASES, State

MOVES = sorted(effects().moves)
KINDS, PILLARS = ("withdrawal", "confrontation"), ("goal", "task", "bond")


@st.composite
def made_up(draw: st.DrawFn) -> Scenario:
    """Draw a scenario at random: any graph of beats, any moves, any start."""
    beats = [f"b{i}" for i in range(draw(st.integers(1, 6)))]
    target = st.sampled_from([*beats, END])
    condition = st.one_of(
        st.fixed_dictionaries({"phase": st.sampled_from(PHASES)}),
        st.fixed_dictionaries({"trust": st.fixed_dictionaries({"gte": st.integers(0, 10)})}),
        st.fixed_dictionaries({"flag": st.sampled_from(["papered", "complied"])}),
    )
    raw = {
        "schema": 1, "id": "made-up", "title": "t", "client": "C", "setting": "s", "delivery": "video", "learn": "l",
        "rupture": {
            "kind": draw(st.sampled_from(KINDS)),
            "pillar": draw(st.sampled_from(PILLARS)),
            "intensity": draw(st.integers(1, 3)),
        },
        "start": {name: draw(st.integers(0, 10)) for name in ("bond", "goal", "task", "trust", "arousal")},
        "beats": {
            name: {
                "client": "c",
                "options": [
                    {"move": draw(st.sampled_from(MOVES)), "say": f"{i}", "why": "w", "effect": draw(
                        st.dictionaries(st.sampled_from(["trust", "pillar", "arousal", "intensity"]), st.integers(-10, 10), max_size=2))}
                    for i in range(draw(st.integers(2, 4)))
                ],
                "next": [{"if": draw(condition), "go": draw(target)} for _ in range(draw(st.integers(0, 2)))]
                + [{"go": draw(target)}],
            }
            for name in beats
        },
        "endings": [{"id": "stronger", "say": "x"}, {"id": "repaired", "say": "x"}, {"id": "withdrawn", "say": "x"}],
    }  # fmt: skip
    return msgspec.convert(raw, Scenario)


def random_play(one: Scenario, rng: random.Random) -> tuple[int, ...]:
    choices: list[int] = []
    while (now := play(one, choices)).beat is not None:
        choices.append(rng.randint(1, len(one.beats[now.beat].options)))
    return tuple(choices)


@settings(max_examples=60)
@given(one=made_up(), seed=st.integers(0, 2**32))
def test_any_play_of_any_scenario_keeps_its_bounds_and_replays(one: Scenario, seed: int) -> None:
    played = play(one, random_play(one, random.Random(seed)))
    for turn in played.turns:
        for name, most in MOST.items():
            assert 0 <= getattr(turn.after, name) <= most
        assert PHASES.index(turn.after.phase) - PHASES.index(turn.before.phase) in {0, 1}
        assert turn.before.flags <= turn.after.flags
    assert played.ending is not None
    assert played.value is not None
    assert 0 <= played.value <= 1
    again = replay(encode(played), one)
    assert (again.state, again.ending, again.turns) == (played.state, played.ending, played.turns)
    solution = Solution(one)
    judged = judge(played, solution)
    assert all(0 <= regret <= 1 for regret in judged.regrets)
    assert 0 <= judged.score <= 1
    assert played.value <= solution.top + 1e-12
    best = play(one, solution.best_line())
    assert best.value == pytest.approx(solution.top)
    assert judge(best, solution).score == pytest.approx(1)
    assert sum(solution.endings().values()) == pytest.approx(1)


def test_the_best_is_an_upper_bound_of_ten_thousand_random_plays() -> None:
    rng = random.Random(4)
    for one in scenarios().values():
        solution = Solution(one)
        values = [
            play(one, random_play(one, rng)).value or 0.0 for _ in range(10_000 // len(scenarios()) + 1)
        ]
        assert max(values) <= solution.top + 1e-12
        assert sum(values) / len(values) == pytest.approx(solution.random, abs=0.06)


def test_regret_adds_up_to_what_was_lost() -> None:
    rng = random.Random(5)
    for one in scenarios().values():
        solution = Solution(one)
        for _ in range(50):
            played = play(one, random_play(one, rng))
            lost = (solution.top - (played.value or 0.0)) / solution.top
            assert sum(judge(played, solution).regrets) == pytest.approx(lost)


@pytest.mark.parametrize("name", ["not-the-bridge", "thought-log"])
def test_what_random_play_scores_is_the_mean_over_all_paths(name: str) -> None:
    one, solution = scenario(name), Solution(scenario(name))

    def mean(choices: tuple[int, ...] = ()) -> float:
        now = play(one, choices)
        if now.beat is None:
            return judge(now, solution).score
        options = range(1, len(one.beats[now.beat].options) + 1)
        return sum(mean((*choices, choice)) for choice in options) / len(options)

    assert solution.chance == pytest.approx(mean(), abs=1e-12)


def test_the_first_costly_turn_and_a_better_answer_are_named() -> None:
    one = scenario("thought-log")
    solution = Solution(one)
    worst = min(solution.ways[solution.root], key=solution.value_of)
    choices = [worst.choice]
    while (now := play(one, choices)).beat is not None:
        choices.append(1)
    judged = judge(now, solution)
    assert judged.costly == 0
    assert judged.better is not None
    turn = now.turns[judged.costly]
    assert judged.better != turn.choice
    fork = [*now.choices[: judged.costly], judged.better]
    node = solution.node_at(now, judged.costly)
    assert solution.value_of(solution.ways[node][judged.better - 1]) == solution.best[node]
    assert play(one, fork).choices == tuple(fork)


def small(options: str, later: str) -> Scenario:
    """Return a scenario of two beats, in which every ending is the same."""
    return scenario_from(
        f"""
schema: 1
id: small
title: Small
client: Ada
setting: Ada is here.
delivery: video
learn: Nothing.
rupture: {{kind: withdrawal, pillar: task, intensity: 1}}
start: {{bond: 5, goal: 5, task: 5, trust: 5, arousal: 5}}
beats:
  one: {{client: One., options: [{options}], next: [{{if: {{move: validate}}, go: two}}, {{go: end}}]}}
  two: {{client: Two., options: [{later}], next: [{{go: end}}]}}
endings: [{{id: repaired, say: Here., if: {{bond: {{gte: 0}}}}}}, {{id: withdrawn, say: There.}}]
""",
        "small.yaml",
    )


def option(move: str, **more: object) -> str:
    return json.dumps({"move": move, "say": f"{move} {more}", "why": "Why.", "table": False, **more})


def test_of_two_lines_of_equal_worth_the_shorter_is_the_best_and_then_the_first() -> None:
    detour, direct, other = option("validate"), option("explore"), option("silence")
    one = small(f"{detour}, {direct}, {other}", f"{other}, {direct}")
    solution = Solution(one)
    assert len({solution.value_of(way) for way in solution.ways[solution.root]}) == 1
    assert solution.best_line() == (2,)
    # The same, where a costly first answer asks for a better one: in the verdict, and in what the explorer reads.
    costly = option("persuade", effect={"trust": -5, "bond": -5})
    two = small(f"{costly}, {detour}, {other}, {direct}", f"{costly}, {other}, {direct}")
    assert Solution(two).best_line() == (3,)
    assert judge(play(two, (1,))).better == 3
    assert [node["best"] for node in graph(two)["nodes"]] == [3, 2]
    # A detour that leaves the client better off is worth its turn.
    three = small(f"{detour}, {direct}", f"{option('explore', effect={'trust': 1})}, {other}")
    assert Solution(three).best_line() == (1, 1)


def test_papering_over_is_never_worth_more_than_waiting() -> None:
    table = effects().endings
    assert table["dropout"].value < table["papered_over"].value < table["withdrawn"].value
    for one in scenarios().values():
        solution = Solution(one)
        reach: dict[Node, set[str]] = {}
        for node in solution.order:
            reach[node] = set[str]().union(
                *(reach[way.to] if way.to else {end(one, way.after)[0].id} for way in solution.ways[node])
            )
            way = solution.choice[node]
            while way.to is not None:
                way = solution.choice[way.to]
            if end(one, way.after)[0].id == "papered_over":
                assert reach[node] <= {"papered_over", "dropout"}, (one.id, node)


def test_what_an_ending_is_worth_belongs_to_the_hash_since_receipts_are_scored_with_it() -> None:
    table, one = effects(), scenario("thought-log")
    other = msgspec.structs.replace(table.endings["papered_over"], value=0.35)
    changed = msgspec.structs.replace(table, endings={**table.endings, "papered_over": other})
    assert content_hash(one, changed) != content_hash(one, table) == one.hash


def test_a_scenario_can_say_that_the_usual_does_not_hold_for_its_client() -> None:
    usual = option("clarify", table=True)
    here = option("clarify", effect={"pillar": 2, "trust": 1}, flag="answered", phase="explored")
    one = small(f"{usual}, {here}", f"{usual}, {here}")
    before = one.opening
    after_usual, after_here = play(one, (1,)).state, play(one, (2,)).state
    assert (after_usual.flags, after_usual.phase) == (frozenset({"papered"}), "open")
    assert (after_here.flags, after_here.phase) == (frozenset({"answered"}), "explored")
    assert (after_here.task, after_here.trust, after_here.bond) == (
        before.task + 2,
        before.trust + 1,
        before.bond,
    )
    # A talk is never set back.
    late = State(bond=5, goal=5, task=5, trust=5, arousal=5, intensity=1, phase="need")
    assert one.dynamics.after_alone(late, "clarify", phase="noticed").phase == "need"
    assert graph(one)["reasons"][1] == [
        "With this client the usual order does not hold; the line above says what this answer did."
    ]


AT_EASE = State(bond=5, goal=5, task=5, trust=5, arousal=4, intensity=2)


def after(*moves: str, kind: str = "withdrawal", pillar: str = "task", start: State = AT_EASE) -> State:
    dynamics = Dynamics(kind, pillar)  # type: ignore[arg-type]
    for move in moves:
        start = dynamics.after(start, move)
    return start


def test_a_task_change_before_the_rupture_is_explored_papers_it_over() -> None:
    early = after("change_task")
    assert early.intensity == 2
    assert "papered" in early.flags
    late = after("notice_invite", "explore", "validate", "change_task")
    assert (late.intensity, late.phase) == (0, "renegotiated")
    assert "papered" not in late.flags


def test_a_pattern_named_too_early_costs_trust_and_later_helps() -> None:
    early = after("interpret_pattern")
    assert early.trust < AT_EASE.trust
    assert early.arousal > AT_EASE.arousal
    late = after("notice_invite", "explore", "validate", "interpret_pattern")
    assert late.trust > after("notice_invite", "explore", "validate").trust


def test_high_arousal_blocks_exploring_until_it_is_validated() -> None:
    upset = State(bond=5, goal=5, task=5, trust=5, arousal=8, intensity=2, phase="noticed")
    assert after("explore", start=upset).phase == "noticed"
    assert after("validate", "explore", start=upset).phase == "explored"


def test_without_trust_nothing_is_disclosed() -> None:
    wary = State(bond=5, goal=5, task=5, trust=2, arousal=3, intensity=2, phase="noticed")
    assert after("explore", start=wary).phase == "noticed"


def test_a_repeated_move_helps_less_and_harms_as_much() -> None:
    assert after("validate", "validate").arousal > AT_EASE.arousal - 4
    twice = after("defend", "defend", kind="confrontation")
    assert twice.trust == AT_EASE.trust - 4


def test_validating_a_complaint_puts_it_on_the_table_and_a_withdrawal_must_be_noticed() -> None:
    assert after("validate", kind="confrontation").phase == "noticed"
    assert after("validate", kind="withdrawal").phase == "open"


@pytest.mark.parametrize("pillar", PILLARS)
def test_what_settles_a_rupture_fits_its_pillar(pillar: str) -> None:
    fits = {"task": "change_task", "goal": "align_goal", "bond": "disclose_impact"}
    for other, move in fits.items():
        phase = after("notice_invite", "explore", "validate", move, pillar=pillar).phase
        assert (phase == "renegotiated") == (other == pillar)


def test_each_entry_of_the_table_has_a_reason_and_each_rule_can_apply() -> None:
    table = effects()
    for entry in (*table.moves.values(), *table.rules, *table.phases):
        assert len(entry.why.split()) > 4
    assert {step.from_ for step in table.phases} == set(PHASES) - {"closed"}


RECEIPT = encode(play(scenario("thought-log"), Solution(scenario("thought-log")).best_line()))


@pytest.mark.parametrize(
    "typed",
    [
        RECEIPT,
        f"  {RECEIPT}\n",
        RECEIPT.upper(),
        f"'{RECEIPT}'",
        f"“{RECEIPT}”",
        RECEIPT.replace("-", "–"),
        f"{RECEIPT}.",
    ],
)
def test_a_receipt_is_read_however_it_was_copied(typed: str) -> None:
    assert replay(typed).choices == Solution(scenario("thought-log")).best_line()


@given(place=st.integers(0, len(RECEIPT) - 1), letter=st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz."))
def test_a_slip_in_a_receipt_is_noticed(place: int, letter: str) -> None:
    typed = RECEIPT[:place] + letter + RECEIPT[place + 1 :]
    if typed.lower() == RECEIPT.lower():
        return
    with pytest.raises(ReceiptError):
        replay(typed)


@given(st.one_of(st.text(max_size=300), st.binary(), st.none(), st.integers(), st.just("AW1." * 10_000)))
def test_what_is_no_receipt_is_refused_in_a_sentence(typed: object) -> None:
    with pytest.raises(ReceiptError) as refused:
        decode(typed)
    assert "\n" not in str(refused.value)


def test_a_receipt_of_an_older_version_says_so(root: Path) -> None:
    one = scenario("thought-log")
    text = root / "course/alliance/dialogue/scenarios/thought_log.yaml"
    newer = scenario_from(
        text.read_text(encoding="utf-8").replace("trust: 4", "trust: 5"), "thought_log.yaml"
    )
    assert newer.hash != one.hash
    with pytest.raises(StaleReceiptError, match="older version"):
        replay(RECEIPT, newer)
    with pytest.raises(ReceiptError, match="slip"):
        replay(RECEIPT.replace("thought-log", "thought-lug").rpartition(".")[0] + "." + "0000")


@pytest.mark.parametrize(
    ("choices", "words"),
    [((9,), "options 1 to 4"), ((0,), "options"), ((True,), "options"), (("1",), "options")],
)
def test_a_choice_that_is_not_there_is_refused(choices: tuple[object, ...], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        play(scenario("thought-log"), choices)  # type: ignore[arg-type]


def test_nothing_comes_after_the_end() -> None:
    best = Solution(scenario("thought-log")).best_line()
    with pytest.raises(CourseError, match="was over after"):
        play(scenario("thought-log"), (*best, 1))


@pytest.mark.parametrize("pillar", PILLARS)
def test_a_cleared_misunderstanding_helps_the_pillar_that_it_was_about(pillar: str) -> None:
    cleared = after("clarify", pillar=pillar)
    for name in PILLARS:
        assert getattr(cleared, name) == getattr(AT_EASE, name) + (name == pillar)


def test_of_two_equal_endings_the_one_that_leaves_the_client_better_is_worth_more() -> None:
    from alliance.dialogue.engine import worth

    low = State(bond=2, goal=2, task=2, trust=2, arousal=8, intensity=0)
    assert worth(0.85, AT_EASE) > worth(0.85, low)
    assert worth(1.0, low) > worth(0.85, AT_EASE), "the ending counts for more than the state"
    perfect = State(bond=10, goal=10, task=10, trust=10, arousal=0, intensity=0)
    assert worth(1.0, perfect) == pytest.approx(1.0)
