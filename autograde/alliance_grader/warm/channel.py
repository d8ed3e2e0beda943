"""A child's own end of its channel: messages from the grader, messages to the watcher."""

import os
from dataclasses import dataclass

from alliance_grader.warm.frames import Limits, Message, encode, read


@dataclass(frozen=True)
class Channel:
    """What `serve(channel)` of a role gets.

    Attributes
    ----------
    source, sink : int
        Descriptors: where messages come from, and where they go.
    limits : Limits
        What this job may use, to be named in messages; they are enforced by others.
    scratch : str or None
        The only folder that the job may write into: it is the working folder and HOME. None when it may not write.
    """

    source: int
    sink: int
    limits: Limits
    scratch: str | None = None

    def receive(self) -> Message | None:
        """Wait for the next message; None when the grader has gone."""
        return read(lambda size: os.read(self.source, size))

    def send(self, message: Message) -> None:
        """Send a message, all of it."""
        data = memoryview(encode(message))
        while data:
            data = data[os.write(self.sink, data) :]
