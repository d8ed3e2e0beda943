"""Marks that people give on the marking page: in nbgrader's own gradebook, for the answer that was read, never lost."""

from pathlib import Path

import pytest
from small import S1, Small

from alliance import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.course import assignments
from alliance_grader.engine import Engine
from alliance_grader.grade import grade
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.marking.agreement import agreement
from alliance_grader.marking.answers import spoken
from alliance_grader.marking.desk import Desk, Filter
from alliance_grader.marking.entering import AnotherAnswerError
from alliance_grader.marking.raters import rater_name, read_marks
from alliance_grader.marking.schemes import questions_of

ITEM = "s1-thoughts"
EVERYTHING = Filter(everything=True)


def desk_of(course: Small, rater: str = "first", *, second: bool = False) -> Desk:
    return Desk(course.root, open_api(course.root), [S1], rater, second)


def give(desk: Desk, student: str, points: float, comment: str = "") -> None:
    """Read an answer and mark it, as the page does."""
    row = next(row for row in desk.rows(S1) if row.student == student)
    page = desk.page(S1, row.code, EVERYTHING)
    desk.give(S1, row.code, points, (), comment, page.digest)


def comment_of(course: Small, student: str) -> str | None:
    with open_gradebook(open_api(course.root)) as gradebook:
        said: str | None = gradebook.find_comment(ITEM, S1, S1, student).comment
        return said


def test_every_answer_for_a_person_has_a_scheme_of_its_points_and_comments(root: Path) -> None:
    questions = [question for name in assignments(root) for question in questions_of(root, name)]
    assert len(questions) >= 13
    for question in questions:
        scheme = question.scheme
        assert sum(one.points for one in scheme.criteria) == pytest.approx(question.points), question.item
        assert 2 <= len(scheme.criteria) <= 9, question.item
        assert len(scheme.comments) >= 2, question.item
        assert scheme.example, question.item
        for one in scheme.criteria:
            assert one.text or len(one.levels) > 2
            assert (one.steps[0], one.steps[-1]) == (one.points, 0.0)
    by_item = {question.item: question for question in questions}
    # Each has its own scheme, not that of the question before or after.
    sizes = {
        name: len(by_item[name].scheme.criteria)
        for name in ("a1-sentence-samuel", "a1-reflection", "a8-honest-ending")
    }
    assert sizes == {"a1-sentence-samuel": 2, "a1-reflection": 4, "a8-honest-ending": 3}
    assert by_item["a6-reply"].scheme != by_item["a6-reflection"].scheme
    # What the program routes is marked in its check and commented where the student wrote.
    assert by_item["a8-honest-ending"].answer_cell == "a8-ending-words"
    assert by_item["a6-reply"].grade_cell == "a6-reply-check"
    assert by_item["a8-reflection"].scheme.criteria[0].steps == (4, 3, 2, 1, 0)


def test_a_mark_stands_where_nbgrader_and_the_report_look_and_when_work_is_graded_again(
    graded: Small, quick: Engine
) -> None:
    desk = desk_of(graded)
    assert {row.student for row in desk.rows(S1)} == {f"s{number:03d}" for number in range(8)}
    give(desk, "s002", 2.5, "You would ask; what?")
    assert graded.grades()["s002", ITEM] == (None, 2.5, False)
    assert comment_of(graded, "s002") == "You would ask; what?"
    row = next(row for row in class_results(graded.root, S1).students if row.id == "s002")
    assert [item.points for item in row.items if item.item == ITEM] == [2.5]
    before = graded.grades()
    list(grade(graded.root, S1, engine=quick, again=True))
    assert graded.grades() == before
    assert comment_of(graded, "s002") == "You would ask; what?"
    # Undone, it waits again, comment and all.
    desk.undo()
    assert graded.grades()["s002", ITEM] == (None, None, True)
    assert comment_of(graded, "s002") is None
    assert read_marks(graded.root, S1, "first", "s002") == {}
    with pytest.raises(CourseError, match="nothing to undo"):
        desk.undo()


