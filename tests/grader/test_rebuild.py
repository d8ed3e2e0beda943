"""The rebuilt notebook is the released one; from a student come their answers and nothing that could count."""

from dataclasses import replace
from pathlib import Path

import pytest

from alliance_grader.intake import HandedCell, Submission, SubmissionError
from alliance_grader.notebooks import grade_id_of, read_notebook
from alliance_grader.rebuild import MOST_EXTRA, Rebuilt, rebuild

A2 = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]
RELEASED = read_notebook(ROOT / "release" / A2 / f"{A2}.ipynb")
AS_RELEASED = tuple(
    HandedCell(cell.cell_type, cell.source, grade_id_of(cell), cell.id) for cell in RELEASED.cells
)
PLACE = {cell.grade_id or cell.id: place for place, cell in enumerate(AS_RELEASED)}


def handed(cells: tuple[HandedCell, ...]) -> Rebuilt:
    return rebuild(RELEASED, Submission("ann", cells, {}, None))


def changed(name: str, **how: object) -> tuple[HandedCell, ...]:
    cells = list(AS_RELEASED)
    cells[PLACE[name]] = replace(cells[PLACE[name]], **how)  # type: ignore[arg-type]
    return tuple(cells)


def inserted(after: str, *more: HandedCell) -> tuple[HandedCell, ...]:
    place = PLACE[after] + 1
    return (*AS_RELEASED[:place], *more, *AS_RELEASED[place:])


def sources(found: Rebuilt) -> list[str]:
    return [piece.source for piece in found.pieces]


def released() -> list[str]:
    return [cell.source for cell in RELEASED.cells]


def test_an_untouched_notebook_is_the_release() -> None:
    found = handed(AS_RELEASED)
    assert sources(found) == released()
    assert [piece.id for piece in found.pieces] == [cell.id for cell in RELEASED.cells]
    assert found.notes == ()
    assert {piece.whose for piece in found.pieces} == {"instructor", "answer"}


def test_an_answer_comes_from_the_student() -> None:
    found = handed(changed("a2-mean-goal", source="mean_goal = 3.8"))
    assert found.answers["a2-mean-goal"] == "mean_goal = 3.8"
    assert sources(found)[PLACE["a2-mean-goal"]] == "mean_goal = 3.8"
    assert len(found.answers) == sum(
        bool(cell.metadata.get("nbgrader", {}).get("solution")) for cell in RELEASED.cells
    )


@pytest.mark.parametrize("name", ["a2-setup", "a2-means-sheet", "a2-pillar-means-check", "a2-mark-scheme"])
def test_a_locked_cell_stays_as_released(name: str) -> None:
    found = handed(changed(name, source="forged = True"))
    assert sources(found) == released()
    assert name in found.notes[0]


def test_prose_and_examples_may_be_changed_and_are_not_trusted() -> None:
    found = handed(changed("show-client", source='caseload.show("C04")'))
    piece = found.pieces[PLACE["show-client"]]
    assert (piece.whose, piece.source) == ("extra", 'caseload.show("C04")')
    assert found.notes == ()


def test_cells_of_their_own_run_where_they_stand() -> None:
    mine = HandedCell("code", "x = 1", None, None)
    claims = HandedCell("code", "y = 2", "a2-gold", "a2-setup")
    found = handed((mine, *inserted("a2-mean-goal", mine, claims)))
    assert found.pieces[0].source == "x = 1"
    place = next(place for place, piece in enumerate(found.pieces) if piece.id == "a2-mean-goal")
    assert [piece.source for piece in found.pieces[place + 1 : place + 3]] == ["x = 1", "y = 2"]
    own = [piece for piece in found.pieces if piece.whose == "extra"]
    assert [piece.id for piece in own] == ["extra-1", "extra-2", "extra-3"]
    assert {piece.grade_id for piece in own} == {None}
    assert len({piece.id for piece in found.pieces}) == len(found.pieces)


def test_raw_and_empty_cells_are_left_out() -> None:
    found = handed(
        inserted("title", HandedCell("raw", "<script>", None, None), HandedCell("code", "  ", None, None))
    )
    assert sources(found) == released()


def test_cells_that_were_deleted_come_back() -> None:
    found = handed(tuple(cell for cell in AS_RELEASED if cell.grade_id not in {"a2-setup", "a2-gap-says"}))
    assert sources(found) == released()
    assert [note for note in found.notes if "put back" in note] == list(found.notes)
    assert len(found.notes) == 2


def test_order_is_that_of_the_release() -> None:
    found = handed(tuple(reversed(changed("a2-mean-bond", source="mean_bond = 4"))))
    assert found.answers["a2-mean-bond"] == "mean_bond = 4"
    assert [piece.id for piece in found.pieces] == [cell.id for cell in RELEASED.cells]


def test_of_several_copies_the_last_that_was_worked_on_counts_and_the_others_run_before() -> None:
    answer = AS_RELEASED[PLACE["a2-mean-goal"]]
    copies = [replace(answer, source="mean_goal = 1"), replace(answer, source="mean_goal = 2"), answer]
    found = handed(inserted("a2-mean-goal", *copies))
    assert found.answers["a2-mean-goal"] == "mean_goal = 2"
    place = next(place for place, piece in enumerate(found.pieces) if piece.id == "a2-mean-goal")
    assert found.pieces[place + 1].source == "mean_goal = 1"
    assert "4 times" in found.notes[0]


def test_of_several_copies_of_a_locked_cell_none_counts() -> None:
    check = replace(AS_RELEASED[PLACE["a2-pillar-means-check"]], source="1 + 1")
    assert sources(handed(inserted("a2-pillar-means-check", check, check))) == released()


def test_a_changed_cell_type_changes_nothing() -> None:
    found = handed(changed("a2-mean-goal", kind="markdown", source="mean_goal = 3"))
    piece = found.pieces[PLACE["a2-mean-goal"]]
    assert (piece.kind, piece.source) == ("code", "mean_goal = 3")


def test_marks_that_an_editor_lost_are_found_again() -> None:
    without_ids = tuple(replace(cell, id=None) for cell in changed("a2-mean-goal", source="mean_goal = 3"))
    assert handed(without_ids).answers["a2-mean-goal"] == "mean_goal = 3"
    without_marks = tuple(
        replace(cell, grade_id=None) for cell in changed("a2-mean-goal", source="mean_goal = 3")
    )
    assert handed(without_marks).answers["a2-mean-goal"] == "mean_goal = 3"
    without_both = tuple(replace(cell, grade_id=None) for cell in without_ids)
    assert handed(without_both).answers["a2-mean-goal"] == "mean_goal = 3"


def test_another_notebook_is_refused() -> None:
    with pytest.raises(SubmissionError, match="another one"):
        handed((HandedCell("code", "x = 1", "a3-x", "a3-x"), HandedCell("markdown", "# A3", None, None)))
    assert sources(handed(())) == released(), "an empty notebook is one in which everything was deleted"


def test_a_thousand_cells_of_their_own_are_too_many() -> None:
    many = [HandedCell("code", f"x = {number}", None, None) for number in range(MOST_EXTRA + 10)]
    found = handed(inserted("a2-mean-goal", *many))
    assert sum(piece.whose == "extra" for piece in found.pieces) == MOST_EXTRA
    assert "only the first" in found.notes[-1]
