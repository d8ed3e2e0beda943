"""HTML of a student written anew, from a short list of harmless elements.

What comes in is only read, never passed on: each tag that goes out is one of the constants below, each attribute
is a checked address or a small number, and each character of text that is not a letter, a digit, a blank, a full
stop or a comma is a numeric entity. So nothing depends on reading a broken page as a browser would, and
no markdown, MathJax or HTML parser that gets the result afterwards finds anything in it to act on.

Why not bleach or nh3: both build the page's tree first, as browsers do, and some hundred kilobytes of crossed tags
become gigabytes there. Here one pass reads each character once.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Final, Literal

from alliance_grader.sanitise.text import plain

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = frozenset({"p", "div", "pre", "ul", "ol", "blockquote", "table"}) | _HEADINGS
_INLINE: Final = frozenset({"em", "strong", "code", "del", "sub", "sup", "a"})
_SECTIONS: Final = frozenset({"thead", "tbody", "tfoot"})
_CELLS: Final = frozenset({"td", "th"})
_FRAME: Final = _SECTIONS | {"table", "tr"}
_KNOWN: Final = _BLOCKS | _INLINE | _FRAME | _CELLS | {"li"}

_BOXES: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "caption",
        "center",
        "dd",
        "details",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
    }
    | {"figure", "footer", "form", "header", "legend", "main", "nav", "section", "summary"}
)
_SILENT: Final = frozenset(
    {
        "abbr",
        "acronym",
        "applet",
        "area",
        "audio",
        "base",
        "basefont",
        "bdi",
        "bdo",
        "big",
        "blink",
        "body",
        "br",
    }
    | {"button", "canvas", "cite", "col", "colgroup", "data", "datalist", "dfn", "dialog", "embed", "font"}
    | {
        "frame",
        "frameset",
        "head",
        "hgroup",
        "hr",
        "html",
        "img",
        "input",
        "ins",
        "isindex",
        "keygen",
        "label",
    }
    | {
        "link",
        "map",
        "mark",
        "marquee",
        "math",
        "menu",
        "meta",
        "meter",
        "nobr",
        "noscript",
        "object",
        "optgroup",
    }
    | {
        "option",
        "output",
        "param",
        "picture",
        "portal",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "search",
        "select",
    }
    | {"slot", "small", "source", "span", "textarea", "time", "track", "u", "video", "wbr"}
)
"""Elements that leave only their text. What is no element at all, as in "if x <y and y> z", is shown as typed."""

_SAME_AS: Final = (
    {"b": "strong", "i": "em", "s": "del", "strike": "del"}
    | dict.fromkeys(("kbd", "samp", "tt", "var"), "code")
    | dict.fromkeys(("xmp", "listing", "plaintext"), "pre")
    | dict.fromkeys(_BOXES, "div")
)
_UNSAID: Final = frozenset({"iframe", "noembed", "noframes", "script", "style", "svg", "template", "title"})
"""Elements whose text is for machines."""

_HTML: Final = _KNOWN | _SILENT | _UNSAID | _SAME_AS.keys()

_DEPTH: Final = 30
"""Elements inside each other; what lies deeper keeps its text only."""

_TAG: Final = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:[^>"']++|"[^"]*+"|'[^']*+')*+)>"""
)
_LOOSE_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>[^>]*+)>")
_ATTRIBUTE: Final = re.compile(
    r"""(?<![a-zA-Z-])(?P<name>[a-zA-Z-]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?"""
)
_UNSAID_END: Final = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _UNSAID}
_BEGINS: Final = re.compile(r"</?[a-zA-Z]")
_ADDRESS: Final = re.compile(
    r"(?:https?://[A-Za-z0-9\[]|mailto:[A-Za-z0-9])[^\s<>\"'`\\]{0,1000}", re.IGNORECASE
)
_GAP: Final = re.compile(r"[ \t]*+\n[ \t\n]*+")
_SPAN: Final = re.compile(r"[1-9][0-9]?")

_PLAIN_ASCII: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,")
_ENTITIES: Final = {
    number: f"&#{number};" for number in [*range(128), 0xA0] if chr(number) not in _PLAIN_ASCII
}

_WRAPPED: Final = '<div class="tex2jax_ignore mathjax_ignore student-{kind}" style="overflow:auto;overflow-wrap:break-word">{inside}</div>'


def as_entities(text: str) -> str:
    """Return a text in which only letters, digits, blanks, full stops and commas stand for themselves."""
    return text.translate(_ENTITIES)


def wrapped(inside: str, kind: Literal["answer", "output"]) -> str:
    """Put clean markup into the box that MathJax leaves alone and that nothing inside can leave."""
    return _WRAPPED.format(kind=kind, inside=inside)


def image(kind: str, encoded: str, words: str) -> str:
    """Return the markup of a picture that this program drew itself; it is never wider than its page."""
    return (
        f'<img class="alliance-still" alt="{as_entities(words)}" src="data:{kind};base64,{encoded}" '
        'style="max-width:100%;height:auto;border:0">'
    )


def from_text(text: str) -> str:
    """Return clean markup that shows a text line by line."""
    return "<br>".join(as_entities(line) for line in plain(text).replace("\t", "    ").split("\n"))


def clean(html: str) -> str:
    """Return what a piece of hostile HTML says, as one line of harmless markup.

    Parameters
    ----------
    html : str
        Anything.

    Returns
    -------
    str
        Well-formed markup without a line break; empty when nothing is left to see.
    """
    writer = _Writer()
    for token in _tokens(html):
        if isinstance(token, str):
            writer.text(token)
        elif (name := token["name"].lower()) not in _HTML:
            writer.text(escape(token[0]))
        elif token["end"]:
            writer.end(name)
        else:
            writer.start(name, token["rest"])
    return writer.finish()


