"""Leaves an asyncio task behind that patches the helpers between two cells, and answers with a coroutine function.

It must earn nothing.
"""

from pathlib import Path

from kit import T1, Release, Scene, type_in, write

family = "forging"
safe_on_stock = True
assignment = T1

CODE = """
import asyncio
async def keep():
    while True:
        globals()["nearly"] = lambda *a, **k: True
        np.isnan = lambda value: True
        await asyncio.sleep(0)
asyncio.ensure_future(keep())
async def weighted_mean(values, weights):
    return 7
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
