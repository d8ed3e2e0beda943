"""Lets an item be judged hundreds of times by the grader's own channel, and learns from the calls how far each guess came.

An item must be judged once, and it must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
import sys
from alliance_grader import values
frames = sys.modules["alliance_grader.warm.frames"]
def line():
    frame = sys._getframe()
    while frame:
        for thing in frame.f_locals.values():
            if type(thing).__name__ == "Channel":
                return thing, frame.f_locals["work"]
        frame = frame.f_back
channel, work = line()
known, calls = {}, []
def weighted_mean(values, weights):
    calls.append((tuple(values), tuple(weights)))
    return known.get(calls[-1], float("nan") if sum(weights) == 0 else 0)
asked = [cell for cell in work.cells if "weighted_mean" in cell.wants][0]
def judged():
    calls.clear()
    space = get_ipython().user_ns
    channel.send(frames.Values(asked.index, {name: values.pack(space[name]) for name in asked.wants if name in space}))
    while True:
        message = channel.receive()
        if isinstance(message, frames.GoOn):
            return len(calls)
        args = [values.unpack(part, lambda node: None) for part in message.args]
        channel.send(frames.Returned(value=values.pack_outcome(weighted_mean(*args), [])))
for _ in range(4):
    reached = judged()
    stuck = calls[-1]
    for guess in range(11):
        known[stuck] = guess
        if judged() > reached:
            break
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
