import re
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import ROOT, key_of, solved, typed

from alliance.assignments import Assignment, assignment, letters
from alliance.tables import read
from alliance_grader.course import source_notebook
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import keys_folder, score_item
from alliance_grader.scoring.parts import SentencePart

ASSIGNMENT = "a1_pillar_triage"
KEY = key_of(ASSIGNMENT)
VARIANTS = letters("a1")
KNOWN = read(keys_folder(ROOT) / "cards" / "a1.yaml", dict[str, dict[str, dict[str, str]]])["vignettes"]
ANSWERS = ("goal", "task", "bond", "client", "none")
SHOWN_BY = {
    "liking": "liking-is-bond",
    "homework": "homework-is-motivation",
    "resistant": "resistant-client",
}
SENTENCES = [part for item in KEY.items for part in item.parts if isinstance(part, SentencePart)]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def demands(work: Assignment) -> list[str]:
    """Say what the cards of a variant lack for A1."""
    cards = work.cards("vignettes")
    right = [KNOWN[card.id]["pillar"] for card in cards]
    long = {
        answer: [len(words(card.text)) for card, its in zip(cards, right, strict=True) if its == answer]
        for answer in right
    }
    averages = [sum(lengths) / len(lengths) for lengths in long.values()]
    spoken = {word for card in cards for word in words(card.text)}
    signs = [[card.id for card in cards if field in KNOWN[card.id]] for field in SHOWN_BY]
    wanted = {
        "each pillar has three or four cards, and two cards have none": sorted(map(len, long.values())) == [2, 3, 3, 4]
        and len(long["none"]) == 2,
        "no three cards in a row have one answer": max(len(list(run)) for _, run in groupby(right)) < 3,
        "the length of a card tells nothing": max(averages) < 1.12 * min(averages),
        "no card names an answer": not spoken & {*ANSWERS, "goals", "tasks", "clients", "aim", "alliance", "pillar"},
        "each misconception can show on three cards": [len(ids) for ids in signs] == [3, 3, 3],
        "and each on cards of its own": len({one for ids in signs for one in ids}) == 9,
    }  # fmt: skip
    return [said for said, holds in wanted.items() if not holds]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_cards_of_each_variant_give_nothing_away(variant: str) -> None:
    assert demands(assignment("a1", variant)) == []


def test_what_is_known_of_a_card_agrees_with_its_text() -> None:
    texts = {card.id: card.text for card in assignment("a1").cards("vignettes")}
    assert texts.keys() == KNOWN.keys()
    for name, known in KNOWN.items():
        cue = re.search(r"“(.+?)”", known["cue"])
        assert cue is not None
        assert cue[1] in texts[name], name
        others = [known[field] for field in ("neighbour", *SHOWN_BY) if field in known]
        assert known["pillar"] not in others
        assert len(set(others)) == len(others)


def test_the_assignment_is_worth_22_points() -> None:
    assert {item.id: item.points for item in KEY.items} == {
        "a1-pillars": 12,
        **{f"a1-sentence-{who}": 2 for who in ("samuel", "marisol", "jun")},
        "a1-reflection": 4,
        "a1-own-view": 0,
    }


def points_for(answer: str, name: str) -> float:
    if answer == KNOWN[name]["pillar"]:
        return 1.0
    return 0.5 if answer == KNOWN[name].get("neighbour") else 0.0


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_to_every_card_gets_its_points_and_the_cue(variant: str, answer: str) -> None:
    cards = assignment("a1", variant).cards("vignettes")
    answers = {f"pillar_{number:02d}": answer for number in range(1, 13)}
    result = score_item("a1-pillars", answers, KEY, variant)
    assert result.points == sum(points_for(answer, card.id) for card in cards)
    for card, reason in zip(cards, result.reasons, strict=True):
        assert KNOWN[card.id]["cue"] in reason
        assert "{" not in reason


