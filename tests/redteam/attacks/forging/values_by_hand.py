"""Sends packed values of its own making by the grader's channel: types, shapes and names that no honest packing gives.

They must be refused or be worth nothing, and nothing of the class may stop.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = r"""
import json, sys
def line():
    frame = sys._getframe()
    while frame:
        for thing in frame.f_locals.values():
            if type(thing).__name__ == "Channel":
                return thing, frame.f_locals["work"]
        frame = frame.f_back
channel, work = line()
frames = sys.modules["alliance_grader.warm.frames"]
odd = [b"", b"[]", b"null", b'["zz"]', b"[" * 100_000, b'["i","' + b"f" * 8400 + b'"]', b'["f","nan"]', b'["a","|O8",[1],""]', b'["a","<f8",[1099511627776,1099511627776],""]', b'["a","<f8",[-1],""]',
       b'["D","1E99999"]', b'["r",["i","0"],["i","ffffffffffffffff"],["i","1"]]', b'["d","Counter",[[["l","list",[]],["c","None"]]]]', b'["t","date",[99999,99,99]]', b'["s","\\ud800"]', b'["c","__import__"]', b'["q",["i","1"],["i","0"]]', b"\xff" * 1000, b'["l","list",' + b"[" * 50 + b"]" * 50 + b"]"]
asked = [cell for cell in work.cells if cell.wants]
names = [name for cell in asked for name in cell.wants]
for part in odd:
    channel.send(frames.Values(asked[0].index, {name: part for name in [*names, "score", "__builtins__", "check", "x" * 10_000]}))
    channel.receive()
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
