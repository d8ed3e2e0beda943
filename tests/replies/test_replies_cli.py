"""`replies score`: lines in, lines out."""

import json

import pytest
from typer.testing import CliRunner

from alliance.replies.cli import app

ROW = {
    "id": "x-1",
    "client_text": "I filled in your log and I can't say what it was good for.",
    "rupture_type": "confrontation",
    "pillar": "task",
    "reply": "You're right. I never asked whether it made sense to you. What would help instead?",
}


def lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def test_each_line_is_scored_and_keeps_its_id() -> None:
    done = CliRunner().invoke(app, ["score", "--json"], input=lines(ROW, {**ROW, "id": 7, "reply": "ok"}))
    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], second["id"]) == ("x-1", 7)
    wanted = {"overall", "p_exact", "route", "phrases", "flags", *(f"{one}{n}" for one in "Rp" for n in range(1, 6))}  # fmt: skip
    assert wanted <= set(first)
    assert first["overall"] >= 3
    assert second["overall"] == 0
    assert all(phrase in ROW["reply"] for phrase in first["phrases"].values())


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (b"{", "not one JSON object"),
        (b"[1, 2]", "no JSON object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 100_000, "not one JSON object"),
        ({"reply": "x"}, "client_text and rupture_type and pillar is missing"),
        ({**ROW, "pillar": "mood"}, "pillar must be one of task, goal, bond"),
        ({**ROW, "pillar": ["task"]}, "pillar must be one of"),
        ({**ROW, "rupture_type": None}, "rupture_type must be one of"),
        ({**ROW, "client_text": 3}, "client_text must be a text"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_scored(broken: object, says: str) -> None:
    done = CliRunner().invoke(app, ["score", "--json"], input=lines(ROW, broken, b"", ROW))
    assert done.exit_code == 1
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["overall"] == third["overall"] >= 3
    assert second["error"].startswith("Line 2: ")
    assert says in second["error"]
    assert second["route"] == "person"
    assert second["overall"] == 0
    assert second["flags"] == ["unreadable line"]
    assert done.stderr == f"{second['error']}\n"
    assert [row["line"] for row in (first, second, third)] == [1, 2, 4]
    assert set(second) >= set(third) - {"id"}
    assert second.get("id") == (broken.get("id") if isinstance(broken, dict) else None)


def test_every_broken_line_is_told_and_none_is_lost() -> None:
    done = CliRunner().invoke(
        app, ["score", "--json"], input=lines(b"{", ROW, b"nothing", {**ROW, "pillar": 1})
    )
    assert done.exit_code == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in row for row in rows] == [True, False, True, True]
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["Line 1", "Line 3", "Line 4"]
    assert all(line.endswith(".") for line in done.stderr.splitlines())


def test_strange_replies_pass_through() -> None:
    strange = [
        {**ROW, "reply": reply, "id": "\ud800"} for reply in (None, "\ud800", "\u202e" * 40, "a" * 100_000, 5)
    ]
    done = CliRunner().invoke(app, ["score", "--json"], input=lines(*strange))
    assert done.exit_code == 0
    for line in done.stdout.splitlines():
        assert json.loads(line)["flags"]
        assert json.loads(line)["overall"] == 0


def test_without_json_a_person_reads_a_table() -> None:
    done = CliRunner().invoke(
        app, ["score"], input=lines({**ROW, "id": "[red]x"}, b"{"), env={"COLUMNS": "160"}
    )
    assert done.exit_code == 1
    assert "may be wrong" in done.stdout
    assert "[red]x" in done.stdout
    assert "Line 2" in done.stderr


def test_nothing_in_nothing_out() -> None:
    done = CliRunner().invoke(app, ["score", "--json"], input=b"\n\n")
    assert (done.exit_code, done.stdout) == (0, "")
