"""What the grader's tests share: a warm server at each level of isolation, one way to run cells in it, and a small
course that is built once and copied.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from alliance_grader.engine import Done, Engine, Job, one
from alliance_grader.pipeline import Prepared, Workshop
from alliance_grader.warm import Level, Limits, Sandbox, Warm
from alliance_grader.warm.frames import CellWork, Ended, Finished, GoOn, Message, Stopped, Values, Work

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "grader" / "faults"))  # its scripts run by themselves as well

from small import Small, make  # noqa: E402


def work(
    warm: Warm,
    *sources: str,
    limits: Limits | None = None,
    wants: tuple[str, ...] = (),
    files: dict[str, bytes] | None = None,
    places: Sequence[int] | None = None,
) -> list[Message]:
    """Run cells in a fresh child, at the places 0, 1, ... when none are said; return all that came, the end last."""
    with warm.child(limits) as child:
        cells = zip(places or range(len(sources)), sources, strict=True)
        child.send(Work([CellWork(place, source, list(wants)) for place, source in cells], files or {}))
        came: list[Message] = []
        while not came or not isinstance(came[-1], Finished | Stopped):
            came.append(child.receive(90))
            if isinstance(came[-1], Values):
                child.send(GoOn())
        return came


def shown(came: list[Message], cell: int = 0) -> str:
    """Return the text that a cell shows, errors included."""
    assert isinstance(came[-1], Finished), came[-1]
    outputs = next(message.outputs for message in came if isinstance(message, Ended) and message.cell == cell)
    told = []
    for output in outputs:
        match output["output_type"]:
            case "stream":
                told.append(output["text"])
            case "error":
                told.append(f"{output['ename']}: {output['evalue']}")
            case _:
                told.append(output["data"]["text/plain"])
    return "\n".join(told)


@pytest.fixture(scope="session", params=["namespaces", "landlock"])
def level(request: pytest.FixtureRequest) -> Level:
    chosen: Level = request.param
    return chosen


@pytest.fixture(scope="session")
def warm(level: Level) -> Iterator[Warm]:
    with Warm("run", b"", level, Sandbox(hidden=(str(ROOT),))) as server:
        yield server


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The small course with its release; to be copied, never changed."""
    return make(tmp_path_factory.mktemp("small") / "course")


@pytest.fixture(scope="session")
def graded_once(built_once: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A small class, graded without any disturbance; to be copied, never changed."""
    course = built_once.copy(tmp_path_factory.mktemp("graded") / "course")
    course.hand_in_class()
    done = course.run("grade", "s1")
    assert done.code == 0, done.complained
    return course


@pytest.fixture
def small(built_once: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """A small course in which nobody has handed in yet."""
    course = built_once.copy(tmp_path / "course")
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture
def graded(graded_once: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """A small class, graded."""
    course = graded_once.copy(tmp_path / "course")
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture(scope="session")
def quick() -> Iterator[Engine]:
    """An engine whose warm servers stay for the next run: they know an assignment, not where its course lies."""
    with ExitStack() as stack:
        shops: dict[str, Workshop] = {}

        def engine(prepared: Prepared, jobs: Iterator[Job]) -> Iterator[Done]:
            if prepared.digest not in shops:
                shops[prepared.digest] = stack.enter_context(Workshop(prepared))
            for job in jobs:
                yield one(shops[prepared.digest], job)

        yield engine
