"""What the grader, the watcher and the children say to one another: frames with caps, and what is in them.

A frame is one byte for its kind, four bytes for its length, and a msgpack body. The watcher reads the first five
bytes and never a body. What comes out of a child that runs a student's code is hostile until it is decoded here:
`read` gives the structs below, with exactly the types that they promise, or raises `FrameError` and nothing else.
"""

import math
import struct
from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

HEADER: Final = struct.Struct("!BI")
LARGEST: Final = 64 << 20
"""Bytes that one frame may have. What a child sends is capped far lower, by its `Limits`."""

DEEPEST: Final = 60

Packed = bytes
"""A value as `alliance_grader.values` packs it. It passes through the grader unopened."""


class FrameError(Exception):
    """What came cannot be read; whoever sent it is stopped."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a frame carries."""


class Limits(Message, frozen=True):
    """What one job may use. All of it is enforced from outside the child, most of it inside as well.

    Attributes
    ----------
    cell : float
        Seconds for one cell, or for one call of a student's function. Then the cell is interrupted.
    grace : float
        Seconds from the interrupt to the end of the child.
    total : float
        Seconds that a job may run in all. While it waits for the grader, the clock stands still.
    wall : float
        Seconds after which the job ends, whoever waits for whom.
    memory : int
        Resident bytes, what the warm server had in memory at the fork included.
    address_space : int
        Bytes that may be mapped beyond what the warm server had mapped: asking for more is a MemoryError.
    output : int
        Bytes of cell outputs in all.
    sent : int
        Bytes of everything that the child sends.
    scratch : int
        Bytes in the folder that the job may write into.
    inodes : int
        Files and folders in it.
    threads : int
        Threads at once.
    """

    cell: float = 20.0
    grace: float = 2.0
    total: float = 60.0
    wall: float = 900.0
    memory: int = 1 << 30
    address_space: int = 3 << 29
    output: int = 8 << 20
    sent: int = 32 << 20
    scratch: int = 64 << 20
    inodes: int = 4096
    threads: int = 64


# To a child that runs a notebook.


class CellWork(Message, frozen=True):
    """A code cell that is to run.

    Attributes
    ----------
    index : int
        Its place in the rebuilt notebook.
    source : str
    wants : list of str
        Names whose values are asked for when the cell has run; none for most cells.
    grade : bool
        Whether the cell carries points.
    """

    index: int
    source: str
    wants: list[str] = []
    grade: bool = False


class Work(Message, frozen=True):
    """The whole notebook of one student, and the files that lie beside it."""

    cells: list[CellWork]
    files: dict[str, bytes] = {}


class Call(Message, frozen=True):
    """Call a function of the student's: its name, and packed arguments."""

    name: str
    args: list[Packed] = []
    kwargs: dict[str, Packed] = {}


class GoOn(Message, frozen=True):
    """No more is wanted of this cell."""


# From a child that runs a notebook.


class Started(Message, frozen=True):
    """A cell starts; the watcher's clock for one cell begins."""

    cell: int


class Ended(Message, frozen=True):
    """A cell has ended: nbformat outputs as plain data, and its execution count."""

    cell: int
    outputs: list[dict[str, Any]]
    count: int | None = None


class Values(Message, frozen=True):
    """The values that a cell's `wants` ask for. A name that is not there is left out."""

    cell: int
    values: dict[str, Packed]


class Returned(Message, frozen=True):
    """What a called function gave: a packed value, or the error in words."""

    value: Packed | None = None
    error: str | None = None


class Finished(Message, frozen=True):
    """Every cell has run."""


# From the watcher. A child that sends one is stopped.


class Stopped(Message, frozen=True):
    """The child was stopped from outside, or is gone: the last frame of a job that did not finish."""

    reason: Literal["cell time", "time", "memory", "output", "died"]
    detail: str = ""


# To and from a child that judges.


class Judge(Message, frozen=True):
    """Judge one grade cell on the values that the student's notebook gave."""

    cell: int
    values: dict[str, Packed]


class AskCall(Message, frozen=True):
    """A test calls a function of the student's; the grader passes it on as `Call`."""

    name: str
    args: list[Packed] = []
    kwargs: dict[str, Packed] = {}


