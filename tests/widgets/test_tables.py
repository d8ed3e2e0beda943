from dataclasses import astuple

import pytest

from alliance.pillars import VIGNETTES, Vignette
from alliance.widgets.self_check import Question, question_sets, questions


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette.id)
def test_vignette_has_one_weakest_pillar_and_quotes_its_cue(vignette: Vignette) -> None:
    assert len(vignette.profile.weakest) == 1
    assert vignette.says.count(vignette.cue) == 1
    assert all((2 * value).is_integer() for value in vignette.profile.values.values())


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette.id)
def test_vignette_gives_every_pillar_feedback_of_like_length(vignette: Vignette) -> None:
    lengths = [len(text) for text in astuple(vignette.feedback)]
    assert min(lengths) > 120
    assert max(lengths) < 1.3 * min(lengths)


def test_vignettes_are_varied() -> None:
    weakest = [vignette.profile.weakest[0] for vignette in VIGNETTES]
    assert len({vignette.id for vignette in VIGNETTES}) == len(VIGNETTES) == 6
    assert set(weakest) == {"goal", "task", "bond"}
    assert weakest[:3] != weakest[3:]  # no rhythm to guess by
    assert sum(vignette.profile.hides for vignette in VIGNETTES) >= 3
    assert len({vignette.setting.split(", session")[0] for vignette in VIGNETTES}) >= 5


ASKED = [(name, question) for name in question_sets() for question in questions(name)]


@pytest.mark.parametrize(("name", "question"), ASKED, ids=[f"{name}-{asked.id}" for name, asked in ASKED])
def test_question_has_one_right_option_and_feedback_for_each(name: str, question: Question) -> None:  # noqa: ARG001
    assert sum(option.right for option in question.options) == 1
    lengths = [len(option.says) for option in question.options]
    assert max(lengths) < 1.25 * min(lengths)
    feedback = [option.feedback for option in question.options]
    assert len(set(feedback)) == len(feedback)
    assert min(map(len, feedback)) > 60


@pytest.mark.parametrize("name", question_sets())
def test_neither_place_nor_length_gives_the_right_option_away(name: str) -> None:
    asked = questions(name)
    places = [[option.right for option in question.options].index(True) for question in asked]
    longest = [max(question.options, key=lambda option: len(option.says)).right for question in asked]
    assert max(map(places.count, places)) <= len(asked) / 2
    assert sum(longest) <= len(asked) / 2
    assert len({question.id for question in asked}) == len(asked)
