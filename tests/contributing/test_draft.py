"""What is wrong with a draft is said in one sentence; what is right with it is walked through in tests/guide."""

from pathlib import Path

import pytest

from alliance_grader.draft import main

LESSON = "# Lesson 3 · Mine\n\n*About 40 minutes.*\n\n| concepts covered | C01 |\n"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("mine.md", LESSON.replace("*About 40 minutes.*", ""), "*About 40 minutes"),
        ("mine.md", LESSON.replace("covered", "meant"), "| concepts covered | C61 |"),
        ("mine.md", "# Something\n", "a9_its_title.md"),
        ("b9_mine.md", "# A9 · Mine\n", "a9_its_title.md"),
        (
            "a9_mine.md",
            "# A9 · Mine\n\n```python a9-box ansewr\n1\n```\n",
            "“locked”, “answer” or “points=3”",
        ),
        ("nowhere.md", None, "nowhere.md"),
    ],
)
def test_what_is_wrong_is_said(
    name: str,
    text: str | None,
    says: str,
    course: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(course)
    if text is not None:
        (course / name).write_text(text, encoding="utf-8")
    before = sorted(course.rglob("*.ipynb"))
    assert main([name]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1
    assert sorted(course.rglob("*.ipynb")) == before


def test_a_lesson_that_is_there_is_left_alone(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course)
    (course / "mine.md").write_text(LESSON, encoding="utf-8")
    assert main(["mine.md"]) == 0
    made = course / "course" / "lessons" / "03_mine.ipynb"
    first = made.read_text(encoding="utf-8")
    (course / "mine.md").write_text(LESSON.replace("Mine", "Yours"), encoding="utf-8")
    assert main(["mine.md"]) == 2
    assert made.read_text(encoding="utf-8") == first
    assert "is there already" in capsys.readouterr().err
