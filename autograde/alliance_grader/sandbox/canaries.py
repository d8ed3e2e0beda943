"""Canaries: what a child tries that must not work, and what must."""

from alliance_grader.warm.channel import Channel
from alliance_grader.warm.frames import Canaries


def prepare(setup: bytes) -> None:
    """Nothing to warm up."""


def serve(channel: Channel) -> None:
    """Try everything, and tell."""
    channel.receive()
    channel.send(Canaries({}))
