"""The grader's side: start a warm server, get a fresh child for each job, talk to it."""

from types import TracebackType
from typing import Literal, Self

from alliance_grader.sandbox.levels import Level, Sandbox
from alliance_grader.warm.frames import Limits, Message

Role = Literal["run", "judge", "probe"]


class Child:
    """One job in a process of its own, which exists until `close`. For one thread at a time."""

    def send(self, message: Message) -> None:
        """Send a message. When the child has gone nothing happens: `receive` tells."""
        raise NotImplementedError

    def receive(self, timeout: float | None = None) -> Message:
        """Wait for the next message. It never raises, whatever the child does.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait; by default what the limits allow, after which the watcher must have spoken.

        Returns
        -------
        Message
            ``Stopped`` when the child was stopped, is gone, sent what cannot be read, or nothing came in time;
            it is closed then, and every later call gives the same.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End the job, wherever it stands, with all that it holds. May be called twice."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Warm:
    """A process that has imported what jobs need, and forks a fresh child for each. For any number of threads.

    Parameters
    ----------
    role : {"run", "judge"}
        Which module its children run: ``alliance_grader.<role>.child``, with ``prepare(setup: bytes)``, called once
        in the server, and ``serve(channel)``, called in every child. Both run inside the sandbox.
    setup : bytes or msgspec.Struct
        What `prepare` gets; a struct goes as msgpack. For ``run``: the released notebook, as JSON.
    level : Level
        How children are isolated.
    sandbox : Sandbox
        What they may see.

    Raises
    ------
    CourseError
        On entering, when the server does not come up.
    """

    def __init__(
        self, role: Role, setup: object, level: Level = "namespaces", sandbox: Sandbox | None = None
    ) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError

    def child(self, limits: Limits | None = None) -> Child:
        """Start a job; its child isolates itself before it reads what is sent to it."""
        raise NotImplementedError
