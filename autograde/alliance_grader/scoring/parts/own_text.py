"""A text of the student's own with what was recognised in it, for the student's page."""

from collections.abc import Iterable

from alliance_grader.results import OwnText, Phrase


def own_text(
    answer: str,
    value: str,
    seen: Iterable[tuple[str, str]] = (),
    missed: Iterable[str] = (),
    said: Iterable[str] = (),
    after: str = "",
) -> OwnText:
    """Return a text with the places of what was recognised.

    Parameters
    ----------
    answer, value : str
        The answer's name and what it holds.
    seen : iterable of (str, str)
        Words of the text as the checker quotes them, and what they show. Those that are not in it to the letter are left
        out: nothing is marked that the student did not write.
    missed : iterable of str
        What was not recognised.
    said : iterable of str
        The reasons that this tells as well.
    after : str
        Words are looked for only behind this.
    """
    from alliance.replies.text import as_written

    text = as_written(value)
    begin = text.find(after) + len(after)
    places = ((text.find(words, begin), words, shows) for words, shows in seen if words)
    phrases = (Phrase(first, first + len(words), shows) for first, words, shows in places if first >= 0)
    return OwnText(
        answer,
        text,
        tuple(sorted(phrases, key=lambda one: (one.first, one.last))),
        tuple(missed),
        tuple(said),
    )
