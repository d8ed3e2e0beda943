"""Frames: what is written comes back, and whatever else comes is refused and nothing worse."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_grader.warm.frames import (
    HEADER,
    KIND_OF,
    KINDS,
    LARGEST,
    Call,
    CellWork,
    Ended,
    FrameError,
    Message,
    Stopped,
    Values,
    Work,
    decode,
    encode,
    read,
)


def reader(data: bytes, piece: int = 7) -> Any:
    left = bytearray(data)

    def receive(size: int) -> bytes:
        given = bytes(left[: min(size, piece)])
        del left[: len(given)]
        return given

    return receive


@pytest.mark.parametrize(
    "message",
    [
        Work([CellWork(0, "x = 1", ["x"], True)], {"a.csv": b"\xff"}),
        Call("f", [b"1"], {"k": b""}),
        Ended(3, [{"output_type": "stream", "name": "stdout", "text": "é\n"}], 4),
        Values(1, {"x": b"\x00"}),
        Stopped("memory", "too much"),
    ],
)
def test_a_message_comes_back_whole(message: Message) -> None:
    receive = reader(encode(message) * 2)
    assert [read(receive), read(receive), read(receive)] == [message, message, None]


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def shown(**fields: Any) -> dict[str, Any]:
    return {"cell": 0, "outputs": [fields], "count": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"cell": "0", "outputs": []},
        {"cell": 0},
        {"cell": 0, "outputs": [], "more": 1},
        shown(output_type="stream", name="stdin", text=""),
        shown(output_type="stream", name="stdout", text=b"x"),
        shown(output_type="invented"),
        shown(output_type="display_data", data={"text/plain": b"x"}, metadata={}),
        shown(output_type="display_data", data={"a": float("nan")}, metadata={}),
        shown(output_type="display_data", data={"a": deep(100)}, metadata={}),
        shown(output_type="display_data", data={"a": {1: 2}}, metadata={}),
        shown(output_type="display_data", data={"a": msgspec.msgpack.Ext(5, b"")}, metadata={}),
        shown(output_type="error", ename="E", evalue=1, traceback=[]),
    ],
)
def test_outputs_that_are_none_are_refused(body: Any) -> None:
    data = msgspec.msgpack.encode(body)
    with pytest.raises(FrameError):
        read(reader(HEADER.pack(KIND_OF[Ended], len(data)) + data, 1 << 20))


def test_a_date_in_an_output_is_refused() -> None:
    # msgpack has dates of its own, JSON has none
    data = msgspec.msgpack.encode(
        {"cell": 0, "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"a": 0}}]}
    )
    dated = data.replace(b"\xa1a\x00", b"\xa1a\xd6\xff\x00\x00\x00\x01")
    assert dated != data
    with pytest.raises(FrameError):
        decode(KIND_OF[Ended], dated)


def test_endless_depth_is_refused() -> None:
    body = msgspec.msgpack.encode(shown(output_type="display_data", metadata={}, data={"a": 0}))
    with pytest.raises(FrameError):
        decode(KIND_OF[Ended], body.replace(b"\xa1a\x00", b"\xa1a" + b"\x91" * 100_000 + b"\x00"))


def test_a_frame_that_announces_too_much_is_refused_at_once() -> None:
    with pytest.raises(FrameError, match="announces"):
        read(reader(HEADER.pack(KIND_OF[Ended], LARGEST + 1)))


def test_half_a_frame_is_refused() -> None:
    with pytest.raises(FrameError, match="before its end"):
        read(reader(encode(Stopped("died"))[:-1]))


@given(st.sampled_from([*KINDS, 0, 99]), st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(kind: int, body: bytes) -> None:
    try:
        message = decode(kind, body)
    except FrameError:
        return
    assert type(message) is KINDS[kind]