class Answer(Message, frozen=True):
    """What the function gave: the fields of `Returned`."""

    value: Packed | None = None
    error: str | None = None


class Judged(Message, frozen=True):
    """The verdict on one grade cell: a score that is finite and not out of bounds, or None, and what to show."""

    cell: int
    score: float | None
    outputs: list[dict[str, Any]] = []
    error: str | None = None


class Draw(Message, frozen=True):
    """Draw a figure, given as plain JSON that was checked, as a still picture."""

    figure: str


class Drawn(Message, frozen=True):
    """The picture, as PNG in base64, or why there is none."""

    picture: str = ""
    error: str = ""


# Of the machinery itself.


class Ready(Message, frozen=True):
    """The child has isolated itself. Always its first frame."""


class Failed(Message, frozen=True):
    """The child could not isolate itself, and why; in place of `Ready`."""

    reason: str


class Canaries(Message, frozen=True):
    """What a child could do that it must not, and could not do that it must (see `alliance_grader.sandbox`)."""

    found: dict[str, str]


KINDS: Final[dict[int, type[Message]]] = {
    1: Work,
    2: Call,
    3: GoOn,
    10: Started,
    11: Ended,
    12: Values,
    13: Returned,
    14: Finished,
    20: Stopped,
    30: Judge,
    31: AskCall,
    32: Answer,
    33: Judged,
    34: Draw,
    35: Drawn,
    40: Ready,
    41: Failed,
    42: Canaries,
}
"""The kinds of frames. Numbers are never used again for something else."""

KIND_OF: Final = {message: kind for kind, message in KINDS.items()}

# How cell outputs and values must look, whoever sent them. What lies in them is first taken as bytes and counted:
# a megabyte of empty lists would become a hundred in memory.


class _EndedWire(msgspec.Struct, forbid_unknown_fields=True):
    cell: int
    outputs: msgspec.Raw
    count: int | None = None


class _ValuesWire(msgspec.Struct, forbid_unknown_fields=True):
    cell: int
    values: msgspec.Raw


class _Stream(msgspec.Struct, tag_field="output_type", tag="stream", forbid_unknown_fields=True):
    name: Literal["stdout", "stderr"]
    text: str


class _Display(msgspec.Struct, tag_field="output_type", tag="display_data", forbid_unknown_fields=True):
    data: msgspec.Raw
    metadata: msgspec.Raw


class _Result(msgspec.Struct, tag_field="output_type", tag="execute_result", forbid_unknown_fields=True):
    data: msgspec.Raw
    metadata: msgspec.Raw
    execution_count: int | None


class _Error(msgspec.Struct, tag_field="output_type", tag="error", forbid_unknown_fields=True):
    ename: str
    evalue: str
    traceback: list[str]


MOST_OUTPUTS: Final = 10_000
"""Outputs that one cell may have."""
MOST_NESTED: Final = 3 << 20
"""Bytes that all data of one cell may have that is not text: figures."""
_MOST_NAMES: Final = 1000
_MOST_KINDS: Final = 100


def _no_extension(code: int, _data: memoryview) -> Any:
    raise FrameError(f"a frame holds an unknown type of data ({code})")


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODERS: Final = {
    kind: msgspec.msgpack.Decoder(message, ext_hook=_no_extension) for kind, message in KINDS.items()
}
_PLAIN: Final = frozenset({type(None), bool, int, float, str})


def encode(message: Message) -> bytes:
    """Return a message as a frame."""
    body = _ENCODER.encode(message)
    if len(body) > LARGEST:
        raise FrameError(f"a frame of {len(body)} bytes is too large")
    return HEADER.pack(KIND_OF[type(message)], len(body)) + body


def decode(kind: int, body: bytes) -> Message:
    """Return the message in a frame's body, of exactly the types that it promises.

    Raises
    ------
    FrameError
        For anything else, whatever it is: a body may come from a student.
    """
    if kind not in _DECODERS:
        raise FrameError(f"there is no frame of kind {kind}")
    try:
        if kind == KIND_OF[Ended]:
            ended = _read_ended.decode(body)
            return Ended(ended.cell, _outputs(ended.outputs), ended.count)
        if kind == KIND_OF[Values]:
            values = _read_values.decode(body)
            _count(values.values, _MOST_NAMES)
            return Values(values.cell, _read_packed.decode(values.values))
        message = _DECODERS[kind].decode(body)
        if isinstance(message, Judged):
            _require_plain(message.outputs)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise FrameError(f"a frame cannot be read ({type(error).__name__})") from None
    assert isinstance(message, Message)  # noqa: S101 - for the type checker
    return message


