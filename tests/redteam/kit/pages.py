"""The marker's browser: the formgrader's pages and the feedback files, opened in a real Chromium and felt all over."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Error

from kit.classroom import Classroom
from kit.listener import Listener

_TOKEN: Final = "for-the-red-team-only"  # noqa: S105  (it opens what lasts a minute)
_FEEL: Final = """() => {
  const found = [];
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll("*")) {
    for (const { name, value } of one.attributes)
      if (name.startsWith("on") && /__alive|ALIVE/.test(value)) found.push(`a handler is left (${name})`);
    for (const kind of ["mouseover", "focus", "animationstart", "error", "load", "toggle", "begin", "beforetoggle"])
      if (one.localName !== "body") one.dispatchEvent(new Event(kind));
    const address = one.href?.baseVal ?? one.href ?? one.action ?? one.formAction ?? one.data ?? "";
    if (/^\\s*(javascript|vbscript|data:text)/i.test(String(address))) {
      found.push("a link to a script is left");
      one.click?.();
    }
    if (/^(form|object|embed|iframe|frame|base|applet|portal)$/i.test(one.localName) && /alive/i.test(one.outerHTML))
      found.push(`an element is left (${one.localName})`);
    if (one.localName === "script" && /__alive|\\/alive\\//.test(one.textContent + one.src)) found.push("a script is left");
    if (one.localName === "style" && /\\/alive\\//.test(one.textContent)) found.push("a style is left");
    if (one.id === "cover" && getComputedStyle(one).position === "fixed") found.push("it covers the page");
  }
  const body = document.querySelector("body");
  if (document.body !== body || typeof document.getElementById !== "function")
    found.push("it took a name of the page's scripts");
  if (getComputedStyle(body).display === "none") found.push("it hides the page");
  if (typeof base_url !== "undefined" && typeof base_url !== "string") found.push("it took a name of the page's scripts");
  return [...new Set(found)];
}"""
_ALIVE: Final = "() => Boolean(self.__alive) || document.title === 'ALIVE'"


@dataclass(frozen=True)
class Formgrader:
    """A running formgrader."""

    url: str

    def ask(self, path: str) -> Any:
        """Return what one of its addresses answers."""
        request = urllib.request.Request(  # noqa: S310  (our own server)
            self.url + path, headers={"Authorization": f"token {_TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.loads(answer.read())


@contextlib.contextmanager
def formgrader(room: Classroom, port: int) -> Iterator[Formgrader]:
    """Open the formgrader on a graded class, without any of the secrets."""
    command = [
        *(sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={room.course}", f"--IdentityProvider.token={_TOKEN}", "--no-browser"),
        *(["--allow-root"] if os.geteuid() == 0 else []),
    ]
    log = room.place / "formgrader.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=room.course, env=room.environment(), stdout=out, stderr=out)
    running = Formgrader(f"http://127.0.0.1:{port}")
    try:
        for _ in range(150):
            with contextlib.suppress(OSError):
                running.ask("/api/status")
                break
            time.sleep(0.3)
        else:
            raise RuntimeError(log.read_text(errors="replace")[-2000:])
        yield running
    finally:
        server.terminate()
        server.wait(20)


def feel(
    browser: Browser, server: Formgrader, room: Classroom, students: dict[str, str], ear: Listener
) -> dict[str, list[str]]:
    """Open every student's pages and say what of theirs was alive in them.

    Parameters
    ----------
    browser : Browser
    server : Formgrader
    room : Classroom
    students : dict of str to str
        By student, the assignment.
    ear : Listener
        Where the attackers' requests would arrive.
    """
    numbers = {
        (assignment, one["student"]): one["id"]
        for assignment in set(students.values())
        for one in server.ask(f"/formgrader/api/submitted_notebooks/{assignment}/{assignment}")
    }
    found = {}
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.new_page().goto(f"{server.url}/formgrader?token={_TOKEN}", wait_until="domcontentloaded")
    for student, assignment in students.items():
        heard = len(ear.heard)
        addresses = []
        if (assignment, student) in numbers:
            addresses.append(f"{server.url}/formgrader/submissions/{numbers[assignment, student]}/")
        feedback = room.course / "gradebook" / "feedback" / student / assignment / f"{assignment}.html"
        if feedback.is_file():
            addresses.append(feedback.as_uri())
        got = {what for address in addresses for what in _felt(context, address)}
        if len(addresses) < 2:
            got.add("a page is missing")
        if heard < len(ear.heard):
            got.add("a request went out")
        found[student] = sorted(got)
    context.close()
    return found


def _felt(context: Any, address: str) -> set[str]:
    page = context.new_page()
    page.set_default_timeout(15_000)
    got: set[str] = set()
    page.on("dialog", lambda dialog: (got.add("a dialogue opened"), dialog.dismiss()))
    page.on("framenavigated", lambda frame: got.add("it led elsewhere") if "/alive/" in frame.url else None)
    try:
        page.goto(address, wait_until="domcontentloaded")
        page.wait_for_timeout(350)
        got |= set(page.evaluate(_FEEL))
        page.wait_for_timeout(150)
        if any(frame.evaluate(_ALIVE) for frame in page.frames):
            got.add("a script ran")
    except Error as error:
        got.add(f"the page did not open ({str(error).splitlines()[0][:80]})")
    page.close()
    return got


def feel_file(browser: Browser, file: Path, ear: Listener) -> list[str]:
    """Open one page of everybody, such as the class report, and say what was alive in it."""
    heard = len(ear.heard)
    context = browser.new_context()
    got = _felt(context, file.as_uri())
    context.close()
    return sorted(got | ({"a request went out"} if heard < len(ear.heard) else set()))
