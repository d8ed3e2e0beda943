"""The marking page: a small server on this computer, for one person.

It listens on 127.0.0.1 alone, answers only to its own name (no other page can reach it under a name of its own), and
wants the token of its address: kept in a cookie for pages, and sent once more in a header for whatever changes marks.
"""

import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from alliance.errors import CourseError
from alliance_grader.marking import pages
from alliance_grader.marking.desk import Desk, Filter

HOST: Final = "127.0.0.1"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_MOST_SENT: Final = 100_000
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_STATIC: Final = {"marking.css": "text/css", "marking.js": "text/javascript"}


class MarkingServer:
    """The marking page of one desk.

    Parameters
    ----------
    desk : Desk
    port : int
        0 takes one that is free.
    """

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.token = secrets.token_urlsafe(32)
        self.desk = desk
        sockets = bind_sockets(port, HOST)
        self.port: int = sockets[0].getsockname()[1]
        place = r"/a/(?P<assignment>\w+)"
        answer = rf"{place}/(?P<code>[0-9a-f]{{16}})"
        given = {"server": self}
        self._server = HTTPServer(
            Application(
                [
                    (r"/", _Overview, given),
                    (place, _Begin, given),
                    (answer, _Answer, given),
                    (rf"{answer}/name", _Name, given),
                    (rf"{answer}/settle", _Settle, given),
                    (rf"{place}/two-raters", _TwoRaters, given),
                    (r"/undo", _Undo, given),
                    (r"/static/(?P<name>[a-z.]+)", _Static, given),
                ],
                default_handler_class=_Nothing,
                default_handler_args=given,
                log_function=lambda _: None,
            ),
            max_body_size=_MOST_SENT,
        )
        self._server.add_sockets(sockets)

    @property
    def address(self) -> str:
        """Where the page is, with the token that opens it."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The cookie's name: cookies of one computer know no ports."""
        return f"marking-{self.port}"

    @property
    def proof(self) -> str:
        """What a page sends along when it changes something; another one than the cookie holds."""
        return hmac.digest(self.token.encode(), b"changes", "sha256").hex()

    async def close(self) -> None:
        """Listen no more, and let go of whoever is connected."""
        self._server.stop()
        await self._server.close_all_connections()


class _Handler(RequestHandler):
    """What every page asks before it answers."""

    def initialize(self, server: MarkingServer) -> None:
        self._marking = server
        self._desk = server.desk

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        names = {f"{HOST}:{self._marking.port}", f"localhost:{self._marking.port}"}
        if self.request.host not in names:
            raise HTTPError(421)
        given = self.get_query_argument("token", None)
        if given is not None and hmac.compare_digest(given.encode(), self._marking.token.encode()):
            self.set_cookie(self._marking.cookie, given, httponly=True, samesite="Strict", path="/")
            self.redirect("/")
            return
        held = self.get_cookie(self._marking.cookie) or ""
        if not hmac.compare_digest(held.encode(), self._marking.token.encode()):
            raise HTTPError(403)
        if self.request.method != "GET":
            proof = self.request.headers.get("X-Marking", "")
            origin = self.request.headers.get("Origin", f"http://{self.request.host}")
            if not hmac.compare_digest(proof.encode(), self._marking.proof.encode()):
                raise HTTPError(403)
            if origin != f"http://{self.request.host}":
                raise HTTPError(403)

    @property
    def _chosen(self) -> Filter:
        return Filter(self.get_query_argument("item", ""), self.get_query_argument("all", "") == "1")

    def _show(self, template: str, **values: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(pages.render(template, desk=self._desk, proof=self._marking.proof, **values))

    def _sent(self) -> dict[str, Any]:
        try:
            sent = json.loads(self.request.body)
        except ValueError:
            raise HTTPError(400) from None
        if not isinstance(sent, dict):
            raise HTTPError(400)
        return sent

    def _reply(self, **values: Any) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(values))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        if isinstance(error, CourseError):
            self.set_status(409)
            said = str(error)
        else:
            said = pages.SAID.get(status_code, pages.SAID[500])
        if self.request.method == "GET" and not self.request.path.endswith("/name"):
            self._show("sentence.html.j2", said=said, inside=status_code not in {403, 421})
        else:
            self._reply(said=said)

    def log_exception(self, *about: Any) -> None:
        """Leave a sentence for the marker out of the log: it is no fault of the program."""
        if not isinstance(about[1], CourseError | HTTPError):
            super().log_exception(*about)