_read_ended: Final = msgspec.msgpack.Decoder(_EndedWire)
_read_values: Final = msgspec.msgpack.Decoder(_ValuesWire)
_read_packed: Final = msgspec.msgpack.Decoder(dict[str, Packed])
_read_parts: Final = msgspec.msgpack.Decoder(list[msgspec.Raw])
_read_output: Final = msgspec.msgpack.Decoder(_Stream | _Display | _Result | _Error)
_read_bundle: Final = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_read_any: Final = msgspec.msgpack.Decoder(ext_hook=_no_extension)
_TEXTS: Final = {*range(0xA0, 0xC0), 0xD9, 0xDA, 0xDB}


def _count(raw: msgspec.Raw, most: int) -> None:
    """Refuse a list or a mapping that claims to have more parts than may be."""
    data = bytes(memoryview(raw)[:5])
    first = data[0]
    if first in {0xDC, 0xDE}:
        parts = int.from_bytes(data[1:3], "big")
    elif first in {0xDD, 0xDF}:
        parts = int.from_bytes(data[1:5], "big")
    else:
        parts = first & 0xF
    if parts > most:
        raise FrameError(f"a frame holds {parts} parts where {most} are the most")


def _outputs(raw: msgspec.Raw) -> list[dict[str, Any]]:
    _count(raw, MOST_OUTPUTS)
    left = MOST_NESTED
    outputs: list[dict[str, Any]] = []
    for part in _read_parts.decode(raw):
        _count(part, 8)
        read_ = _read_output.decode(part)
        output: dict[str, Any] = {"output_type": read_.__struct_config__.tag}
        for name in read_.__struct_fields__:
            value = getattr(read_, name)
            if isinstance(value, msgspec.Raw):
                value, left = _bundle(value, left)
            output[name] = value
        outputs.append(output)
    return outputs


def _bundle(raw: msgspec.Raw, left: int) -> tuple[dict[str, Any], int]:
    """Return a mime bundle, and how many bytes of nested data may still come."""
    _count(raw, _MOST_KINDS)
    bundle = {}
    for name, part in _read_bundle.decode(raw).items():
        data = memoryview(part)
        if data[0] not in _TEXTS:
            left -= len(data)
            if left < 0:
                raise FrameError(f"a cell shows more than {MOST_NESTED} bytes of figures")
        value = _read_any.decode(part)
        _require_plain(value)
        bundle[name] = value
    return bundle, left


def _require_plain(value: object) -> None:
    """Refuse what JSON does not have: bytes, dates, endless numbers, depth."""
    todo = [(value, 0)]
    while todo:
        part, depth = todo.pop()
        if depth > DEEPEST:
            raise FrameError("an output is nested too deeply")
        if isinstance(part, dict):
            if not all(type(key) is str for key in part):
                raise FrameError("an output has a key that is no text")
            todo += [(inner, depth + 1) for inner in part.values()]
        elif isinstance(part, list):
            todo += [(inner, depth + 1) for inner in part]
        elif type(part) not in _PLAIN or (isinstance(part, float) and not math.isfinite(part)):
            raise FrameError("an output holds something that is not plain data")


def read(receive: Callable[[int], bytes]) -> Message | None:
    """Read one message; None when the other side has closed.

    Parameters
    ----------
    receive : callable
        Given a number of bytes, gives one byte or more, never more than asked for, and none at the end.
    """
    header = _exactly(receive, HEADER.size)
    if not header:
        return None
    kind, length = HEADER.unpack(header)
    if length > LARGEST:
        raise FrameError(f"a frame announces {length} bytes")
    body = _exactly(receive, length)
    if len(header) + len(body) < HEADER.size + length:
        raise FrameError("a frame ends before its end")
    return decode(kind, body)


def _exactly(receive: Callable[[int], bytes], length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        more = receive(min(length - len(parts), 1 << 20))
        if not more:
            if parts:
                raise FrameError("a frame ends before its end")
            break
        parts += more
    return bytes(parts)
