"""What the tests of languages share: no choice stays behind, and a language in which every text is marked."""

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

import alliance.language as spoken


class Marked(NullTranslations):
    """Puts every text between ⟦ and ⟧: what stands outside of them on a page cannot be translated."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return f"⟦{message}⟧" if len(message) > 1 else message  # a decimal sign stays one


@pytest.fixture(autouse=True)
def english_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "_chosen", None)
    monkeypatch.delenv(spoken.VARIABLE, raising=False)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak the language in which every text is marked."""
    for source in ("_catalogue", "_known_texts"):
        monkeypatch.setattr(spoken, source, lambda _language: Marked())
    monkeypatch.setattr(spoken, "_chosen", "xx")
    yield
    monkeypatch.undo()
