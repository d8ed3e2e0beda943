"""The part of a notebook's front end that widgets need: an output widget takes in what is shown within it."""

from typing import Any

import comm
from comm.base_comm import BaseComm

from alliance_grader.run.outputs import Output, Outputs


class Kernel:
    """What an output widget asks for to know which cell is running; there is always one."""

    def get_parent(self) -> dict[str, Any]:
        """Return the request that is being worked on."""
        return {"header": {"msg_id": "cell"}}


class Front:
    """Hears what widgets say, and answers as a front end does.

    Attributes
    ----------
    outputs : Outputs
        Those of the notebook that is running.
    """

    def __init__(self) -> None:
        self.outputs = Outputs()
        self._taken: dict[str, list[Output]] = {}

    def connect(self) -> None:
        """Be the front end of every widget that is made from now on."""

        def create(*given: Any, **named: Any) -> BaseComm:
            return _Comm(self, *given, **named)

        comm.create_comm = create

    def hear(self, link: "_Comm", state: dict[str, Any]) -> None:
        """Take a change of a widget's state."""
        capturing = state.get("msg_id")
        if capturing:
            if link.comm_id not in self._taken:
                self._taken[link.comm_id] = self.outputs.divert()
        elif capturing == "" and link.comm_id in self._taken:
            sink = self._taken.pop(link.comm_id)
            self.outputs.restore(sink)
            link.tell({"outputs": [*link.shown, *sink]})


class _Comm(BaseComm):
    """A widget's line to the front end."""

    def __init__(self, front: Front, *given: Any, **named: Any) -> None:
        self._front = front
        self.shown: list[Output] = []
        super().__init__(*given, **named)

    def publish_msg(self, msg_type: str, data: Any = None, *_: Any, **__: Any) -> None:
        """Take a message of the widget's."""
        state = data.get("state") if isinstance(data, dict) else None
        if msg_type in {"comm_open", "comm_msg"} and isinstance(state, dict):
            if "outputs" in state:
                self.shown = list(state["outputs"])
            if "msg_id" in state:
                self._front.hear(self, state)

    def tell(self, state: dict[str, Any]) -> None:
        """Change the widget's state from here."""
        self.shown = state.get("outputs", self.shown)
        message = {
            "content": {"comm_id": self.comm_id, "data": {"method": "update", "state": state}},
            "buffers": [],
        }
        self.handle_msg(message)
