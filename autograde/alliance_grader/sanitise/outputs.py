"""Outputs of cells as they may be shown: plain text, harmless markup, pictures drawn anew."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import groupby
from typing import Any, Final

from alliance_grader.results import MIME as RESULT
from alliance_grader.sanitise.markup import clean, image, wrapped
from alliance_grader.sanitise.pictures import PLOTLY, Picture, redrawn, still
from alliance_grader.sanitise.room import OUTPUTS, PICTURE, TEXT, Room
from alliance_grader.sanitise.text import plain

_NO_PICTURE: Final = "[A picture stood here that cannot be shown in graded work.]"
_NOT_SHOWN: Final = "[Something stood here that is not shown in graded work.]"
_PICTURES: Final = ("image/png", "image/jpeg", "image/gif")
_REPR: Final = ("Figure(", "FigureWidget(", "<Figure size ", "<IPython.core.display.")


def shown(outputs: object, room: Room, *, trusted: bool) -> list[dict[str, Any]]:
    """Return what a cell left behind, as it may be shown.

    Parameters
    ----------
    outputs : object
        The outputs of a cell, whatever they are.
    room : Room
        What is left of the notebook's room; what does not fit is cut, and a note says so.
    trusted : bool
        Whether the grader itself ran the cell. Then a result for the class report is kept.
    """
    given = [output for output in outputs if isinstance(output, Mapping)] if isinstance(outputs, list) else []
    kept: list[dict[str, Any]] = []
    left_out = 0
    for output in _merged(given):
        if len(kept) >= OUTPUTS or room.full:
            left_out += 1
        elif (done := _one(output, room, trusted)) is not None:
            kept.append(done)
    if left_out:
        kept.append(_stream("stdout", f"… {left_out} more outputs were cut\n"))
    return kept


def _merged(outputs: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the outputs; lines printed one by one become one."""

    def kind(output: Mapping[str, Any]) -> tuple[object, object]:
        stream = output.get("output_type") == "stream"
        return ("stream", output.get("name") == "stderr") if stream else (id(output), None)

    for (is_stream, _), group in groupby(outputs, kind):
        if is_stream != "stream":
            yield from group
            continue
        first, *more = group
        yield (
            {**first, "text": "".join(_string(part.get("text")) for part in (first, *more))}
            if more
            else first
        )


def _one(output: Mapping[str, Any], room: Room, trusted: bool) -> dict[str, Any] | None:
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            text = room.text(_text(output.get("text"), room))
            return _stream(name, text) if text else None
        case "error":
            return _error(output, room)
        case "display_data" | "execute_result" as kind:
            given = output.get("data")
            data = _bundle(given if isinstance(given, Mapping) else {}, room, trusted)
            whole: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
            if kind == "execute_result":
                whole["execution_count"] = counted(output.get("execution_count"))
            return whole
    return None


def _error(output: Mapping[str, Any], room: Room) -> dict[str, Any]:
    name, value = (plain(_string(output.get(part))[:2000]) for part in ("ename", "evalue"))
    lines = output.get("traceback")
    trace = "\n".join(map(_string, lines[:200])) if isinstance(lines, list) else ""
    return {
        "output_type": "error",
        "ename": room.text(" ".join(name.split())[:100]),
        "evalue": room.text(value[:1000]),
        "traceback": room.text(_text(trace or f"{name}: {value}", room)).split("\n"),
    }


def _bundle(given: Mapping[str, Any], room: Room, trusted: bool) -> dict[str, Any]:
    """Return the forms of one output that may be shown."""
    data: dict[str, Any] = {}
    words = _text(given.get("text/plain"), room)
    picture = _picture(given, words, room)
    if picture and picture.startswith("<"):
        data["text/html"] = picture
    elif isinstance(page := given.get("text/html"), str | list):
        inside = clean(room.read_html(_string(page)))
        if inside.strip() and room.whole(markup := wrapped(inside, "output")):
            data["text/html"] = markup
    if picture and picture.startswith("[") and (not words or words.startswith(_REPR)):
        words = picture
    if words or not data:
        data["text/plain"] = room.text(words or _NOT_SHOWN)
    if trusted and isinstance(given.get(RESULT), Mapping):
        data[RESULT] = deepcopy(given[RESULT])
    return data


def _picture(given: Mapping[str, Any], words: str, room: Room) -> str:
    """Return an output's picture as markup, or the reason why there is none, or nothing.

    As markup, since only there it can be told to stay within its page: formgrader shows pictures at full size.
    """
    found: Picture | str = ""
    if PLOTLY in given:
        found = still(given[PLOTLY], room)
    elif kind := next((kind for kind in _PICTURES if kind in given), None):
        found = redrawn(kind, room.read(_string(given[kind]), 10 * PICTURE), room)
    elif "image/svg+xml" in given and "text/html" not in given:
        found = _NO_PICTURE
    if isinstance(found, str):
        return found
    kind, encoded, title = found
    told = " ".join((title if words.startswith(_REPR) else words).split())[:300]
    markup = wrapped(image(kind, encoded, told or "A picture that the code drew"), "output")
    return markup if room.whole(markup) else "[There was no room for this picture.]"


def counted(number: object) -> int | None:
    """Return the number of a run when it is one."""
    return number if type(number) is int and 0 <= number < 10**6 else None


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _text(value: object, room: Room) -> str:
    """Return a text that may be shown, read no further than needed."""
    return plain(room.read(_string(value), 4 * TEXT), colours=True)


def _string(value: object) -> str:
    """Return a text as it stands in a notebook, where it may be a list of lines."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return ""
