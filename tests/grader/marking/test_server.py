"""The marking page answers to one person on this computer, and to no other page."""

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator

import pytest
from small import S1, Small

from alliance_grader.gradebook import open_api
from alliance_grader.marking.desk import Desk, Filter
from alliance_grader.marking.server import MarkingServer


@pytest.fixture
def server(graded: Small) -> Iterator[MarkingServer]:
    """Serve the page of the small class in a thread, as the command does."""
    found: list[MarkingServer] = []
    ready, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        found.append(MarkingServer(Desk(graded.root, open_api(graded.root), [S1])))
        ready.set()
        await over.wait()
        await found[0].close()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(30)
    yield found[0]
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


def ask(
    server: MarkingServer, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> http.client.HTTPResponse:
    """Ask as any program could, cookie and all unless a test takes it away."""
    given = {"Cookie": f"{server.cookie}={server.token}", "X-Marking": server.proof, "Origin": ""} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    link.request(method, path, body, {name: value for name, value in given.items() if value})
    answer = link.getresponse()
    answer.content = answer.read().decode()  # type: ignore[attr-defined]
    link.close()
    return answer


def test_nobody_else_gets_in(server: MarkingServer, graded: Small) -> None:
    row = server.desk.rows(S1)[0]
    page = f"/a/{S1}/{row.code}"
    mark = json.dumps(
        {"points": 4, "ticks": [], "comment": "", "answer": server.desk.page(S1, row.code, Filter()).digest}
    )
    own = f"http://127.0.0.1:{server.port}"
    refused = [
        ask(server, page, Cookie=""),
        ask(server, page, Cookie=f"{server.cookie}={server.proof}"),
        ask(server, f"{page}?token=guessed", Cookie=""),
        ask(server, page, Host="evil.example"),
        ask(server, page, Host=f"evil.example:{server.port}"),
        ask(server, "/?token=" + server.token, Cookie="", Host="evil.example"),
        ask(server, page, "POST", mark, X_Marking=""),
        ask(server, page, "POST", mark, X_Marking=server.token),
        ask(server, page, "POST", mark, Origin="http://evil.example"),
        ask(server, page, "POST", mark, Cookie=""),
        ask(server, "/undo", "POST", "{}", X_Marking=""),
        ask(server, f"{page}/name", Cookie=""),
    ]
    assert [answer.status for answer in refused] == [403, 403, 403, 421, 421, 421, *[403] * 6]
    assert not any(row.student in answer.content or "I would ask" in answer.content for answer in refused)  # type: ignore[attr-defined]
    assert graded.grades()[row.student, "s1-thoughts"] == (None, None, True)
    assert ask(server, page, "POST", mark, Origin=own).status == 200
    assert graded.grades()[row.student, "s1-thoughts"] == (None, 4, False)


def test_a_page_keeps_to_itself_and_hides_who_it_is(server: MarkingServer) -> None:
    row = server.desk.rows(S1)[0]
    answer = ask(server, f"/a/{S1}/{row.code}")
    assert answer.status == 200
    assert "I would ask" in answer.content or "Something else" in answer.content  # type: ignore[attr-defined]
    assert row.student not in answer.content  # type: ignore[attr-defined]
    assert server.proof in answer.content  # type: ignore[attr-defined]
    assert server.token not in answer.content  # type: ignore[attr-defined]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    entered = ask(server, f"/?token={server.token}", Cookie="")
    assert (entered.status, entered.headers["Location"]) == (302, "/")
    assert "httponly" in entered.headers["Set-Cookie"].lower()
    assert "samesite=strict" in entered.headers["Set-Cookie"].lower()
    assert row.student in json.loads(ask(server, f"/a/{S1}/{row.code}/name").content)["name"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/a/other", None, "no assignment"),
        (f"/a/{S1}/0000000000000000", None, "no such answer"),
        (f"/a/{S1}/0000000000000000", '{"points": 1}', "no such answer"),
        (f"/a/{S1}/../../x", None, "no such page"),
        ("/static/desk.py", None, "no such page"),
        (f"/a/{S1}/two-raters", None, "No answer has been read twice"),
        ("/undo", "{}", "nothing to undo"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(
    server: MarkingServer, path: str, body: str | None, said: str
) -> None:
    answer = ask(server, path, "POST" if body else "GET", body)
    assert said in answer.content  # type: ignore[attr-defined]
    assert "Traceback" not in answer.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("points", ['"4"', "true", "null", "1e999", "-1", "[4]"])
def test_points_that_are_none_change_nothing(server: MarkingServer, graded: Small, points: str) -> None:
    row = server.desk.rows(S1)[0]
    answer = ask(server, f"/a/{S1}/{row.code}", "POST", f'{{"points": {points}, "answer": ""}}')
    assert answer.status == 409
    assert graded.grades()[row.student, "s1-thoughts"] == (None, None, True)
