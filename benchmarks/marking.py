"""Measure the pages of `alliance-grader mark` on a large gradebook: what the marker waits for, page by page.

`pages` measures a course and is used by `gradebook.py`; ``python benchmarks/marking.py COURSE`` measures the course in a
folder that `gradebook.py --place` has kept, with ``--server postgresql+psycopg://user@host/name`` after copying its
gradebook into an empty database of that server.
"""

import argparse
import asyncio
import http.client
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from alliance_grader.marking.server import MarkingServer

PAGES: Final = 50
ASSIGNMENT: Final = "a6_repair_dialogue"


@contextmanager
def served(place: Path, db_url: str | None = None, **how: Any) -> Iterator["MarkingServer"]:
    """Serve the marking page of a course, as the command does."""
    from alliance_grader.course import assignments
    from alliance_grader.gradebook import open_api
    from alliance_grader.marking.desk import Desk
    from alliance_grader.marking.server import MarkingServer

    settings = {"db_url": db_url} if db_url else {}
    loop, over, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    found: list[MarkingServer] = []

    async def run() -> None:
        found.append(MarkingServer(Desk(place, open_api(place, **settings), assignments(place), **how)))
        ready.set()
        await over.wait()
        await found[0].close()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    ready.wait()
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


Took = tuple[float, float]
"""Seconds, and how many of them on a processor, asking included: what other programs do on the machine is not in it."""


def _asked(server: "MarkingServer", path: str, sent: dict[str, Any] | None = None) -> tuple[Took, str]:
    """Return how long an answer of the server took, to its last byte, and what it was."""
    link = http.client.HTTPConnection("127.0.0.1", server.port)
    headers = {"Cookie": f"{server.cookie}={server.token}", "X-Marking": server.proof}
    start, worked = time.perf_counter(), time.process_time()
    link.request("POST" if sent else "GET", path, json.dumps(sent) if sent else None, headers)
    answer = link.getresponse()
    text = answer.read().decode()
    took = time.perf_counter() - start, time.process_time() - worked
    link.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {text[:300]}")
    return took, text


def pages(place: Path, db_url: str | None = None, where: str = "SQLite") -> list[tuple[str, str]]:
    """Measure the list of questions, fifty answers one after the other, and fifty marks given and entered.

    Parameters
    ----------
    place : Path
        The folder of a course with a large class.
    db_url : str, optional
        Another gradebook than the course's own.
    where : str
        What holds the gradebook, for the figures.

    Returns
    -------
    list of (str, str)
        What was measured, and how long it took.
    """
    from alliance_grader.marking.desk import Filter

    with served(place, db_url) as server:
        rows = server.desk.rows(ASSIGNMENT, Filter(everything=True))
        waiting = [row for row in rows if row.waits][:PAGES]
        _asked(server, "/")  # what is read once for a sitting: templates, keys, mark schemes
        lists = [_asked(server, "/")[0] for _ in range(PAGES)]
        looked, given = [], []
        for row in waiting:
            path = f"/a/{ASSIGNMENT}/{row.code}"
            took, text = _asked(server, path)
            looked.append(took)
            digest = text.partition('data-answer="')[2].partition('"')[0]
            mark = {"points": 1, "ticks": [], "comment": "Measured.", "answer": digest}
            given.append(_asked(server, path, mark)[0])
            _asked(server, "/undo", {"and": "leave the class as it was"})
    return [
        (f"the list of questions, {where}", _said(lists)),
        (f"the page of an answer, {len(rows):,} answers in its assignment, {where}", _said(looked)),
        (f"a mark given and entered, {where}", _said(given)),
    ]


def _said(took: list[Took]) -> str:
    seconds, worked = zip(*took, strict=True)
    middle, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    return (
        f"{1000 * middle:.0f} ms, p95 {1000 * high:.0f} ms, of {len(took)} "
        f"(on a processor {1000 * statistics.median(worked):.0f} ms)"
    )


def copy_to_server(place: Path, db_url: str) -> None:
    """Copy a course's gradebook into an empty database, table by table."""
    from nbgrader.api import Base, Gradebook
    from sqlalchemy import create_engine, insert, select

    from alliance_grader.gradebook import open_api

    with Gradebook(db_url, "alliance"):
        pass  # makes the tables
    here, there = create_engine(open_api(place).coursedir.db_url), create_engine(db_url)
    with here.connect() as source, there.begin() as target:
        for table in Base.metadata.sorted_tables:
            found = [dict(row._mapping) for row in source.execute(select(table))]
            if table.name != "course" and found:
                target.execute(insert(table), found)


def main() -> None:
    """Measure, and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("course", type=Path)
    words.add_argument("--server", help="the address of an empty database")
    given = words.parse_args()
    place = given.course.resolve()
    if given.server:
        copy_to_server(place, given.server)
        found = pages(place, given.server, "PostgreSQL")
    else:
        found = pages(place)
    for what, took in found:
        sys.stdout.write(f"{what}: {took}\n")


if __name__ == "__main__":
    main()
