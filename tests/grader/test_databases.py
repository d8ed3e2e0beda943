"""A gradebook on a real PostgreSQL server: the whole way round, equal to SQLite."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small import S1, Small, wait_until

from alliance import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.engine import Engine
from alliance_grader.grade import grade
from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.privacy import forget, traces_of

pytestmark = pytest.mark.slow
USER = "nobody" if os.geteuid() == 0 else None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server of Debian's package, as an ordinary user, since it refuses root; give its address."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs and shutil.which("postgres"):
        programs = [Path(str(shutil.which("postgres"))).parent]
    if not programs:
        pytest.fail("These tests need PostgreSQL; run them with: make unit")
    place = tmp_path_factory.mktemp("postgres")
    for folder in (place, *place.parents):
        if folder.owner() == pwd.getpwuid(os.geteuid()).pw_name and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    if USER:
        shutil.chown(place, USER)
    secret = place / "secret"
    secret.write_text("for-the-gradebook\n")
    secret.chmod(0o644)
    port = free_port()
    data = place / "data"
    made: dict[str, Any] = {"user": USER, "cwd": place, "stdout": subprocess.DEVNULL}
    subprocess.run(
        [
            programs[-1] / "initdb",
            "-D",
            data,
            "-U",
            "marker",
            "-A",
            "scram-sha-256",
            "--pwfile",
            secret,
            "--no-sync",
        ],
        check=True,
        **made,
    )
    settings = ("fsync=off", f"unix_socket_directories={place}", "listen_addresses=127.0.0.1", f"port={port}")
    words = [
        programs[-1] / "postgres",
        "-D",
        data,
        *(word for setting in settings for word in ("-c", setting)),
    ]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL, **made) as server:
        try:
            assert wait_until(lambda: _answers(port), 30, 0.05)
            yield f"postgresql+psycopg://marker:for-the-gradebook@127.0.0.1:{port}"
        finally:
            server.send_signal(
                signal.SIGINT
            )  # whoever is still connected is sent away; SIGTERM would wait for them


def _answers(port: int) -> bool:
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def on_server(small: Small, postgres: str, request: pytest.FixtureRequest) -> Small:
    """The small course with its gradebook in a database of its own."""
    import psycopg

    name = f"course_{abs(hash(request.node.name))}"
    with psycopg.connect(f"{postgres.replace('+psycopg', '')}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    config = small.root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8") + f"\nc.CourseDirectory.db_url = {f'{postgres}/{name}'!r}\n",
        encoding="utf-8",
    )
    small.gradebook.unlink()
    return small


Grades = dict[tuple[str, str], tuple[float | None, float | None, bool]]


def grades(course: Small) -> Grades:
    """Return all that a gradebook says, wherever it lies."""
    with open_gradebook(open_api(course.root)) as gradebook:
        return {
            (submission.student_id, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
            )
            for submission in gradebook.assignment_submissions(S1)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def mark(course: Small, student: str, points: float) -> None:
    with open_gradebook(open_api(course.root)) as gradebook:
        grade_ = gradebook.find_grade("s1-thoughts", S1, S1, student)
        grade_.manual_score, grade_.needs_manual_grade = points, False
        gradebook.db.commit()


def whole_way(course: Small, engine: Engine) -> tuple[list[Grades], list[object], str]:
    """Grade six, mark, hand in again, grade again, and make feedback; return what was seen on the way."""
    seen: list[Grades] = []
    students = course.hand_in_class(6)
    list(grade(course.root, S1, engine=engine))
    seen.append(grades(course))
    for number, student in enumerate(students):
        mark(course, student, number / 2)
    course.hand_in("s000", {"s1-thoughts": "I have thought again."})
    course.hand_in("s001", {})
    (course.hand_in("s002") / f"{S1}.ipynb").write_text("")
    list(grade(course.root, S1, engine=engine))
    seen.append(grades(course))
    assert [outcome.seconds for outcome in grade(course.root, S1, ["s000"], engine=engine)] == [0.0]
    list(grade(course.root, S1, engine=engine, again=True))
    seen.append(grades(course))
    mark(course, "s000", 4.0)
    done = course.run("feedback", S1)
    assert done.code == 0, done.complained
    page = (course.data / "feedback" / "s000" / S1 / f"{S1}.html").read_text(encoding="utf-8")
    return seen, [class_results(course.root, S1).as_data()], page


def test_the_whole_way_round_is_the_same_as_with_sqlite(
    on_server: Small, built_once: Small, quick: Engine, tmp_path: Path
) -> None:
    built = on_server.run("build", S1)
    assert built.code == 0, built.complained
    here = built_once.copy(tmp_path / "sqlite")
    theirs, ours = whole_way(on_server, quick), whole_way(here, quick)
    assert theirs[0] == ours[0]
    assert theirs[1:] == ours[1:]
    assert len(theirs[0][0]) == 18
    assert (on_server.files(), on_server.outcomes()) == (here.files(), here.outcomes())
    assert not on_server.gradebook.exists()


def test_two_graders_at_once_on_a_server(on_server: Small, graded_once: Small) -> None:
    assert on_server.run("build", S1).code == 0
    on_server.hand_in_class()
    programs = [on_server.start("grade", S1, "--no-feedback") for _ in range(2)]
    said = [(process.communicate(timeout=120)[1], process.returncode) for process in programs]
    assert sorted(code for _, code in said) in ([0, 0], [0, 2]), said
    assert all(code == 0 or "Another run is grading" in complained for complained, code in said), said
    assert grades(on_server) == graded_once.grades()


def test_a_server_that_is_empty_or_gone_is_one_sentence_without_the_password(
    on_server: Small, quick: Engine
) -> None:
    assert on_server.run("build", S1).code == 0
    on_server.hand_in("s000")
    list(grade(on_server.root, S1, engine=quick))
    config = on_server.root / "nbgrader_config.py"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text + "\nc.CourseDirectory.db_url = c.CourseDirectory.db_url.rpartition('/')[0] + '/postgres'\n"
    )
    with pytest.raises(CourseError, match="holds no grades, although work was graded") as empty:
        list(grade(on_server.root, S1, engine=quick))
    config.write_text(text.replace("@127.0.0.1:", "@127.0.0.1:1"))
    with pytest.raises(CourseError, match="does not answer") as away:
        list(grade(on_server.root, S1, engine=quick))
    for caught in (empty, away):
        assert "for-the-gradebook" not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_student_is_forgotten_on_a_server_and_the_others_stay(on_server: Small, quick: Engine) -> None:
    assert on_server.run("build", S1).code == 0
    students = on_server.hand_in_class(3)
    list(grade(on_server.root, S1, engine=quick))
    mark(on_server, students[0], 2.0)
    before = grades(on_server)
    traces = traces_of(on_server.root, students[1])
    assert any(
        "ask who keeps it" in sentence and "for-the-gradebook" not in sentence for sentence in traces.left
    )
    forget(on_server.root, traces)
    assert grades(on_server) == {place: one for place, one in before.items() if place[0] != students[1]}
    assert not on_server.gradebook.exists()
