"""Which language is spoken, who decides, and that nothing but words depends on it."""

import os
import subprocess
import sys
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from babel.messages.catalog import Catalog

import alliance
import alliance.language as spoken
from alliance.dialogue import encode, play, replay, scenario, scenarios
from alliance.dialogue.effects import effects
from alliance.dialogue.scenario import content_hash
from alliance.dialogue.solve import Solution
from alliance.dialogue.telling import language_of
from alliance.errors import CourseError
from alliance.language import ngettext, number, said_in, speak, speaking, words_of
from alliance.language.catalogue import compiled
from alliance.practice.check import _as_html, _as_text, notes
from alliance.widgets import DialogueExplorer
from alliance.widgets.dialogue_explorer import content


def test_english_is_spoken_until_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")
    assert spoken.language() == "en"
    monkeypatch.setenv("ALLIANCE_LANGUAGE", "de")
    assert spoken.language() == "de"
    speak("en")  # the notebook's own word counts for more than the course's
    assert spoken.language() == "en"
    with speaking("de-AT"):
        assert spoken.language() == "de"
    assert spoken.language() == "en"
    assert alliance.speak is speak


@pytest.mark.parametrize("unknown", ["fr", "", "../de", 3])
def test_a_language_that_is_not_there_is_refused_by_naming_those_that_are(unknown: object) -> None:
    with pytest.raises(CourseError, match=r"does not speak; choose from en, de"):
        speak(unknown)  # type: ignore[arg-type]
    assert spoken.language() == "en"


def test_a_course_with_an_unknown_language_says_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_LANGUAGE", "klingon")
    with pytest.raises(CourseError, match="ALLIANCE_LANGUAGE says 'klingon'"):
        spoken._("ready")


def test_speaking_takes_only_the_standard_library() -> None:
    asks = "import sys, alliance.language as one; one.speak('de'); print(one._('ready')); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60
    )
    said, _, modules = done.stdout.partition("\n")
    assert said == "fertig"
    assert not {"babel", "yaml", "msgspec", "numpy"} & set(modules.split())


def test_numbers_in_sentences_have_the_signs_of_the_language() -> None:
    assert (number(3.5), number(1234.5, ",.1f")) == ("3.5", "1,234.5")
    speak("de")
    assert (number(3.5), number(1234.5, ",.1f")) == ("3,5", "1.234,5")


def test_plural_forms_are_those_of_the_language() -> None:
    one, many = "say it more briefly: there is {count} word.", "say it more briefly: there are {count} words."
    assert ngettext(one, many, 1) == one
    speak("de")
    assert [ngettext(one, many, count).split()[-1] for count in (0, 1, 2)] == ["Wörter.", "Wort.", "Wörter."]


def test_a_script_takes_all_plural_forms_along(monkeypatch: pytest.MonkeyPatch) -> None:
    polish = Catalog(locale="pl")
    polish.add(("{count} turn", "{count} turns"), ("1 tura", "2 tury", "5 tur"))
    made = GNUTranslations(BytesIO(compiled(polish)))
    monkeypatch.setattr(spoken, "_catalogue", lambda _language: made)
    monkeypatch.setattr(spoken, "_chosen", "pl")
    said = words_of('tn("{count} turn", "{count} turns", turns.length); t("not translated")')
    assert said == {"language": "pl", "texts": {"{count} turn": ["1 tura", "2 tury", "5 tur"]}}


def test_what_a_script_says_is_found_wherever_it_stands() -> None:
    script = """f(t("plain"), `${t("in a template {x}", { x })} ${tn("one", "many", n)}`, tc("where", "word"), at("no"));
      t(
        "on a line of its own, with \\"quotes\\"",
      )"""
    assert [(one.kind, one.first, one.second) for one in said_in(script)] == [
        ("t", "plain", ""),
        ("t", "in a template {x}", ""),
        ("tn", "one", "many"),
        ("tc", "where", "word"),
        ("t", 'on a line of its own, with "quotes"', ""),
    ]


