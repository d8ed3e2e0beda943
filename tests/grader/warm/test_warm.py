"""Warm servers: fresh children, limits from outside, nothing left behind, nothing that hangs the grader."""

import os
import resource
import signal
import threading
import time
from pathlib import Path

import pytest
from small import gone
from tests.grader.conftest import shown, work

from alliance.errors import CourseError
from alliance_grader.warm import Level, Limits, Warm
from alliance_grader.warm.frames import Call, CellWork, Ended, Finished, GoOn, Returned, Stopped, Values, Work
from alliance_grader.warm.watch import _used, remove

SPIN = "import time\nwhile True:\n    try:\n        while True:\n            time.sleep(.05)\n    except BaseException:\n        pass"
QUICK = Limits(cell=1.0, grace=0.5, total=3.0, wall=8.0)


def below(pid: int) -> set[int]:
    """Return the processes that a process has started, and theirs."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def pid_of(warm: Warm) -> int:
    assert warm._process is not None
    return warm._process.pid


def test_every_child_is_fresh(warm: Warm) -> None:
    assert shown(work(warm, "x = 1\nimport sys\nsys.mine = 1\nx")) == "1"
    assert shown(work(warm, "'x' in globals(), hasattr(__import__('sys'), 'mine')")) == "(False, False)"


def test_random_numbers_do_not_repeat_between_children(warm: Warm) -> None:
    roll = "import random, numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())"
    rolled = [shown(work(warm, roll)).split() for _ in range(2)]
    assert not set(rolled[0]) & set(rolled[1])


def test_a_warning_is_shown_although_another_child_saw_it(warm: Warm) -> None:
    for _ in range(2):
        assert "careful" in shown(work(warm, "import warnings\nwarnings.warn('careful')"))


def test_an_endless_cell_is_stopped_with_a_sentence_and_the_next_one_runs(warm: Warm) -> None:
    came = work(warm, "while True: pass", "print('on')", limits=QUICK)
    assert shown(came, 0) == "TimeoutError: this cell ran longer than 1 seconds and was stopped"
    assert shown(came, 1) == "on\n"


def test_a_cell_that_does_not_stop_is_ended(warm: Warm) -> None:
    came = work(warm, "print('before')", SPIN, "print('never')", limits=QUICK)
    assert isinstance(came[-1], Stopped)
    assert came[-1].reason == "cell time"
    assert [message.cell for message in came if isinstance(message, Ended)] == [0]


def test_a_cell_that_ignores_the_signal_is_ended(warm: Warm) -> None:
    source = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    came = work(warm, source, limits=QUICK)
    assert isinstance(came[-1], Stopped)
    assert came[-1].reason == "cell time"


def test_many_slow_cells_use_up_the_time_of_the_notebook(warm: Warm) -> None:
    came = work(warm, *["import time; time.sleep(.7)"] * 9, limits=QUICK)
    assert isinstance(came[-1], Stopped)
    assert came[-1].reason == "time"


def test_memory_is_an_error_first_and_the_end_when_it_is_taken(warm: Warm) -> None:
    came = work(warm, "b = bytearray(8 << 30)", "print('on')")
    assert "MemoryError" in shown(came, 0)
    assert shown(came, 1) == "on\n"
    greedy = "b = bytearray(700 << 20)\nfor i in range(0, len(b), 4096): b[i] = 1\nimport time; time.sleep(5)"
    came = work(warm, greedy, limits=Limits(memory=500 << 20))
    assert isinstance(came[-1], Stopped)
    assert came[-1].reason == "memory"


def test_threads_are_counted(warm: Warm) -> None:
    source = "import threading, time\nfor _ in range(500):\n    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\ntime.sleep(2)"
    came = work(warm, source)
    assert (isinstance(came[-1], Stopped) and came[-1].reason == "memory") or "start new thread" in shown(
        came
    )


def test_too_much_print_is_cut_and_the_rest_runs(warm: Warm) -> None:
    came = work(warm, "for _ in range(300): print('x' * 100_000)", "print('on')")
    told = shown(came, 0)
    assert len(told) < 1_100_000
    assert "left out" in told
    assert shown(came, 1) == "on\n"


@pytest.mark.parametrize(
    "forged",
    [
        "os.write(4, b'\\xff' * 100)",
        "os.write(4, struct.pack('!BI', 11, 2 ** 32 - 1) + b'x')",
        "os.write(4, struct.pack('!BI', 11, 5) + b'hello')",
        "os.write(4, struct.pack('!BI', 20, 0))",
        "os.write(4, struct.pack('!BI', 40, 1) + b'\\x80')",
        "os.write(4, struct.pack('!BI', 12, 1) + b'\\x80')",
        "os.write(4, struct.pack('!BI', 14, 1)); os._exit(0)",
        "os.write(4, b'\\x0b')",
        "os.close(4)",
        "os.close(3)",
        "os.dup2(1, 4)",
        "[os.write(4, struct.pack('!BI', 11, 1 << 20) + bytes(1 << 20)) for _ in range(100)]",
        "os._exit(0)",
        "os.kill(os.getpid(), 9); os.abort()",
        "import ctypes; ctypes.string_at(1)",
        "import threading; threading.Thread(target=lambda: [os.write(4, b'x') for _ in iter(int, 1)]).start()",
    ],
)
def test_a_forged_or_broken_pipe_ends_the_job_and_never_the_grader(warm: Warm, forged: str) -> None:
    started = time.monotonic()
    came = work(warm, "import os, struct", forged, "print('on')", limits=Limits(cell=3, total=5, wall=9))
    assert isinstance(came[-1], Stopped | Finished)
    assert time.monotonic() - started < 12
    assert shown(work(warm, "'next'")) == "'next'"


def test_a_forged_verdict_of_the_watcher_is_not_passed_on(warm: Warm) -> None:
    source = "import os, struct, msgspec\nb = msgspec.msgpack.encode({'reason': 'time', 'detail': 'forged'})\nos.write(4, struct.pack('!BI', 20, len(b)) + b)"
    came = work(warm, source)
    assert came[-1] == Stopped("died", "it sent something that it must not send")


def test_functions_are_called_where_they_are_and_errors_come_as_words(warm: Warm) -> None:
    from alliance_grader import values

    source = "def double(x):\n    print('not shown')\n    return 2 * x\ndef wrong():\n    raise StopIteration('end')\ndef slow():\n    while True: pass"
    with warm.child(QUICK) as child:
        child.send(Work([CellWork(0, source, ["double", "nothing"])]))
        came = [child.receive(20) for _ in range(3)]
        assert isinstance(came[2], Values)
        assert list(came[2].values) == ["double"]
        child.send(Call("double", [values.pack_argument(21)]))
        answer = child.receive(20)
        assert isinstance(answer, Returned)
        assert answer.value is not None
        assert values.unpack_outcome(answer.value)[0] == 42
        child.send(Call("wrong"))
        answer = child.receive(20)
        assert isinstance(answer, Returned)
        assert "StopIteration: end" in (answer.error or "")
        child.send(Call("slow"))
        assert child.receive(20) == Returned(error="ran longer than 1 seconds and was stopped")
        child.send(Call("nothing"))
        answer = child.receive(20)
        assert isinstance(answer, Returned)
        assert answer.error is not None
        child.send(GoOn())
        assert child.receive(20) == Finished()


def test_the_clock_stands_while_the_grader_thinks(warm: Warm) -> None:
    with warm.child(QUICK) as child:
        child.send(Work([CellWork(0, "x = 1", ["x"]), CellWork(1, "x")]))
        for _ in range(3):
            child.receive(20)
        time.sleep(4)
        child.send(GoOn())
        assert [type(child.receive(20)) for _ in range(3)][-1] is Finished


def test_a_grader_that_waits_in_vain_is_told(warm: Warm) -> None:
    with warm.child() as child:
        assert child.receive(0.2) == Stopped("time", "nothing came from it in time")
        assert child.receive() == Stopped("time", "nothing came from it in time")
        child.send(GoOn())


@pytest.mark.slow
def test_two_hundred_jobs_leave_no_process_no_file_and_no_descriptor(warm: Warm) -> None:
    work(warm, "1")
    time.sleep(0.5)
    pid, base = pid_of(warm), warm._base
    assert base is not None
    processes, ours = below(pid), len(list(Path("/proc/self/fd").iterdir()))
    descriptors = {number: len(list(Path(f"/proc/{number}/fd").iterdir())) for number in processes}
    endings = ["1", "open('f', 'w').write('x')", "import os; os._exit(3)", "import os; os.close(4)", "1/0"]

    def some(start: int) -> None:
        for number in range(start, 200, 4):
            work(warm, endings[number % len(endings)])

    together = [threading.Thread(target=some, args=(start,)) for start in range(4)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    time.sleep(1)
    assert below(pid) == processes
    assert {number: len(list(Path(f"/proc/{number}/fd").iterdir())) for number in processes} == descriptors
    assert len(list(Path("/proc/self/fd").iterdir())) == ours
    assert [path.name for path in base.iterdir() if path.name not in {"story", ".ipython"}] == []


@pytest.mark.parametrize("victim", ["grader leaves", "guard", "server", "watcher"])
def test_nothing_survives_the_end_of_the_server_whoever_dies_first(level: Level, victim: str) -> None:
    with Warm("run", b"", level) as warm:
        pid = pid_of(warm)
        base = warm._base
        child = warm.child()
        child.send(Work([CellWork(0, SPIN)]))
        child.receive(20)
        everybody = below(pid) | {pid}
        assert len(everybody) == 4
        watcher = min(
            number for number in below(pid) if not below(number)
        )  # the other is the job, started later
        server = next(iter(below(pid) - {number for other in below(pid) for number in below(other)}))
        if victim != "grader leaves":
            os.kill({"guard": pid, "server": server, "watcher": watcher}[victim], signal.SIGKILL)
            assert isinstance(child.receive(10), Stopped)
            with pytest.raises(CourseError, match="gone"):  # noqa: PT012 - it may take a moment
                for _ in range(50):
                    warm.child().close()
                    time.sleep(0.1)
    child.close()
    assert gone(everybody)
    assert base is not None
    assert not base.exists()


def test_a_notebook_that_leaves_a_thread_is_refused_with_a_sentence() -> None:
    import json

    source = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()
    with pytest.raises(CourseError, match="leaves a thread behind"), Warm("run", notebook):
        pass


def test_a_module_that_cannot_start_says_why() -> None:
    with pytest.raises(CourseError, match="did not come up"), Warm("run", b"this is no notebook"):
        pass


def test_a_flood_of_frames_is_stopped_and_the_grader_stays_small(warm: Warm) -> None:
    header = "import os, struct, msgspec\n"
    flood = "f = struct.pack('!BI', 10, 7) + msgspec.msgpack.encode({'cell': 1})\nwhile True: os.write(4, f * 9999)"
    bomb = (
        "b = msgspec.msgpack.encode({'cell': 0, 'outputs': [{'output_type': 'display_data', 'metadata': {},"
        " 'data': {'a': [{}] * 7_000_000}}], 'count': 1})\nb = memoryview(struct.pack('!BI', 11, len(b)) + b)\n"
        "while b: b = b[os.write(4, b):]"
    )
    before = _peak()
    for attack, reason in ((flood, "output"), (bomb, "died")):
        came = work(warm, header + attack, limits=Limits(cell=15))
        assert isinstance(came[-1], Stopped)
        assert came[-1].reason == reason
        assert len(came) < 10_000
    assert _peak() - before < 100 << 10


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_a_folder_of_any_depth_and_mode_is_removed(tmp_path: Path) -> None:
    top = tmp_path / "job"
    top.mkdir()
    kept = tmp_path / "kept"
    kept.write_text("x")
    (top / "link").symlink_to(tmp_path)
    (top / "closed").mkdir(mode=0)
    here = os.open(top, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deep", dir_fd=here)
        inner = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    assert _used(str(top), 4096)[1] > 4096
    remove(str(top))
    assert not top.exists()
    assert kept.read_text() == "x"