def _tokens(html: str) -> Iterator[str | re.Match[str]]:
    """Yield texts and tags. Each character is looked at a fixed number of times, however broken the page is."""
    place = 0
    tag = _TAG
    comments = True
    endless: set[str] = set()  # what is known not to be closed any more is not looked for again
    while (at := html.find("<", place)) >= 0:
        if at > place:
            yield html[place:at]
        if html.startswith("<!--", at) and comments:
            end = html.find("-->", at + 2)
            comments = end >= 0
            place = end + 3 if comments else at + 4
            continue
        if html.startswith(("<!", "<?"), at):
            end = html.find(">", at)
            if end < 0:
                break
            place = end + 1
            continue
        found = tag.match(html, at)
        if found is None and _BEGINS.match(html, at):
            tag = _LOOSE_TAG  # a quotation mark that never ends: from here on they mean nothing
            found = tag.match(html, at)
            if found is None:  # no tag ends any more
                place = at
                break
        if found is None:
            yield "<"
            place = at + 1
            continue
        place = found.end()
        name = found["name"].lower()
        if name in _UNSAID and not found["end"] and name not in endless:
            closing = _UNSAID_END[name].search(html, place)
            if closing is None:
                endless.add(name)
            else:
                place = closing.start()
        yield found
    yield html[place:]


class _Writer:
    """Writes well-formed markup: what is opened is closed in order, and table parts stand only in tables."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []

    def text(self, raw: str) -> None:
        text = plain(unescape(raw)).replace("\t", "    ")
        if self._open and self._open[-1] in _FRAME:
            if not text.strip():
                return
            self._into_cell()
        if "\n" in text and "pre" not in self._open:
            text = _GAP.sub(" ", text)
        self._out.append(as_entities(text))

    def start(self, name: str, rest: str) -> None:
        name = _SAME_AS.get(name, name)
        if name in {"br", "hr", "img", "input"}:
            self._single(name, rest)
        if name not in _KNOWN or len(self._open) >= _DEPTH:
            return
        if name in _FRAME | _CELLS and name != "table":
            self._table_part(name, rest)
            return
        self._into_cell()
        if name in _BLOCKS:
            self._close("p")
            if name in _HEADINGS and self._open and self._open[-1] in _HEADINGS:
                self._pop()
        elif name == "a":
            self._close("a")
        elif name == "li":
            if self._find("ul") is None and self._find("ol") is None:
                name = "div"
            else:
                self._close("li")
        self._push(name, _attributes(name, rest))

    def end(self, name: str) -> None:
        self._close(_SAME_AS.get(name, name))

    def finish(self) -> str:
        while self._open:
            self._pop()
        return "".join(self._out)

    def _single(self, name: str, rest: str) -> None:
        if name == "img":
            words = plain(_read(rest).get("alt", ""))[:200].strip()
            self.text(f"[picture left out: {words}]" if words else "[picture left out]")
        elif name == "input":
            given = _read(rest)
            if given.get("type") == "checkbox":
                self.text("☑ " if "checked" in given else "☐ ")
        else:
            self._into_cell()
            if name == "hr":
                self._close("p")
            self._out.append(f"<{name}>")

    def _table_part(self, name: str, rest: str) -> None:
        if self._find("table", through=_CELLS) is None:
            return
        above = {"table"} if name in _SECTIONS else _SECTIONS | {"table"}
        if name in _CELLS:
            above |= {"tr"}
        while self._open[-1] not in above:
            self._pop()
        if name in _CELLS and self._open[-1] != "tr":
            self._push("tr", "")
        self._push(name, _attributes(name, rest))

    def _into_cell(self) -> None:
        """Open a cell where a table would push what comes next out of itself."""
        while self._open and self._open[-1] in _FRAME:
            self._push("td" if self._open[-1] == "tr" else "tr", "")

    def _find(self, name: str, through: frozenset[str] = frozenset()) -> int | None:
        """Return where an element is open, as seen from inside the innermost table cell."""
        walls = (_CELLS | {"table"}) - through
        if name == "li":
            walls |= {"ul", "ol"}
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] == name:
                return place
            if self._open[place] in walls:
                return None
        return None

    def _close(self, name: str) -> None:
        through = _CELLS if name in _FRAME | _CELLS else frozenset()
        if (place := self._find(name, through)) is not None:
            while len(self._open) > place:
                self._pop()

    def _push(self, name: str, attributes: str) -> None:
        self._open.append(name)
        self._out.append(f"<{name}{attributes}>")

    def _pop(self) -> None:
        self._out.append(f"</{self._open.pop()}>")


def _read(rest: str) -> dict[str, str]:
    """Return the attributes of a tag; the first of a name counts, as in a browser."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest[:4000]):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match["name"].lower(), unescape(value))
    return found


def _attributes(name: str, rest: str) -> str:
    """Return the attributes that an element may have, written anew."""
    match name:
        case "table":
            return ' border="1" class="dataframe"'
        case "a":
            address = _read(rest).get("href", "").strip()
            if not _ADDRESS.fullmatch(address) or plain(address) != address:
                return ""
            return f' href="{as_entities(address)}" rel="noopener noreferrer nofollow" target="_blank"'
        case "td" | "th":
            given = _read(rest)
            spans = [(span, given[span].strip()) for span in ("colspan", "rowspan") if span in given]
            return "".join(f' {span}="{number}"' for span, number in spans if _SPAN.fullmatch(number))
        case "ol":
            first = _read(rest).get("start", "")
            return f' start="{first}"' if _SPAN.fullmatch(first) else ""
    return ""
