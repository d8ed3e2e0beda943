"""The opening: released cells before the first answer run once for all, where nobody can tell."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.grader.conftest import ROOT, shown, work

from alliance_grader.run.opening import opening_of
from alliance_grader.warm import Sandbox, Warm

# How often this cell has run in the process or in those that it comes from: once to warm up, once to be kept, and once
# more when the student's own notebook runs it.
COUNTED = "import builtins\nbuiltins.runs = getattr(builtins, 'runs', 0) + 1"
DATA = "import pandas as pd\ntable = pd.DataFrame({'bond': [3.0, 4.5]})\ntable"
ANSWER = "answer = table['bond'].mean()\nprint(builtins.runs, answer)"


def notebook(*opening: str) -> bytes:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "source": source} for source in opening
    ]
    marks = {"grade_id": "a", "solution": True, "grade": False}
    cells.append({"cell_type": "code", "metadata": {"nbgrader": marks}, "source": "answer = ..."})
    return json.dumps({"cells": cells}).encode()


def warm(*opening: str) -> Warm:
    return Warm("run", notebook(*opening), "namespaces", Sandbox(hidden=(str(ROOT),)))


@pytest.fixture(scope="module")
def opened() -> Iterator[Warm]:
    with warm(COUNTED, DATA) as server:
        yield server


def test_it_runs_once_for_all_and_every_student_sees_what_it_showed(opened: Warm) -> None:
    with Warm("run", b"", "namespaces", Sandbox(hidden=(str(ROOT),))) as bare:
        alone = work(bare, COUNTED, DATA, "answer = table['bond'].mean(); answer", "len(In), sorted(Out)")
    for _ in range(2):
        came = work(opened, COUNTED, DATA, "answer = table['bond'].mean(); answer", "len(In), sorted(Out)")
        assert came == alone
    assert shown(work(opened, COUNTED, DATA, ANSWER), 2) == "2 3.75\n"


def test_what_one_student_does_to_its_data_does_not_reach_the_next(opened: Warm) -> None:
    work(opened, COUNTED, DATA, "table.loc[:, 'bond'] = 0.0; builtins.runs = 90")
    assert shown(work(opened, COUNTED, DATA, ANSWER), 2) == "2 3.75\n"


@pytest.mark.parametrize(
    "sources",
    [
        (COUNTED, DATA.replace("4.5", "5.0"), "print(builtins.runs, table['bond'].max())"),
        (COUNTED, "table = {'bond': 1}", "print(builtins.runs, 'pd' in globals())"),
        ("'mine'", COUNTED, DATA, "print(builtins.runs, len(In))"),
        (COUNTED, "print(builtins.runs, 'table' in globals())"),
        ("print(*[name for name in globals() if name in ('builtins', 'pd', 'table')])",),
    ],
    ids=["a number changed", "a cell changed", "a cell added", "a cell gone", "all gone"],
)
def test_a_notebook_that_begins_otherwise_runs_its_own_cells_and_finds_nothing_of_it(
    opened: Warm, sources: tuple[str, ...]
) -> None:
    expected = {3: ("3 5.0", "3 False", "3 False"), 4: ("3 5",), 2: ("3 False",), 1: ("",)}[len(sources)]
    assert shown(work(opened, *sources), len(sources) - 1).strip() in expected


def test_its_cells_run_anew_beside_files_and_in_other_places(opened: Warm) -> None:
    assert shown(work(opened, COUNTED, DATA, ANSWER, files={"a.csv": b"1"}), 2) == "3 3.75\n"
    assert shown(work(opened, COUNTED, DATA, ANSWER, places=(1, 2, 3)), 3) == "3 3.75\n"


@pytest.mark.parametrize(
    "cell",
    [
        "import numpy as np\nx = np.random.default_rng().normal()",
        "import numpy as np\nrng = np.random.default_rng()",
        "import numpy as np\ndef draw(rng=np.random.default_rng()):\n    return rng.normal()",
        "import numpy as np\nx = np.random.normal()",
        "import numpy as np\nnp.random.seed(3)",
        "import numpy as np\nrng = np.random.default_rng(3)",
        "import random\nrandom.random()",
        "import random\nrandom.seed(3)",
        "import random\ndef draw(own=random.Random()):\n    return own.random()",
        "import uuid\nname = str(uuid.uuid4())",
        "import secrets\nword = secrets.token_hex()",
        "import time\nnow = time.time()",
        "print(id(object()) and __import__('time').time_ns())",
        "import tempfile\nplace = tempfile.TemporaryFile()",
        "from pathlib import Path\nsize = Path('kept.txt').write_text('x')",
        "import warnings\nwarnings.warn('careful')",
        "import os\nsize = os.write(1, b'past Python')",
        "1 / 0",
        "class Own:\n    pass",
        "import ipywidgets\nslider = ipywidgets.IntSlider()",
    ],
)
def test_what_could_differ_from_student_to_student_is_run_for_each(cell: str) -> None:
    with warm(COUNTED, cell) as server:
        assert shown(work(server, COUNTED, cell, "print(builtins.runs)"), 2) == "3\n"


def test_chance_after_it_is_each_students_own(opened: Warm) -> None:
    draw = "import random, numpy as np\nprint(random.random(), np.random.normal())"
    assert len({shown(work(opened, COUNTED, DATA, draw), 2) for _ in range(3)}) == 3


def test_it_ends_before_the_first_answer_or_test() -> None:
    marks = {"grade_id": "t", "grade": True, "locked": True}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Words"},
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "s", "locked": True}}, "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "code", "metadata": {"nbgrader": marks}, "source": "assert a"},
        {"cell_type": "code", "metadata": {}, "source": "c = 3"},
    ]  # fmt: skip
    assert opening_of(cells).cells == ((1, "a = 1\nb = 2"),)
    assert opening_of([]).cells == ()


@pytest.mark.parametrize(
    "released", sorted((ROOT / "release").glob("*/*.ipynb")), ids=lambda place: place.parent.name
)
def test_every_assignment_has_one_that_can_be_kept(released: Path) -> None:
    cells = json.loads(released.read_text(encoding="utf-8"))["cells"]
    opening = opening_of(cells)
    assert opening.cells
    sources = [source for _, source in opening.cells]
    ask = "import builtins\nprint(getattr(builtins, 'runs', 0))"
    cells.insert(opening.cells[0][0], {"cell_type": "code", "metadata": {}, "source": COUNTED})
    with Warm(
        "run", json.dumps({"cells": cells}).encode(), "namespaces", Sandbox(hidden=(str(ROOT),))
    ) as server:
        places = [*(place for place, _ in opening_of(cells).cells), 999]
        came = work(server, COUNTED, *sources, ask, places=places)
    assert shown(came, 999) == "2\n"
