"""Cards to sort: the decks are sound, the grid counts what was said, the words say what the grid shows."""

import re
from collections import Counter
from itertools import permutations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.errors import CourseError
from alliance.widgets import SortStatements
from alliance.widgets.sort_statements import (
    SHAPES,
    Deck,
    commonest,
    deck,
    deck_names,
    drawn,
    grid,
    meant,
    summary,
)

every_deck = pytest.mark.parametrize("of", [deck(name) for name in deck_names()], ids=deck_names())
WHAT, SIGNS = deck("what_it_is"), deck("signs")
OWN = [card.kind for card in WHAT.cards]


def swapped(changes: dict[str, str]) -> list[str]:
    """Sort every card as we do, but for these."""
    assert set(changes) <= {card.id for card in WHAT.cards}
    return [changes.get(card.id, card.kind) for card in WHAT.cards]


@every_deck
def test_deck_gives_each_card_a_reason_and_each_confusion_its_own(of: Deck) -> None:
    kinds = [kind.id for kind in of.kinds]
    assert len(kinds) == len(set(kinds)) == len({kind.shape for kind in of.kinds}) == 4
    assert {kind.shape for kind in of.kinds} <= set(SHAPES)
    assert len({card.id for card in of.cards}) == len({card.says for card in of.cards}) == len(of.cards)
    for card in of.cards:
        assert card.kind in kinds
        assert set(card.also) <= set(kinds) - {card.kind}
        assert len(card.also) < 3  # else no answer would be a confusion
        assert 60 < len(card.because) < 260, card.id
        assert len(card.says) < 180, card.id
    told = [(line.said, line.meant) for line in of.boundaries]
    assert sorted(told) == sorted(permutations(kinds, 2))
    assert len({line.tells for line in of.boundaries}) == len(told)


@every_deck
def test_no_rhythm_gives_the_kind_away(of: Deck) -> None:
    kinds = [card.kind for card in of.cards]
    runs = max(
        map(len, re.findall(r"(.)\1*", "".join(str([k.id for k in of.kinds].index(k)) for k in kinds)))
    )
    assert runs <= 2
    assert set(kinds) == {kind.id for kind in of.kinds}


def test_the_first_deck_is_even_and_its_longest_cards_are_of_every_kind() -> None:
    assert Counter(OWN) == {"alliance": 5, "rapport": 4, "friendship": 4, "something_else": 5}
    lengths = {kind: [len(card.says) for card in WHAT.cards if card.kind == kind] for kind in set(OWN)}
    assert max(map(max, lengths.values())) < 1.6 * min(map(max, lengths.values()))


def test_the_signs_lean_to_the_bond_as_their_closing_says() -> None:
    count = Counter(card.kind for card in SIGNS.cards)
    for words in (f"{count['bond']} of the {len(SIGNS.cards)}", *(f"{count[kind]} of" for kind in count)):
        assert words in SIGNS.closing
    assert count == {"bond": 8, "goal": 2, "task": 2, "none": 2}
    articles = Counter(re.findall(r"first|second|third", " ".join(card.who for card in SIGNS.cards)))
    assert articles == {"first": 5, "second": 5, "third": 4}


picks_of_what = st.lists(st.sampled_from([kind.id for kind in WHAT.kinds]), max_size=len(WHAT.cards))
picks_of_signs = st.lists(st.sampled_from([kind.id for kind in SIGNS.kinds]), max_size=len(SIGNS.cards))


@given(picks=picks_of_what)
def test_the_grid_holds_every_card_once_in_the_column_that_was_said(picks: list[str]) -> None:
    counts = grid(WHAT, picks)
    said = [sum(column) for column in zip(*counts, strict=True)]
    assert said == [picks.count(kind.id) for kind in WHAT.kinds]
    for row, kind in zip(counts, WHAT.kinds, strict=True):
        assert sum(row) == OWN[: len(picks)].count(kind.id)


@given(picks=picks_of_signs)
def test_a_second_kind_that_fits_is_no_confusion(picks: list[str]) -> None:
    fitting = sum(said in (card.kind, *card.also) for card, said in zip(SIGNS.cards, picks, strict=False))
    counts = grid(SIGNS, picks)
    assert sum(counts[place][place] for place in range(4)) == fitting
    for card in SIGNS.cards:
        assert all(meant(card, said) == said for said in card.also)