def _address(assignment: str, code: str, chosen: Filter) -> str:
    """Return the address of an answer among the answers that were chosen."""
    if not code:
        return "/"
    asked = {"item": chosen.item, "all": "1" if chosen.everything else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/a/{assignment}/{code}" + (f"?{query}" if query else "")


class _Nothing(_Handler):
    def prepare(self) -> None:
        super().prepare()
        if not self._finished:
            raise HTTPError(404)


class _Overview(_Handler):
    def get(self) -> None:
        self._show("overview.html.j2", groups=pages.grouped(self._desk))


class _Begin(_Handler):
    def get(self, assignment: str) -> None:
        code = self._desk.first_to_do(_known(self._desk, assignment), self._chosen)
        if not code:
            raise CourseError(pages.nothing(self._desk))
        self.redirect(_address(assignment, code, self._chosen))


class _Answer(_Handler):
    def get(self, assignment: str, code: str) -> None:
        chosen = self._chosen
        page = self._desk.page(_known(self._desk, assignment), code, chosen)
        self._show(
            "answer.html.j2",
            page=page,
            chosen=chosen,
            question=page.row.question,
            questions=pages.choices(self._desk, assignment),
            address=lambda code: _address(assignment, code, chosen),
        )

    def post(self, assignment: str, code: str) -> None:
        sent = self._sent()
        given = self._desk.give(
            _known(self._desk, assignment),
            code,
            _number(sent.get("points")),
            _numbers(sent.get("ticks")),
            str(sent.get("comment") or ""),
            str(sent.get("answer") or ""),
            self._chosen,
        )
        after = _address(assignment, given.following, self._chosen)
        self._reply(said=given.said if given.following else f"{given.said} {pages.ALL_DONE}", next=after)


class _Name(_Handler):
    def get(self, assignment: str, code: str) -> None:
        self._reply(name=self._desk.name(_known(self._desk, assignment), code))


class _TwoRaters(_Handler):
    def get(self, assignment: str) -> None:
        twice = self._desk.twice(_known(self._desk, assignment))
        self._show(
            "two_raters.html.j2",
            assignment=assignment,
            tables=pages.two_raters(self._desk, assignment, twice),
        )


class _Settle(_Handler):
    def get(self, assignment: str, code: str) -> None:
        found = [
            (row, one) for row, one in self._desk.twice(_known(self._desk, assignment)) if row.code == code
        ]
        if not found:
            raise CourseError("Nobody has read this answer a second time yet, so there is nothing to settle.")
        row, twice = found[0]
        self._show(
            "settle.html.j2",
            row=row,
            twice=twice,
            question=row.question,
            answer=pages.answer_of(self._desk, row),
        )

    def post(self, assignment: str, code: str) -> None:
        sent = self._sent()
        given = self._desk.settle(
            _known(self._desk, assignment), code, _number(sent.get("points")), str(sent.get("comment") or "")
        )
        self._reply(said=given.said, next=f"/a/{assignment}/two-raters")


class _Undo(_Handler):
    def post(self) -> None:
        given, assignment = self._desk.undo()
        self._reply(said=given.said, next=_address(assignment, given.code, self._chosen))


class _Static(_Handler):
    def get(self, name: str) -> None:
        if name not in _STATIC:
            raise HTTPError(404)
        self.set_header("Content-Type", f"{_STATIC[name]}; charset=utf-8")
        self.finish(pages.static(name))


def _known(desk: Desk, assignment: str) -> str:
    if assignment not in desk.assignments:
        raise CourseError(f"There is no assignment {assignment!r} on this page; go to the list of questions.")
    return assignment


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CourseError("There are no points yet; tick what the answer earns, or type a number.")
    return float(value)


def _numbers(values: object) -> Sequence[float]:
    return [_number(value) for value in values[:50]] if isinstance(values, list) else ()