def test_what_was_changed_elsewhere_is_not_undone(graded: Small) -> None:
    desk = desk_of(graded)
    give(desk, "s000", 1)
    graded.mark("s000", 4)  # in formgrader, meanwhile
    with pytest.raises(CourseError, match="changed elsewhere"):
        desk.undo()
    assert graded.grades()["s000", ITEM] == (None, 4, False)


def test_a_mark_is_for_the_answer_that_was_read(graded: Small, quick: Engine) -> None:
    desk = desk_of(graded)
    row = next(row for row in desk.rows(S1) if row.student == "s001")
    page = desk.page(S1, row.code, EVERYTHING)
    graded.hand_in("s001", {ITEM: "I have thought again."})
    list(grade(graded.root, S1, ["s001"], engine=quick))
    with pytest.raises(AnotherAnswerError, match="handed in again"):
        desk.give(S1, row.code, 3, (), "For the old one.", page.digest)
    assert read_marks(graded.root, S1, "first", "s001") == {}
    assert graded.grades()["s001", ITEM] == (None, None, True)
    assert comment_of(graded, "s001") is None
    give(desk, "s001", 3)
    assert graded.grades()["s001", ITEM] == (None, 3, False)
    # And the other way round: a new answer after the mark asks for a new look, and says what the old one had.
    graded.hand_in("s001", {ITEM: "And again."})
    list(grade(graded.root, S1, ["s001"], engine=quick))
    page = desk.page(S1, row.code, EVERYTHING)
    assert page.mark is None
    assert "had 3 points" in page.notes[0]


@pytest.mark.parametrize("points", [-1, 4.5, float("nan"), float("inf")])
def test_points_stay_within_the_question(graded: Small, points: float) -> None:
    desk = desk_of(graded)
    with pytest.raises(CourseError, match="from 0 to 4"):
        give(desk, "s000", points)
    assert graded.grades()["s000", ITEM] == (None, None, True)


def test_a_lost_gradebook_loses_no_mark_and_none_is_made_in_its_place(graded: Small) -> None:
    desk = desk_of(graded)
    row = next(row for row in desk.rows(S1) if row.student == "s004")
    digest = desk.page(S1, row.code, EVERYTHING).digest
    aside = graded.gradebook.rename(graded.root / "elsewhere.db")
    with pytest.raises(CourseError, match=r"missing or empty.*kept; press Enter"):
        desk.give(S1, row.code, 2, (), "Kept.", digest)
    assert not graded.gradebook.exists()
    aside.rename(graded.gradebook)
    kept = read_marks(graded.root, S1, "first", "s004")[ITEM]
    assert (kept.points, kept.comment, kept.entered) == (2, "Kept.", False)
    # Whoever starts the page next sends what was kept.
    assert desk_of(graded).send_kept() == (1, [])
    assert graded.grades()["s004", ITEM] == (None, 2, False)
    assert comment_of(graded, "s004") == "Kept."
    assert desk.send_kept() == (0, [])


def test_a_kept_mark_is_not_sent_for_other_work(graded: Small, quick: Engine) -> None:
    desk = desk_of(graded)
    row = next(row for row in desk.rows(S1) if row.student == "s005")
    digest = desk.page(S1, row.code, EVERYTHING).digest
    aside = graded.gradebook.rename(graded.root / "elsewhere.db")
    with pytest.raises(CourseError, match="missing or empty"):
        desk.give(S1, row.code, 2, (), "Of the old one.", digest)
    aside.rename(graded.gradebook)
    graded.hand_in("s005", {ITEM: "I have thought again."})
    list(grade(graded.root, S1, ["s005"], engine=quick))
    assert desk.send_kept() == (0, [])
    assert graded.grades()["s005", ITEM] == (None, None, True)
    assert comment_of(graded, "s005") is None