@given(picks=picks_of_signs)
def test_the_commonest_confusion_is_counted_as_in_the_grid(picks: list[str]) -> None:
    most, pairs = commonest(SIGNS, picks)
    order = [kind.id for kind in SIGNS.kinds]
    counts = grid(SIGNS, picks)
    assert all(counts[order.index(pair.meant)][order.index(pair.said)] == most for pair in pairs)
    assert bool(pairs) == (most > 0)
    off = [counts[row][column] for row in range(4) for column in range(4) if row != column]
    assert max(off) == most


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ([], "No card sorted yet, 18 to go."),
        (OWN[:3], "3 of 3 cards where we put them. Nothing confused so far."),
        (
            swapped({"tea": "alliance"}),
            "17 of 18 cards where we put them. Most often you said “alliance” where we say “rapport”: once.",
        ),
        (
            swapped({"tea": "alliance", "the-dog": "alliance", "same-job": "friendship"}),
            "15 of 18 cards where we put them. Most often you said “alliance” where we say “rapport”: twice.",
        ),
        (
            swapped({"tea": "alliance", "same-job": "friendship"}),
            "16 of 18 cards where we put them. No confusion came twice.",
        ),
        (
            swapped(dict.fromkeys(("tea", "the-dog", "hood-up"), "alliance")),
            "15 of 18 cards where we put them. Most often you said “alliance” where we say “rapport”: 3 times.",
        ),
        (
            swapped(
                {"tea": "friendship", "the-dog": "friendship", "school": "rapport", "both-houses": "rapport"}
            ),
            "14 of 18 cards where we put them. Most often you said “friendship” where we say “rapport”, and "
            "“rapport” where we say “friendship”: twice each.",
        ),
    ],
)
def test_the_summary_names_the_commonest_confusion(picks: list[str], words: str) -> None:
    assert summary(WHAT, picks) == words


def test_the_widget_tells_what_the_browser_sent() -> None:
    cards = SortStatements("signs")
    assert repr(cards) == "SortStatements: No card sorted yet, 14 to go."
    cards.set_state({"picks": ["goal", "none"], "at": 2})
    assert repr(cards) == (
        "SortStatements: 1 of 2 cards where we put them. Most often you said “goal” where we say “bond”: once."
    )
    assert SortStatements().deck is WHAT


def test_an_unknown_deck_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(CourseError, match="no deck 'sings'; choose from signs, what_it_is"):
        SortStatements("sings")


def test_the_still_picture_has_a_tile_for_every_card_and_no_colour_alone() -> None:
    picks = swapped({"tea": "alliance"})
    tree = ElementTree.fromstring(drawn(WHAT, picks))  # noqa: S314  (our own drawing)
    tiles = [node for node in tree.iter() if node.tag.endswith("rect") and node.get("width") == "11"]
    assert len(tiles) == 18
    assert sum(tile.get("fill") == "none" for tile in tiles) == 1  # hollow beside the diagonal
    words = [node.text for node in tree.iter() if node.tag.endswith("text")]
    assert [words.count(kind.name) for kind in WHAT.kinds] == [2, 2, 2, 2]
    assert drawn(WHAT, picks) == drawn(WHAT, picks)
    assert "<script" not in drawn(WHAT, picks)


def test_all_cards_on_one_pile_stay_inside_their_cell() -> None:
    tree = ElementTree.fromstring(drawn(SIGNS, ["bond"] * 14))  # noqa: S314  (our own drawing)
    for tile in (node for node in tree.iter() if node.get("width") == "11"):
        x, y = float(tile.get("x", 0)) - 150, float(tile.get("y", 0)) - 74
        assert x % 112 + 11 < 106
        assert y % 112 + 15 < 106


def test_the_module_is_small_and_keeps_to_our_own_classes() -> None:
    widget = SortStatements()
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    assert "url(" not in widget._css
    used = set(re.findall(r"var\((--[\w-]+)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | {"--left"}  # set by the script
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= {"sort-statements", "alliance-widget"}
