"""The red team's class, graded once for all tests of this folder."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from kit.box import NoBoxError
from run_class import ClassRun, run_class


@pytest.fixture(scope="session")
def class_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassRun]:
    try:
        yield run_class(tmp_path_factory.mktemp("red-team"))
    except NoBoxError as error:
        pytest.skip(f"The red team plays in a box of its own only: {error}")
