"""Answer a client in your own words, and let the reply checker read it: five notes, never a score."""

from dataclasses import asdict
from textwrap import wrap
from typing import Any, Final
from xml.sax.saxutils import escape

import traitlets

from alliance.errors import CourseError
from alliance.language import _
from alliance.language.tables import spoken
from alliance.pictures import theme
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget
from alliance.widgets.reply_notes import WORDS, Client, Note, Notes, read_reply

PATIENCE: Final = 8
"""Seconds without an answer after which the page says that there is no Python behind it."""

KEPT: Final = 6
"""Versions of one reply that are kept: the last ones."""

LONGEST: Final = 4000
"""Characters that are read."""


def drawn(client: Client, notes: tuple[Note, ...]) -> str:
    """Draw what a client said and the five signs below it, each with its name and state, as an SVG document."""
    said = wrap(_("“{words}”").format(words=_(client.says)), 58)
    top = 52 + 26 * len(said)
    found = {note.id: note for note in notes}
    parts = [
        f'<text x="28" y="38" font-size="14" fill="{theme.MUTED}">{escape(_("{client} says").format(client=client.name))}</text>',
        *(
            f'<text x="28" y="{64 + 26 * i}" font-family="Georgia, serif" font-style="italic" font-size="19" '
            f'fill="{theme.INK}">{escape(line)}</text>'
            for i, line in enumerate(said)
        ),
    ]
    for i, criterion in enumerate(WORDS.criteria):
        x = 70 + 125 * i
        note = found.get(criterion.id)
        state = note.state if note else "not_seen"
        parts.append(f'<g transform="translate({x} {top + 52})">{_sign(criterion.mark, state)}</g>')
        for y, words, colour in (
            (92, _(criterion.name), theme.INK),
            (112, note.word if note else "", theme.MUTED),
        ):
            parts.append(
                f'<text x="{x}" y="{top + y}" text-anchor="middle" font-size="14" fill="{colour}">{words}</text>'
            )
    height = top + 136
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" width="640" height="{height}" '
        f'font-family="{escape(theme.FONT)}"><rect width="640" height="{height}" rx="14" fill="#f6f3ee"/>'
        f"{''.join(parts)}</svg>"
    )


def _sign(path: str, state: str) -> str:
    """Draw one sign: full when seen, with a core when perhaps, a broken outline when not."""
    dash = ' stroke-dasharray="2 2"' if state in {"not_seen", "clear"} else ""
    full = state in {"seen", "ask"}
    fill = theme.INK if state == "ask" else theme.ACCENT if full else "none"
    sign = (
        f'<path d="{path}" transform="scale(1.9)" fill="{fill}" fill-rule="evenodd" '
        f'stroke="{theme.INK if fill == "none" else fill}" stroke-width="1"{dash}/>'
    )
    core = f'<path d="{path}" transform="scale(0.9)" fill="{theme.ACCENT}" fill-rule="evenodd"/>'
    return sign + (core if state == "perhaps" else "")


class ComposeReply(BrowserWidget):
    """Write a reply to a client who is withdrawing or angry, and see what the reply checker makes of it.

    The reading needs Python; the page says so when none answers. There is no score.

    Parameters
    ----------
    *names : str
        Which clients, in this order; without any, all six.

    Attributes
    ----------
    tries : dict
        For each client the versions so far, each with five notes.
    notes : alliance.widgets.reply_notes.Notes or None
        What was said about the last version for the client on show.

    Examples
    --------
    >>> ComposeReply("osman")
    ComposeReply: 0 of 1 clients answered. Osman waits for a reply.
    """

    _esm = script("shared.js", "compose_reply.js")
    _css = style("shared.css", "compose_reply.css")

    at = traitlets.Int(0, help="Which client is on show.").tag(sync=True)
    drafts: "traitlets.Dict[str, str]" = traitlets.Dict(help="What stands in the box, by client.").tag(
        sync=True
    )
    asked: "traitlets.Dict[str, Any]" = traitlets.Dict(help="What is to be read: number, client, text.").tag(
        sync=True
    )
    answered = traitlets.Int(0, help="The number of the last question that was answered.").tag(sync=True)
    tries: "traitlets.Dict[str, list[dict[str, Any]]]" = traitlets.Dict().tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, *names: str) -> None:
        known = {client.id: client for client in WORDS.clients}
        for name in names:
            if name not in known:
                raise CourseError(
                    _("There is no client {client} here; choose from {known}.").format(
                        client=repr(name), known=", ".join(known)
                    )
                )
        self._clients = [known[name] for name in names] or list(WORDS.clients)
        self._read: dict[str, list[Notes]] = {}
        words = spoken(asdict(WORDS), "widgets/compose_reply.yaml")
        told = {client["id"]: client for client in words["clients"]}
        super().__init__(
            content={
                "clients": [told[client.id] for client in self._clients],
                "criteria": words["criteria"],
                "pillars": words["pillars"],
                "wording": words["wording"],
                "patience": PATIENCE,
                "longest": LONGEST,
            }
        )

    @property
    def client(self) -> Client:
        """The client on show."""
        return self._clients[min(max(self.at, 0), len(self._clients) - 1)]

    @property
    def notes(self) -> Notes | None:
        """What was said about the last version for the client on show."""
        versions = self._read.get(self.client.id)
        return versions[-1] if versions else None

    def read(self, name: str, text: str) -> Notes:
        """Read a reply to one of the clients, and keep it as their newest version."""
        client = next((one for one in self._clients if one.id == name), None)
        if client is None:
            raise CourseError(_("There is no client {client} here.").format(client=repr(name)))
        versions = self._read.setdefault(name, [])
        others = {other: done[-1].text for other, done in self._read.items() if done and other != name}
        versions.append(read_reply(client, text[:LONGEST], versions[-1] if versions else None, others))
        del versions[:-KEPT]
        self.tries = {**self.tries, name: [asdict(one) for one in versions]}
        return versions[-1]

    @traitlets.observe("asked")
    def _answer(self, change: Any) -> None:
        asked = change["new"]
        number, name, text = asked.get("n"), asked.get("client"), asked.get("text")
        if not isinstance(number, int) or not isinstance(text, str) or not text.strip():
            return
        if any(client.id == name for client in self._clients):
            self.read(str(name), text)
            self.answered = number

    def picture(self) -> str:
        """Draw what the client on show said, and the five signs."""
        return drawn(self.client, self.notes.notes if self.notes else ())

    def __repr__(self) -> str:
        answered = _("{done} of {all} clients answered.").format(done=len(self._read), all=len(self._clients))
        done = f"ComposeReply: {answered}"
        if self.notes is None:
            return f"{done} {_('{client} waits for a reply.').format(client=self.client.name)}"
        version = _("{client}, version {number}.").format(client=self.client.name, number=self.notes.number)
        return f"{done} {version} {self.notes.summary}"