def test_in_english_nothing_is_sent() -> None:
    assert words_of(DialogueExplorer._esm) == {}
    assert "tongue" not in DialogueExplorer("thought-log").state
    speak("de")
    assert DialogueExplorer("thought-log").state["tongue"]["texts"]["Why"] == "Warum"


@pytest.mark.parametrize("name", ["thought-log", "not-the-bridge"])
def test_a_dialogue_in_german_differs_only_in_its_words(name: str) -> None:
    def bones(one: object) -> object:
        match one:
            case dict():
                return {
                    key: bones(value)
                    for key, value in one.items()
                    if key not in {"label", "lines", "reasons", "language"}
                }
            case list():
                return [bones(value) for value in one]
            case str() if " " in one or one[:1].isupper():
                return "words"
        return one

    english = content(scenario(name))
    speak("de")
    german = content(scenario(name))
    assert bones(german) == bones(english)
    assert [len(german[key]) for key in ("lines", "reasons")] == [
        len(english[key]) for key in ("lines", "reasons")
    ]
    assert (german["id"], german["hash"]) == (english["id"], english["hash"])
    assert german["beats"] != english["beats"]
    # A dialogue of which a sentence is not translated is told in English; its buttons and reasons are German all the same.
    assert (
        german["language"]
        == language_of(scenario(name))
        == {"thought-log": "de", "not-the-bridge": "en"}[name]
    )


def test_nobody_knows_in_which_language_somebodys_own_dialogue_is() -> None:
    own = msgspec.structs.replace(scenario("not-the-bridge"), id="my-own", title="Ein eigenes Gespräch")
    speak("de")
    told = content(own)
    assert (told["language"], told["title"]) == ("", "Ein eigenes Gespräch")


def test_a_receipt_is_the_same_in_every_language() -> None:
    one = scenario("thought-log")
    best = Solution(one).best_line()
    receipt = encode(play(one, best))
    hashes = [content_hash(known, effects()) for known in scenarios().values()]
    speak("de")
    assert encode(play(one, best)) == receipt
    assert replay(receipt) == play(one, best)
    assert [content_hash(known, effects()) for known in scenarios().values()] == hashes
    explorer = DialogueExplorer(one)
    explorer.set_state({"choices": list(best), "receipt": receipt, "ended": True})
    assert (
        repr(explorer)
        == f"DialogueExplorer: Das Gedankenprotokoll, {len(best)} Antworten; so ging es aus: stärker als zuvor."
    )


def test_a_check_in_german_says_the_same_of_the_same_answers() -> None:
    answers = {
        "risk_all": "20%",
        "risk_lowest": (3, 5),
        "risk_middle": "many",
        "rates_say": "a",
        "risk_highest": 0.25,
    }
    english = notes("a4-rates", answers)
    speak("de")
    german = notes("a4-rates", answers)
    assert [(note.name, note.state) for note in german] == [(note.name, note.state) for note in english]
    assert {note.state for note in german} == {"look again", "ready"}
    assert "gleich 0.2." in german[0].where
    assert "Punkt statt Komma: 3.99" in german[1].where  # what is to be typed keeps its point
    assert "Übungscheck, keine Bewertung: 2 von 5 fertig" in _as_text(german)
    assert '<div class="alliance-check-place" lang="de">' in _as_html(german)


def test_the_terminal_plays_in_german_with_the_same_keys() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "alliance", "dialogue", "play", "thought-log"],
        input="2\nb\n9\n2\nq\n",
        env={**os.environ, "ALLIANCE_LANGUAGE": "de", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert f"Beleg: {encode(play(scenario('thought-log'), (2,)))}" in done.stdout
    assert "b für zurück" in done.stdout
    assert "Geben Sie eine Zahl von 1 bis 4 ein" in done.stdout
    assert "Vertrauen 4 → 5" in done.stdout
