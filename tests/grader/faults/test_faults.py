"""What goes wrong around a class: gradebooks that are damaged or locked, work handed in again, clocks, people."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from small import KINDS, S1, Done, Small, children, command, descendants, gone, in_order, kill, wait_until

from alliance import CourseError
from alliance_grader import backup
from alliance_grader.build import build
from alliance_grader.class_results import class_results
from alliance_grader.engine import Done as EngineDone
from alliance_grader.engine import Engine, Job, local
from alliance_grader.files import temporary_folder
from alliance_grader.grade import grade
from alliance_grader.intake import take_in
from alliance_grader.lock import grading_lock
from alliance_grader.outcomes import Outcome
from alliance_grader.pipeline import Prepared, Workshop, prepare

pytestmark = pytest.mark.slow
SUM, DOUBLE, THOUGHTS = "s1-sum-check", "s1-double-check", "s1-thoughts"


def again(course: Small, engine: Engine, **how: object) -> dict[str, Outcome]:
    """Run the grader once more; return the outcomes of those for whom something was done."""
    found = in_order(grade(course.root, S1, engine=engine, **how))  # type: ignore[arg-type]
    return {outcome.student: outcome for outcome in found if outcome.seconds or outcome.status != "graded"}


def row(course: Small, student: str) -> tuple[str, dict[str, float | None]]:
    """Return a student's status and points in the class table."""
    found = next(found for found in class_results(course.root, S1).students if found.id == student)
    return found.status, {item.item: item.points for item in found.items}


# Gradebooks.


def garbage(course: Small) -> None:
    course.gradebook.write_bytes(b"this is no gradebook" * 1000)