def test_two_raters(graded: Small) -> None:
    first = desk_of(graded, "ada")
    for number in range(8):
        give(first, f"s{number:03d}", number % 5, f"Ada says {number}.")
    second = desk_of(graded, "ben", second=True)
    rows = second.rows(S1)
    assert len(rows) == 8  # at least ten, where there are so many
    assert [(tally.waiting, tally.marked) for _, tally in second.tallies()] == [(8, 0)]
    page = second.page(S1, rows[0].code, EVERYTHING)
    assert page.mark is None
    assert page.notes == ()
    with pytest.raises(CourseError, match="before you have read all"):
        second.twice(S1)
    before = graded.grades()
    for row in rows:
        second.give(S1, row.code, 2, (), "", second.page(S1, row.code, EVERYTHING).digest)
    assert graded.grades() == before  # a second reading is kept apart
    assert [(tally.waiting, tally.marked) for _, tally in second.tallies()] == [(0, 8)]
    twice = second.twice(S1)
    assert len(twice) == 8
    assert {one.raters for _, one in twice} == {("ada", "ben")}
    row, pair = next((row, one) for row, one in twice if one.student == "s004")
    assert (pair.first.points, pair.second.points, pair.first.comment) == (4, 2, "Ada says 4.")
    second.settle(S1, row.code, 3, "We agree on three.")
    assert graded.grades()["s004", ITEM] == (None, 3, False)
    # What was settled stands, also when the first rater thinks again.
    give(first, "s004", 4)
    assert graded.grades()["s004", ITEM] == (None, 3, False)
    # Nobody writes over another rater's mark.
    with pytest.raises(CourseError, match="ada has marked this answer"):
        give(desk_of(graded, "cleo"), "s005", 1)
    assert graded.grades()["s005", ITEM] == (None, 0, False)


def test_a_second_rater_reads_a_part_of_each_question_and_at_least_ten(graded: Small) -> None:
    from dataclasses import replace

    from alliance_grader.marking.waiting import sample

    desk = desk_of(graded)
    one = desk.rows(S1)[0]
    many = [replace(one, student=f"s{number}", manual=1.0, waits=number >= 100) for number in range(120)]
    drawn = sample(many, desk.order)
    assert len(drawn) == 20
    assert all(row.marked for row in drawn)
    assert drawn == sample(many[::-1], desk.order)[::-1]
    assert len(sample(many[:30], desk.order)) == 10
    assert len(sample(many[:30], desk.order, 1.0)) == 30


def test_agreement_is_weighted_and_says_when_it_cannot_be_said() -> None:
    # By hand: mean squared difference 0.6; what chance would give, 2.05 + 2.09 - 2 * 1.5 * 1.7 + ... = see below.
    pairs = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (0, 1), (1, 2), (2, 1), (3, 4), (4, 2)]
    found = agreement(pairs)
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    observed = sum((a - b) ** 2 for a, b in pairs) / 10
    expected = sum((a - b) ** 2 for a in one for b in other) / 100
    assert found.kappa == pytest.approx(1 - observed / expected)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1 - observed / expected < found.high <= 1
    assert (found.same, found.difference) == (5, 0)
    assert "too few" in agreement(pairs[:9]).why_not
    assert "the same points" in agreement([(2, other) for _, other in pairs]).why_not
    alike = agreement([(a, a) for a, _ in pairs])
    assert (alike.kappa, alike.low) == (1, None)


def test_what_waits_is_said_without_a_page(graded: Small) -> None:
    give(desk_of(graded), "s000", 1)
    done = graded.run("mark", "--list")
    assert done.code == 0, done.complained
    assert "7 answers wait. Mark them: alliance-grader mark s1" in done.said


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('reply = "I see."', "I see."),
        ("reply = 'One' + ' two'  # so", "One two"),
        ('reply = ...\nreply = """Two\nlines"""', "Two\nlines"),
        ("reply = input()", None),
        ("import os\nreply = 'x'", None),
        ("reply = (", None),
        ("reply = " + "(" * 5000, None),
        (f"reply = {'-' * 30_000}1", None),
    ],
)
def test_a_reply_is_read_and_never_run(source: str, words: str | None) -> None:
    assert spoken(source) == words


@pytest.mark.parametrize("name", ["", "../x", "settled", "a/b", "ä" * 50, ".hidden"])
def test_a_rater_needs_a_name_that_a_folder_can_have(name: str) -> None:
    with pytest.raises(CourseError, match="rater's name"):
        rater_name(name)
