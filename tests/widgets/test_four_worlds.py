"""Four worlds with one r: the clouds, the steps from session to session, and the words about them."""

import re
from statistics import correlation, fmean, pstdev

import pytest

from alliance.widgets import FourWorlds
from alliance.widgets.four_worlds import DOTS, ORDERS, REACH, TARGET, WORDING, simulation
from alliance.widgets.simulate_worlds import WORLDS, simulated

NUMBERS = {world.id: world for world in simulation().worlds}


@pytest.mark.parametrize("world", WORLDS)
def test_each_cloud_has_the_same_r_and_the_world_behind_it_nearly(world: str) -> None:
    points = NUMBERS[world].points
    assert len(points) == DOTS
    assert correlation(*map(list, zip(*points, strict=True))) == pytest.approx(TARGET, abs=0.002)
    assert NUMBERS[world].r == pytest.approx(TARGET, abs=0.03)
    for scores in zip(*points, strict=True):
        assert fmean(scores) == pytest.approx(0, abs=0.01)
        assert pstdev(scores) == pytest.approx(1, abs=0.01)
        assert max(map(abs, scores)) < REACH


def test_the_steps_are_what_the_lesson_says_of_them() -> None:
    steps = {key: (one.forward, one.backward) for key, one in NUMBERS.items()}
    for key, both in steps.items():
        for size, low, high in both:
            assert low < size < high, key
    # Alliance brings change: a step forward and none back.
    (_, low, _), (back, _, _) = steps["alliance_causes"]
    assert low > 0.05
    assert abs(back) < 0.05
    # Change brings alliance: the step back is by far the longer, and a false one shows that is no luck.
    (false, low, _), (back, _, _) = steps["change_causes"]
    assert low > 0
    assert false == pytest.approx(0.07, abs=0.02)
    assert back > 3 * false
    assert all(low > 0 for _, low, _ in steps["both"])
    assert all(abs(size) < 0.04 for size, _, _ in steps["common_cause"])


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_what_is_shipped_is_what_the_simulator_makes_now(world: str) -> None:
    now, kept = simulated(world), NUMBERS[world]
    stale = "the simulator has changed: run python -m alliance.widgets.simulate_worlds"
    assert now["r"] == pytest.approx(kept.r, abs=0.002), stale
    for name in ("forward", "backward"):
        assert now[name] == pytest.approx(getattr(kept, name), abs=0.004), stale
    assert [tuple(point) for point in now["points"]] == list(kept.points), stale


def test_every_world_stands_in_every_place() -> None:
    for places in ORDERS:
        assert sorted(places) == [0, 1, 2, 3]
        assert places != (0, 1, 2, 3)  # not as the list of stories has them
    for place in range(4):
        assert len({order[place] for order in ORDERS}) >= 3


def test_nothing_is_told_before_the_reveal_and_all_of_it_after() -> None:
    shown = FourWorlds()
    assert repr(shown) == "FourWorlds: four clouds, r = 0.28 in each. 0 of 4 stories chosen."
    names = [world.name for world in WORDING.worlds]
    assert not any(name in shown.picture() for name in names)
    first = shown.shown
    shown.set_state(
        {"guesses": [first[0], "open", first[0], first[0]], "revealed": True}
    )  # what the browser sends
    assert repr(shown).endswith("1 of 4 matched.")
    assert all(name in repr(shown) and name in shown.picture() for name in names)
    assert shown.picture().count("<circle") == 4 * DOTS
    shown.set_state({"guesses": [""] * 4, "revealed": False, "round": 5})
    assert shown.shown != first
    assert shown.shown == [WORDING.worlds[place].id for place in ORDERS[1]]


def test_state_belongs_to_one_widget_alone() -> None:
    first, second = FourWorlds(), FourWorlds()
    first.guesses = ["both", "", "", ""]
    assert second.guesses == [""] * 4


def test_the_false_step_is_named_with_its_size() -> None:
    said = {world["id"]: world["order"] for world in FourWorlds().content["worlds"]}
    assert f"a step of {NUMBERS['change_causes'].forward[0]:.2f} shows" in said["change_causes"]
    assert not any("{" in words for words in said.values())
    assert {world.id for world in WORDING.worlds} == set(WORLDS)


def test_it_is_one_small_module_in_our_own_classes() -> None:
    widget = FourWorlds()
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    assert not re.search(r"url\(|@import", widget._css)
    used = set(re.findall(r"var\((--[\w-]+)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | {"--from", "--to"}
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= {"alliance-widget", "four-worlds"}
