"""The catalogue holds what is said, all of it is translated where that was promised, and nothing is lost on the way."""

import re
from io import BytesIO
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from alliance.language.catalogue import (
    HERE,
    PACKAGE,
    TEMPLATE,
    areas,
    as_text,
    compiled,
    main,
    template,
    translation,
    updated,
)

LANGUAGES = sorted(path.stem for path in HERE.glob("*.po"))
PROMISED = re.compile(
    r"assignments/|dialogue/(?!scenarios/)|dialogue/scenarios/thought_log|practice/|transcripts/(?:receipt|transcript)\.py"
    r"|caseload/alerts\.py|widgets/(?:dialogue_explorer|shared)\.|language/"
)
"""Where what is said in German has no gap."""

AGAIN = "run: make catalogue"


def translated(language: str) -> list[Message]:
    return [one for one in translation(language) if one.id and not one.fuzzy and any(forms(one.string))]


def forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def today() -> Catalog:
    return template()


def test_the_template_holds_what_is_said_today(today: Catalog) -> None:
    same = TEMPLATE.read_text(encoding="utf-8") == as_text(today)  # to show what differs would take a minute
    assert same, AGAIN
    assert as_text(today).startswith("# What the Alliance Workbook says to trainees")


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_texts_of_today_and_are_what_is_read(language: str, today: Catalog) -> None:
    same = (HERE / f"{language}.po").read_text(encoding="utf-8") == as_text(updated(language, today))
    assert same, AGAIN
    read, made = (HERE / f"{language}.mo").read_bytes(), compiled(translation(language))
    assert content(read) == content(made), AGAIN


def content(compiled_: bytes) -> list[tuple[object, ...]]:
    """Return what a compiled catalogue says; its head names the version of Babel."""
    return [(one.id, one.context, one.string) for one in read_mo(BytesIO(compiled_)) if one.id]


def test_dialogues_and_practice_checks_are_german_without_a_gap() -> None:
    promised = [one for one in translation("de") if any(PROMISED.match(path) for path, _ in one.locations)]
    assert len(promised) > 500
    assert [one.id for one in promised if one.fuzzy or not all(forms(one.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    wrong = [
        (one.id, said)
        for one in translated(language)
        for said in forms(one.string)
        if places(said) not in [places(form) for form in forms(one.id)]
    ]
    assert wrong == []


CODE = re.compile(r'\w+\.\w+(?:\([^)]*\))?|\w+\([^)]*\)|\w+_\w+|"[a-z_ ]+"|<NA>|\b\d+\.\d+\b')


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_trainees_are_to_type_is_the_same_in_every_language(language: str) -> None:
    checks = [
        one
        for one in translated(language)
        if any(path.startswith("practice/") for path, _ in one.locations) and isinstance(one.id, str)
    ]
    assert sum(bool(CODE.search(str(one.id))) for one in checks) > 30
    lost = [
        (code, one.string)
        for one in checks
        for code in CODE.findall(str(one.id))
        if code not in str(one.string)
    ]
    assert lost == []


def test_every_table_of_checks_and_dialogues_is_read(today: Catalog) -> None:
    said = {path for one in today if one.id for path, _ in one.locations}
    tables = chain(PACKAGE.glob("practice/a*.yaml"), PACKAGE.glob("dialogue/scenarios/*.yaml"))
    assert {path.relative_to(PACKAGE).as_posix() for path in tables} <= said


def test_a_changed_sentence_is_english_until_somebody_has_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alliance.language import catalogue

    for name in ("HERE", "TEMPLATE", "PACKAGE"):
        monkeypatch.setattr(catalogue, name, {"TEMPLATE": tmp_path / "alliance.pot"}.get(name, tmp_path))
    (tmp_path / "strings.yaml").write_text('{python: ["*.py"], javascript: ["*.js"], tables: []}')
    (tmp_path / "say.py").write_text('# Translators: Among people.\n_("Good morning, everybody")\n')
    (tmp_path / "say.js").write_text(
        '// Translators: A farewell.\nsay(t("Good night"), tn("{count} hour", "{count} hours", n));'
    )
    monkeypatch.setattr(catalogue.template, "__defaults__", (tmp_path,))
    main(["de"])
    text = (tmp_path / "de.po").read_text()
    assert "#. Among people." in text
    assert "#. A farewell." in text
    (tmp_path / "de.po").write_text(
        text.replace('everybody"\nmsgstr ""', 'everybody"\nmsgstr "Guten Morgen allerseits"')
    )
    main([])
    assert b"Guten Morgen" in (tmp_path / "de.mo").read_bytes()
    (tmp_path / "say.py").write_text('_("Good morning, everybody!")\n')
    main([])
    assert "#, fuzzy" in (tmp_path / "de.po").read_text()
    assert b"Guten Morgen" not in (tmp_path / "de.mo").read_bytes()
    assert areas(translation("de"))["say"].fuzzy == 1
    assert compiled(translation("de")) == (tmp_path / "de.mo").read_bytes()


def test_made_a_second_time_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alliance.language import catalogue

    monkeypatch.setattr(catalogue, "HERE", tmp_path)
    before, found = (Catalog(locale="de", charset="utf-8", fuzzy=False) for _ in range(2))
    before.add("Turn {turn}: what do you say?", "Runde {turn}: Was sagen Sie?")
    (tmp_path / "de.po").write_text(as_text(before), encoding="utf-8")
    found.add("Now: what do you say?")
    first = as_text(updated("de", found))
    assert "#, fuzzy\n" in first
    (tmp_path / "de.po").write_text(first, encoding="utf-8")
    assert as_text(updated("de", found)) == first