def damaged(course: Small) -> None:
    content = bytearray(course.gradebook.read_bytes())
    for page in range(3, len(content) // 4096 - 1, 3):
        content[4096 * page : 4096 * page + 200] = bytes(200)
    course.gradebook.write_bytes(content)


def truncated(course: Small) -> None:
    content = course.gradebook.read_bytes()
    course.gradebook.write_bytes(content[: len(content) // 2 // 4096 * 4096])


def cut_off_within_a_page(course: Small) -> None:
    course.gradebook.write_bytes(course.gradebook.read_bytes()[:-1000])


def empty(course: Small) -> None:
    course.gradebook.write_bytes(b"")


def missing(course: Small) -> None:
    course.gradebook.unlink()


def without_grades(course: Small) -> None:
    course.gradebook.unlink()
    build(course.root, S1)


@pytest.mark.parametrize(
    "harm", [garbage, damaged, truncated, cut_off_within_a_page, empty, missing, without_grades]
)
def test_a_gradebook_that_is_not_whole_stops_everything_and_its_copy_is_filled(
    graded: Small, quick: Engine, harm: Callable[[Small], None]
) -> None:
    graded.mark("s002", 3.5)
    graded.hand_in("s008")
    again(graded, quick)
    (copy,) = (graded.data / "backups").iterdir()
    graded.hand_in("s000", {"s1-sum": "total = 5"})
    again(graded, quick)
    wanted = graded.grades()
    (copy_,) = {*(graded.data / "backups").iterdir()} - {copy}
    harm(graded)
    before = graded.files(), graded.outcomes(), graded.gradebook.exists() and graded.gradebook.read_bytes()
    with pytest.raises(CourseError, match=r"damaged|missing or empty|holds no grades") as caught:
        again(graded, quick)
    assert str(copy_) in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert (
        graded.files(),
        graded.outcomes(),
        graded.gradebook.exists() and graded.gradebook.read_bytes(),
    ) == before
    # The older copy, in which one student's work is of yesterday and another's is not at all.
    shutil.copy2(copy, graded.gradebook)
    assert again(graded, quick).keys() == {"s000", "s008"}
    assert graded.grades() == wanted


@contextmanager
def held_by_another_program(gradebook: Path, how: str = "EXCLUSIVE") -> Iterator[None]:
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        f"c.execute('BEGIN {how}'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(gradebook)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.kill()


def test_a_locked_gradebook_is_named_before_and_in_mid_run(
    small: Small, quick: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PATIENCE", 0.2)
    small.hand_in("s000")
    with held_by_another_program(small.gradebook), pytest.raises(CourseError, match="locked by another"):
        again(small, quick)
    again(small, quick)
    small.hand_in("s001")
    small.hand_in("s002")
    with held_by_another_program(small.gradebook, "IMMEDIATE"):
        with pytest.raises(CourseError, match="locked by another program"):
            again(small, quick)
        assert "s001" not in small.outcomes()
    assert again(small, quick).keys() == {"s001", "s002"}
    assert row(small, "s001")[0] == "waiting"


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Make a file or folder read-only, also for root, for whom modes mean nothing."""
    if os.geteuid() == 0:
        subprocess.run(["mount", "--bind", place, place], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", place], check=True)
    else:
        mode = place.stat().st_mode
        place.chmod(0o555)
        yield
        place.chmod(mode)


def test_a_read_only_gradebook_or_folder_is_one_sentence(graded: Small) -> None:
    graded.hand_in("s008")
    before = graded.grades()
    for place in (graded.gradebook, graded.data):
        with read_only(place):
            done = graded.run("grade", S1)
        assert done.code == 2, done
        assert "read-only" in done.complained.casefold()
        assert len(done.complained.splitlines()) == 1
    assert graded.grades() == before
    assert graded.run("grade", S1).code == 0


@contextmanager
def small_disk(course: Small, size: int) -> Iterator[None]:
    """Put gradebook/ on a disk of its own."""
    aside = course.root / "aside"
    course.data.rename(aside)
    course.data.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", course.data], check=True)
    try:
        shutil.copytree(aside, course.data, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "-l", course.data], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(graded: Small, graded_once: Small) -> None:
    wanted = graded_once.grades()
    graded.mark("s001", 3.5)
    with small_disk(graded, 8_000_000):
        for student in ("s002", "s003"):
            shutil.rmtree(graded.data / "autograded" / student)
        # Room at first for nothing, then for some.
        for room in (0, 12_000):
            ballast = graded.data / "ballast"
            free = os.statvfs(graded.data)
            ballast.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - room)))
            done = graded.run("grade", S1, "--again")
            ballast.unlink()
            assert done.code == 2, done
            assert any(word in done.complained for word in ("space", "full", "I/O")), done
            assert len(done.complained.splitlines()) == 1
            with closing(sqlite3.connect(graded.gradebook)) as gradebook:
                assert gradebook.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        done = graded.run("grade", S1, "--again")
        assert done.code == 0, done
        assert graded.litter() == []
        assert graded.grades() == wanted | {("s001", THOUGHTS): (None, 3.5, False)}


@pytest.mark.parametrize("blocks", [2, 100])
def test_a_limit_on_files_is_one_sentence_and_the_next_run_goes_on(
    graded: Small, graded_once: Small, quick: Engine, blocks: int
) -> None:
    with (graded.data / "grading.log").open("a", encoding="utf-8") as log:
        log.write(
            "what came before\n" * 200
        )  # no room for another line of it: that is no reason for pages of text
    words = f"ulimit -f {blocks}; exec alliance-grader grade {S1} --again"
    done = graded.run(
        "-c", words, program="/bin/bash", PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    )
    assert done.code == 2, done
    assert len(done.complained.splitlines()) == 1, done
    again(graded, quick)
    assert graded.litter() == []
    assert (graded.grades(), graded.files()) == (graded_once.grades(), graded_once.files())


# Several programs.


def test_who_comes_second_is_sent_away_and_who_comes_at_once_does_no_harm(
    graded: Small, graded_once: Small
) -> None:
    ours = ("grade", S1, "--again", "--no-feedback")
    with grading_lock(graded.root, S1):
        refused = [graded.start(*ours), graded.start(*ours)]
        for process in refused:
            assert "Another run is grading" in process.communicate(timeout=120)[1]
            assert process.returncode == 2
    running = [
        graded.start(*ours),
        graded.start(*ours),
        graded.start("autograde", S1, "--force", program="nbgrader"),  # it waits for its turn
    ]
    said = [(process.communicate(timeout=120)[1], process.returncode) for process in running]
    for complained, code in said:
        assert "Traceback" not in complained
        assert (code == 0) is ("Another run is grading" not in complained), complained
    assert said[-1][1] == 0, said[-1][0]
    assert (graded.grades(), graded.files()) == (graded_once.grades(), graded_once.files())
    assert graded.litter() == []


@pytest.mark.parametrize("who", ["guard", "server", "watcher", "child"])
def test_what_the_system_ends_costs_nobody_points(small: Small, who: str) -> None:
    students = [f"s{number:03d}" for number in range(4)]
    for student in students:
        small.hand_in(student, {"s1-sum": "import time\ntime.sleep(1.2)\ntotal = 6"})
    killed: list[int] = []
    outcomes = []
    for outcome in grade(small.root, S1, engine=local(1)):
        if not killed:
            # The next one's cell is running by now.
            assert wait_until(lambda: family()["child"], 20)
            killed = family()[who]
            for pid in killed:
                kill(pid)
        outcomes.append(outcome)
    assert {outcome.status for outcome in outcomes} == {"graded"}, outcomes
    assert {outcome.notes for outcome in outcomes} == {()}
    assert [points[0] for (_, name), points in small.grades().items() if name == SUM] == [2.0] * 4
    assert gone(killed)


def family() -> dict[str, list[int]]:
    """Return the processes under this one that grade: a guard starts a server, that a watcher first and children then."""
    guards = [pid for pid in children(os.getpid()) if b"alliance_grader.warm.server" in command(pid)]
    servers = [server for guard in guards for server in children(guard)]
    below = [children(server) for server in servers]
    return {
        "guard": guards,
        "server": servers,
        "watcher": [pids[0] for pids in below if pids],
        "child": [pid for pids in below for pid in pids[1:]],
    }


# Work that is handed in again.


def test_a_mark_stands_with_its_answer_and_asks_when_the_answer_is_another(
    graded: Small, quick: Engine
) -> None:
    graded.mark("s000", 3.5)
    graded.mark("s000", 1.0, DOUBLE)
    graded.hand_in("s000", timestamp="2026-04-01 10:00:00 UTC")
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.5, False), "only the time was another one"
    assert graded.grades()["s000", DOUBLE] == (3.0, 1.0, False)

    graded.hand_in("s000", {"s1-sum": "total = 5"})
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.5, False), "another cell was changed"
    assert graded.grades()["s000", SUM] == (0.0, None, False)

    graded.hand_in("s000", {"s1-thoughts": "I have thought again."})
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.5, True), "the answer was changed"
    assert row(graded, "s000")[0] == "waiting"


def test_work_that_cannot_be_graded_shows_no_mark_of_earlier_work_and_loses_none(
    graded: Small, quick: Engine
) -> None:
    graded.mark("s000", 3.5)
    graded.mark("s000", 1.0, DOUBLE)
    notebook = graded.hand_in("s000") / f"{S1}.ipynb"
    fine = notebook.read_text()
    notebook.write_text(fine[: len(fine) // 2])
    for _ in range(2):  # it is looked at again by each run, and nothing more happens
        (outcome,) = again(graded, quick).values()
        assert outcome.status == "not graded"
        assert "cannot be opened" in outcome.reason or "not a notebook" in outcome.reason
        assert graded.grades()["s000", SUM] == (0.0, None, False)
        assert graded.grades()["s000", DOUBLE] == (0.0, None, True)
        assert graded.grades()["s000", THOUGHTS] == (0.0, None, True)
        assert row(graded, "s000") == ("not graded", {})
        graded_page = json.loads((graded.data / "autograded" / "s000" / S1 / f"{S1}.ipynb").read_text())
        assert "could not be graded" in "".join(graded_page["cells"][0]["source"])
        remarks = graded.ask("SELECT auto_comment FROM comment WHERE auto_comment LIKE '%3.5 points here%'")
        assert len(remarks) == 1
    notebook.write_text(fine)
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.5, False)
    assert graded.grades()["s000", DOUBLE] == (3.0, 1.0, False)
    assert graded.ask("SELECT count(*) FROM comment WHERE auto_comment LIKE '%3.5 points here%'") == [(0,)]


def test_a_mark_that_was_set_aside_asks_when_another_answer_follows(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.5)
    (graded.hand_in("s000") / f"{S1}.ipynb").write_text("")
    again(graded, quick)
    graded.hand_in("s000", {"s1-thoughts": "Something else."})
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.5, True)


def test_a_mark_for_the_damaged_work_itself_stands(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.5)
    notebook = graded.hand_in("s000") / f"{S1}.ipynb"
    fine = notebook.read_text()
    notebook.write_text("")
    again(graded, quick)
    graded.mark("s000", 2.0)  # read from paper
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (0.0, 2.0, False)
    notebook.write_text(fine)
    again(graded, quick)
    assert graded.grades()["s000", THOUGHTS] == (None, 2.0, True), "the later mark, for other work"


def test_feedback_on_earlier_work_is_outdated_until_it_is_made_again(graded: Small, quick: Engine) -> None:
    page = graded.data / "feedback" / "s000" / S1 / f"{S1}.html"
    before = page.read_text(encoding="utf-8")
    graded.hand_in("s000", {"s1-sum": "total = 5550123"})
    again(graded, quick)  # and the command was killed before it came to feedback
    done = graded.run("grade", S1)
    assert done.code == 0, done
    assert "5550123" in page.read_text(encoding="utf-8")
    assert "5550123" not in before


# An assignment that is changed, clocks, and people at work meanwhile.


def change_source(course: Small, old: str, new: str) -> None:
    for place in (course.source, course.root / "autograde" / "keys" / f"{S1}.yaml"):
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(old, new), encoding="utf-8")


def test_a_renamed_grade_cell_is_refused_and_nothing_is_deleted(graded: Small, quick: Engine) -> None:
    release = (graded.root / "release" / S1 / f"{S1}.ipynb").read_text(encoding="utf-8")
    before = graded.grades(), graded.files(), graded.outcomes()
    change_source(graded, "s1-sum", "s1-total")
    done = graded.run("build", S1)
    assert done.code == 2, done
    assert len(done.complained.splitlines()) == 1
    assert "s1-sum" in done.complained
    assert (graded.root / "release" / S1 / f"{S1}.ipynb").read_text(encoding="utf-8") == release
    with pytest.raises(CourseError, match="changed after it was built"):
        again(graded, quick)
    assert (graded.grades(), graded.files(), graded.outcomes()) == before
    change_source(graded, "s1-total", "s1-sum")
    assert again(graded, quick) == {}


def test_other_points_make_everybody_be_graded_again_and_keep_marks(graded: Small, quick: Engine) -> None:
    graded.mark("s000", 3.5)
    change_source(graded, '"points": 2', '"points": 6')
    change_source(graded, "points: 2", "points: 6")
    with pytest.raises(CourseError, match="changed after it was built"):
        again(graded, quick)
    assert "its cells are others now" in graded.run("build", S1).complained
    change_source(graded, "version: 1", "version: 2")
    assert graded.run("build", S1).code == 0
    assert len(again(graded, quick)) == len(KINDS)
    assert graded.grades()["s000", SUM] == (6.0, None, False)
    assert graded.grades()["s001", SUM] == (0.0, None, False)
    assert graded.grades()["s000", THOUGHTS] == (None, 3.5, False)
    assert again(graded, quick) == {}


def test_content_decides_and_no_clock(graded: Small, quick: Engine) -> None:
    for place in graded.data.rglob("*"):
        if place.is_file() and "submitted" in place.parts:
            os.utime(place, (2e9, 2e9))
    assert again(graded, quick) == {}, "files from the future are the same files"
    folder = graded.hand_in("s000", {"s1-sum": "total = 5"}, "1999-01-01 00:00:00 UTC")
    for place in folder.iterdir():
        os.utime(place, (1, 1))
    assert again(graded, quick).keys() == {"s000"}, "files from the past are other files"
    assert graded.grades()["s000", SUM] == (0.0, None, False)
    (folder / "timestamp.txt").unlink()
    assert again(graded, quick).keys() == {"s000"}
    assert not (graded.data / "autograded" / "s000" / S1 / "timestamp.txt").exists()
    ((when,),) = graded.ask("SELECT timestamp FROM submitted_assignment WHERE student_id = 's000'")
    assert when is None or not str(when).startswith("1999"), "the time of earlier work is not that of this"
    (graded.data / "backups" / "gradebook-000900-20990101-000000.db").write_bytes(b"")
    again(graded, quick, again=True)
    assert sorted(place.name[:16] for place in (graded.data / "backups").iterdir())[-1] == "gradebook-000901"


def test_work_that_vanishes_or_changes_while_the_class_is_graded(small: Small, quick: Engine) -> None:
    small.hand_in_class(4)

    def meddle(student: str) -> None:
        if student == "s000":
            shutil.rmtree(small.data / "submitted" / "s001")
            small.hand_in("s002", {"s1-sum": "total = 5"})
        if student == "s003":
            small.hand_in("s003", {"s1-sum": "total = 6"})

    def meddling(prepared: Prepared, jobs: Iterator[Job]) -> Iterator[EngineDone]:
        def in_between() -> Iterator[Job]:
            for student in ("s000", "s001", "s002", "s003"):
                meddle(student)
                yield next(jobs)

        return quick(prepared, in_between())

    outcomes = {outcome.student: outcome for outcome in grade(small.root, S1, engine=meddling)}
    assert outcomes["s001"].status == "not graded"
    assert "folder" in outcomes["s001"].reason
    assert row(small, "s000")[0] == "waiting"
    wanted = again(small, quick)
    assert {"s002", "s003"} >= wanted.keys() - {"s001"}
    assert small.grades()["s002", SUM] == (0.0, None, False)
    assert small.grades()["s003", SUM] == (2.0, None, False)
    assert all(outcome["content"] for student, outcome in small.outcomes().items() if student != "s001")


def test_one_damaged_outcome_among_three_hundred_is_made_again_alone(small: Small, quick: Engine) -> None:
    students = small.hand_in_class(300)
    with Workshop(prepare(small.root, S1)) as workshop:
        worked = [workshop.work(take_in(small.root, S1, student)) for student in students[: len(KINDS)]]

    def done_before(_: Prepared, jobs: Iterator[Job]) -> Iterator[EngineDone]:
        yield from ((job.student, worked[int(job.student[1:]) % len(KINDS)]) for job in jobs)

    assert len(again(small, done_before)) <= 300
    small.mark("s017", 3.5)
    wanted = small.grades()
    assert len(wanted) == 900
    for student, harm in (("s017", "{ half of it"), ("s018", ""), ("s019", "[]")):
        (small.data / "outcomes" / S1 / f"{student}.json").write_text(harm)
    assert again(small, quick).keys() == {"s017", "s018", "s019"}
    # What the mark was given for is not known any more.
    assert small.grades() == wanted | {("s017", THOUGHTS): (None, 3.5, True)}
    assert again(small, quick) == {}


@pytest.mark.parametrize("moment", ["at the start", "in a cell", "when one is graded"])
def test_ctrl_c_is_one_sentence_and_the_next_run_does_what_is_missing(small: Small, moment: str) -> None:
    for number in range(4):
        small.hand_in(
            f"s{number:03d}", {"s1-sum": "import time\ntime.sleep(1.5)\ntotal = 6"} if number else None
        )
    running = small.start("grade", S1, "--workers", "1", "--no-feedback")
    lock = small.data / "locks" / f"{S1}.lock"
    reached = {
        "at the start": lock.exists,
        "in a cell": lambda: len(descendants(running.pid)) >= 7,
        "when one is graded": lambda: len(small.outcomes()) == 1,
    }
    assert wait_until(reached[moment], 60)
    under = descendants(running.pid)
    os.kill(running.pid, signal.SIGINT)
    said = Done(*_ended(running))
    assert said.code == 130, said
    assert said.complained == "Stopped. Nothing half-done was kept; run the same command again to go on.\n"
    assert gone(under)
    assert small.litter() == []
    done_before = small.outcomes()
    assert small.run("grade", S1, "--no-feedback").code == 0
    assert [points[0] for (_, name), points in small.grades().items() if name == SUM] == [2.0] * 4
    now = small.outcomes()
    assert {student: now[student] for student in done_before} == done_before


def _ended(running: "subprocess.Popen[str]") -> tuple[int, str, str]:
    said, complained = running.communicate(timeout=60)
    return running.returncode, said, complained


# Folders for what is temporary.


def test_a_temporary_folder_goes_even_when_its_program_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = (
        "import sys, tempfile; tempfile.tempdir = sys.argv[1]; from alliance_grader.files import temporary_folder\n"
        "with temporary_folder('alliance-test-') as place:\n"
        "    (place / 'key.yaml').write_text('x'); print(place, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        with temporary_folder("alliance-test-") as ours:
            assert {theirs, ours} == set(tmp_path.iterdir())
        other.kill()
        other.wait()
        assert list(tmp_path.iterdir()) == [theirs]
        # Another was killed when it had made its folder and nothing else.
        (tmp_path / f"alliance-test-{other.pid}-empty").mkdir()
        with temporary_folder("alliance-test-") as ours:
            assert list(tmp_path.iterdir()) == [ours]
    assert list(tmp_path.iterdir()) == []
