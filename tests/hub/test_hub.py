"""A week on a real JupyterHub: real accounts, each at a server of their own, from the release to the page with the feedback."""

import json
import os
import pwd
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import websocket
from own_hub import COURSE, Hub, Person, is_page_of, missing, processes_of, running

from alliance_grader.course import submission_folder
from alliance_grader.demo.run import copy_course
from alliance_grader.scoring import read_key
from alliance_grader.simulated import hand_in_class, roster

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
A2 = "a2_read_a_caseload"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with running() as started:
        yield started


def filled_in(place: Path, student: str) -> str:
    """Return the released notebook as a simulated student fills it in."""
    copy_course(ROOT, place)
    shutil.copytree(ROOT / "release", place / "release")
    key = read_key(place, A2)
    working = next(one for one in roster(key, 24, 1) if one.role == "works")
    hand_in_class(place, key, (replace(working, id=student),), 1)
    return (submission_folder(place, A2, student) / f"{A2}.ipynb").read_text(encoding="utf-8")


@dataclass
class Week:
    """Who was at their browsers, and what they saw."""

    hub: Hub
    ann: Person
    ben: Person
    instructor: Person
    offered: list[str]
    handed_in: list[Path]
    said: dict[str, str]
    page: str


@pytest.fixture(scope="module")
def week(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Week:
    ann, ben, instructor = (Person(hub, name) for name in (hub.ann, hub.ben, hub.instructor))
    said: dict[str, str] = {}
    # Ben has been here before: his copy of the first lesson is his.
    hub.as_user(hub.ben, "mkdir", "-p", "alliance/lessons")
    hub.as_user(hub.ben, "tee", "alliance/lessons/01_what_it_is_and_is_not.ipynb", input="mine")
    with ThreadPoolExecutor() as together:
        release = together.submit(lambda: [hub.grade("build a2"), hub.grade("release a2")])
        work = together.submit(filled_in, tmp_path_factory.mktemp("simulated") / "course", hub.ann)
        for person in (ann, ben, instructor):
            assert person.log_in(hub.password).status_code == 200
        for person in (ann, ben):
            person.open(f"/user/{person.name}/lab", is_page_of(f"/user/{person.name}/"))
        said["release"] = release.result()[1]
    offered = [one["assignment_id"] for one in ann.assignments("fetch", A2)]
    ben.assignments("fetch", A2)
    saved = ann.call(
        "PUT",
        f"/user/{ann.name}/api/contents/{A2}/{A2}.ipynb",
        json={"type": "file", "format": "text", "content": work.result()},
    )
    assert saved.status_code == 200, saved.text
    for person in (ann, ben):
        person.assignments("submit", A2)
    handed_in = list((hub.exchange / COURSE / "inbound").iterdir())
    for command in ("collect a2 --yes", "grade a2", "return a2 --waiting"):
        said[command.split()[0]] = hub.grade(command)
    (mine,) = (one for one in ann.assignments("fetch_feedback", A2) if one["status"] == "submitted")
    place = mine["submissions"][0]["local_feedback_path"]
    page = ann.get(f"{hub.url}/user/{ann.name}/files/{place}/{A2}.html", timeout=30)
    assert page.status_code == 200
    return Week(hub, ann, ben, instructor, offered, handed_in, said, page.text)


def test_a_week_from_release_to_feedback(week: Week) -> None:
    assert "into the exchange" in week.said["release"]
    assert week.offered == [A2]
    assert "Collected: 2 new" in week.said["collect"]
    assert "2/2" in week.said["grade"]
    assert "2 pages went to" in week.said["return"]
    assert "Read a caseload" in week.page
    assert week.hub.ben not in week.page
    graded = week.hub.course / "gradebook" / "autograded" / week.ann.name / A2 / f"{A2}.ipynb"
    assert graded.owner() == week.hub.grader
    assert pwd.getpwnam(week.hub.grader).pw_uid != 0


def test_lessons_are_there_and_nothing_is_written_over(week: Week) -> None:
    shipped = {place.name for place in (ROOT / "course" / "lessons").glob("*.ipynb")}
    for person in (week.ann, week.ben):
        folder = Path(pwd.getpwnam(person.name).pw_dir) / "alliance"
        assert {place.name for place in (folder / "lessons").glob("*.ipynb")} == shipped
        assert not (folder / "assignments").exists()
        lesson = folder / "lessons" / "01_what_it_is_and_is_not.ipynb"
        assert (lesson.read_text(encoding="utf-8") == "mine") is (person is week.ben)


def test_instructors_reach_the_formgrader_and_students_do_not(week: Week) -> None:
    page = "/services/alliance/formgrader/"
    week.instructor.open(page, is_page_of("/services/alliance/formgrader/manage_assignments"))
    listed = week.instructor.call("GET", f"{page}api/assignments").json()
    assert {one["name"]: one["num_submissions"] for one in listed}[A2] == 2
    for person in (week.ann, week.ben):
        assert person.get(week.hub.url + page, timeout=30).status_code == 403
        assert person.call("GET", f"{page}api/assignments").status_code == 403
        assert person.get(f"{week.hub.url}/user/{person.name}/formgrader", timeout=30).status_code == 404
    # Nobody's server opens for anybody else.
    for person in (week.ben, week.instructor):
        assert person.get(f"{week.hub.url}/user/{week.ann.name}/lab", timeout=30).status_code == 403


def test_an_instructor_has_a_terminal_in_the_course_that_knows_the_commands(week: Week) -> None:
    server = "/services/alliance/api/terminals"
    name = week.instructor.call("POST", server).json()["name"]
    cookies = "; ".join(f"{one.name}={one.value}" for one in week.instructor.cookies)
    address = f"{week.hub.url.replace('http', 'ws')}/services/alliance/terminals/websocket/{name}"
    opened = websocket.create_connection(address, cookie=cookies, timeout=30)
    try:
        opened.send(json.dumps(["stdin", "alliance-grader where; whoami\r"]))
        shown = ""
        while f"\n{week.hub.grader}\r" not in shown:
            kind, *said = json.loads(opened.recv())
            shown += said[0] if kind == "stdout" else ""
    finally:
        opened.close()
        week.instructor.call("DELETE", f"{server}/{name}")
    assert "Only you can open this folder." in shown


def test_only_those_in_the_list_log_in(hub: Hub) -> None:
    assert Person(hub, hub.ann).log_in(hub.password).status_code == 200
    # The grader has an account and this very password; only the list keeps it out.
    assert Person(hub, hub.grader).log_in(hub.password).status_code == 403
    with ThreadPoolExecutor() as together:
        wrong = together.submit(Person(hub, hub.ben).log_in, "not-his-password")
        unknown = together.submit(Person(hub, "nobody-of-that-name").log_in, hub.password)
        assert (wrong.result().status_code, unknown.result().status_code) == (403, 403)


def test_a_student_who_knows_the_name_of_anothers_work_cannot_touch_it(week: Week) -> None:
    hub, inbound = week.hub, week.hub.exchange / COURSE / "inbound"
    (hers,) = (place for place in week.handed_in if place.name.startswith(f"{hub.ann}+"))
    file = hers / f"{A2}.ipynb"
    attempts: tuple[tuple[str | Path, ...], ...] = (
        ("cat", file),
        ("cp", "/etc/hostname", file),
        ("cp", "/etc/hostname", hers),
        ("ls", inbound),
        ("ls", hub.exchange / COURSE / "feedback"),
        ("ls", hub.course),
        ("cat", hub.course / "autograde" / "keys" / f"{A2}.yaml"),
        ("ls", Path(pwd.getpwnam(hub.ann).pw_dir)),
        ("ls", hub.place / "state"),
        ("mv", hers, inbound / "taken"),
        ("mv", hub.exchange / COURSE, hub.exchange / "another"),
    )
    done = {attempt: hub.as_user(hub.ben, *attempt) for attempt in attempts}
    assert not [attempt for attempt, what in done.items() if what.returncode == 0]
    assert all("denied" in what.stderr or "not permitted" in what.stderr for what in done.values())
    assert hub.as_user(hub.ann, "cat", file).returncode == 0
    assert hub.as_user(hub.grader, "cat", file).returncode == 0


def test_a_false_name_and_a_link_to_the_solutions_win_nothing(week: Week) -> None:
    hub, inbound = week.hub, week.hub.exchange / COURSE / "inbound"
    submitted = hub.course / "gradebook" / "submitted"
    before = (submitted / hub.ann / A2 / f"{A2}.ipynb").read_bytes()
    mine = Path(pwd.getpwnam(hub.ben).pw_dir) / "alliance" / A2 / f"{A2}.ipynb"
    secret = hub.course / "source" / A2 / f"{A2}.ipynb"
    later = "2099-01-01 00:00:00.000000 UTC"
    forged = inbound / f"{hub.ann}+{A2}+{later}+forged"
    linked = inbound / f"{hub.ben}+{A2}+2099-01-02 00:00:00.000000 UTC+linked"
    hub.as_user(hub.ben, "mkdir", "-m", "755", forged, linked)
    hub.as_user(hub.ben, "cp", mine, forged)
    hub.as_user(hub.ben, "ln", "-s", secret, linked / f"{A2}.ipynb")
    for place in (forged, linked):
        hub.as_user(hub.ben, "tee", place / "timestamp.txt", input=later)
    try:
        hub.grade("collect a2 --yes")
        assert (submitted / hub.ann / A2 / f"{A2}.ipynb").read_bytes() == before
        taken = [
            file.read_bytes() for file in submitted.rglob("*") if file.is_file() and hub.ben in file.parts
        ]
        assert secret.read_bytes() not in taken
    finally:
        shutil.rmtree(forged)
        shutil.rmtree(linked)


def test_what_one_student_may_take_has_limits(week: Week) -> None:
    found = [
        {
            line[:26].strip(): line[26:].split()[0]
            for line in Path(f"/proc/{one}/limits").read_text().splitlines()
        }
        for one in processes_of(week.ben.name)
    ]
    assert found
    for limits in found:
        assert limits["Max data size"] == str(2 * 1024**3)
        assert limits["Max processes"] == "500"


def test_what_the_hub_keeps_is_roots_alone(hub: Hub) -> None:
    state = hub.place / "state"
    assert state.stat().st_mode & 0o777 == 0o700
    assert (state / "cookie_secret").stat().st_mode & 0o777 == 0o600
    assert state.owner() == "root"
    assert os.geteuid() == 0
