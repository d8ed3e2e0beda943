"""What a student's row says of all items together."""

import pytest

from alliance_grader.results import ItemResult, StudentRow


def item(number: int, *shown: str, hinted: tuple[str, ...] = ()) -> ItemResult:
    return ItemResult(f"a9-{number}", 1.0, ("why",), shown, hinted=hinted)


@pytest.mark.parametrize(
    ("items", "held"),
    [
        ((item(1, "odds"),), ("odds",)),
        ((item(1, "odds", hinted=("odds",)),), ()),
        ((item(1, "odds", hinted=("odds",)), item(2)), ()),
        ((item(1, "odds", hinted=("odds",)), item(2, "odds", hinted=("odds",))), ("odds",)),
        ((item(1, "odds", hinted=("odds",)), item(2, "odds")), ("odds",)),
        ((item(1, "odds", "mean", hinted=("odds",)), item(2, "alert", hinted=("alert",))), ("mean",)),
    ],
)
def test_one_chosen_statement_is_a_hint_and_two_are_none_by_chance(
    items: tuple[ItemResult, ...], held: tuple[str, ...]
) -> None:
    assert StudentRow("ann", "Ann", "graded", items=items).misconceptions == held