def test_a_blind_guess_earns_less_than_a_quarter_of_the_twelve_points() -> None:
    assert sum(points_for(answer, name) for answer in ANSWERS for name in KNOWN) / len(ANSWERS) < 0.25 * 12


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("field", SHOWN_BY)
def test_a_misconception_is_named_when_all_cards_that_can_show_it_do(variant: str, field: str) -> None:
    answers = solved(ASSIGNMENT, variant)
    shown = [
        (f"pillar_{number:02d}", KNOWN[card.id][field])
        for number, card in enumerate(assignment("a1", variant).cards("vignettes"), 1)
        if field in KNOWN[card.id]
    ]
    twice = score_item("a1-pillars", answers | dict(shown[1:]), KEY, variant)
    always = score_item("a1-pillars", answers | dict(shown), KEY, variant)
    assert twice.misconceptions == ()
    assert always.misconceptions == (SHOWN_BY[field],)


def sentence(text: object) -> tuple[float | None, str]:
    result = score_item("a1-sentence-samuel", {"sentence_samuel": text}, KEY)
    return result.points, result.reasons[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We look at your mornings hour by hour.", "the words “so that” are missing"),
        ("We look at your mornings, also that of today.", "the words “so that” are missing"),
        ("We look at your mornings so that", "comes nothing"),
        ("We look at your mornings so that …!?", "comes nothing"),
        ("We look at your mornings so that you can.", "comes nothing"),
        ("Getting up so that getting up.", "the same words"),
        ("We relax, so that you can relax!", "the same words"),
        ("we rehearse the call here twice SO THAT you can ring your landlord yourself", "the example of the notebook"),
        (["We look at the window so that you get to the lecture."], "no sentence"),
        (7, "no sentence"),
        ("...", "Not answered"),
    ],
)  # fmt: skip
def test_what_is_surely_no_such_sentence_gets_no_points_and_the_reason(text: object, said: str) -> None:
    points, reason = sentence(text)
    assert points == 0
    assert said in reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We walk to the hall on Monday so that you reach the Tuesday lecture.", "may be heard in “lecture”"),
        ("We walk to the hall\n so  that\t you become active.", "is the aim still theirs?"),
        ("So that you get to the lecture, we set two alarms.", "begins with what it serves"),
        ("We ring your flatmate about the lecture so that the lecture.", "stands before it as well"),
        ("bla bla so that dunno", "is the aim still theirs?"),
        (f"We walk {'x' * 9000} so that you reach your lectur{'e' * 9000}.", "complete in its form"),
        ("We do <b>this</b> `now` so that {you} get to the lecture.", "“{you} get to the lecture”"),
    ],
)  # fmt: skip
def test_everything_else_goes_to_a_person_with_a_remark(text: str, said: str) -> None:
    points, reason = sentence(text)
    assert points is None
    assert said in reason
    assert len(reason) < 700


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["so that", " so that ", ""]))
def test_no_text_earns_points_without_a_person(before: str, after: str, hinge: str) -> None:
    points, reason = sentence(before + hinge + after)
    assert points in {None, 0}
    assert reason


def test_the_examples_would_reach_the_person_who_marks_and_hold_the_clients_aim() -> None:
    assert len(SENTENCES) == 3
    for part in SENTENCES:
        assert part.lacks(part.example) == ""
        assert any(word.startswith(part.aim) for word in words(part.example.partition("so that")[2]))


def test_the_example_that_may_not_be_copied_is_the_one_in_the_notebook() -> None:
    cells = {cell.id: cell.source for cell in read_notebook(source_notebook(ROOT, ASSIGNMENT)).cells}
    (shown,) = re.findall(r"^> “(.+)”$", cells["question-2"], re.MULTILINE)
    assert {given for part in SENTENCES for given in part.given} == {shown.replace("**", "")}


def test_a_blank_sentence_does_not_wait_for_a_person() -> None:
    careless = typed(ASSIGNMENT, "careless")
    assert score_item("a1-sentence-jun", careless, KEY).points == 0
    assert score_item("a1-sentence-jun", {"sure_jun": 50}, KEY).points == 0


def test_some_of_the_cards_are_shown_under_their_own_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    work = assignment("a1", "B")
    work.show("vignettes", 5, 8)
    work.show("vignettes")
    four, twelve = shown
    assert re.findall(r"^(\d+)\. ", four["text/plain"], re.MULTILINE) == ["5", "6", "7", "8"]
    assert 'start="5" style="counter-reset:card 4"' in four["text/html"]
    assert [data["text/html"].count("<li>") for data in shown] == [4, 12]
    assert twelve["text/plain"].splitlines()[5:9] == four["text/plain"].splitlines()[1:]
