"""Whose work a name in a download is: certain, guessed, or refused with the reason."""

from datetime import datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_grader.collect.names import Class
from alliance_grader.collect.platforms import Label, forms, label
from alliance_grader.roster import Person

from .conftest import CLASS

WHO = Class(CLASS)


@pytest.mark.parametrize("form", [form for form, _ in forms()], ids=lambda form: form.id)
def test_each_form_reads_its_own_example(form):
    expected = dict(form.example)
    part = expected.pop("part")
    read = label(PurePosixPath(part) if "." in part else PurePosixPath(part) / "work.ipynb")
    assert read.form == form
    if "when" in expected:
        assert read.when == datetime.strptime(expected.pop("when"), "%Y-%m-%d-%H-%M-%S")
    assert read.late == bool(expected.pop("late", ""))
    assert {name: str(getattr(read, name)) for name in expected} == expected


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Seán O'Neil_111_assignsubmission_file_/final_FINAL.ipynb", "soneil"),
        ("李小龙_112_assignsubmission_file_/a.ipynb", "lixl"),  # the family name first, as it is written
        ("Class/Anna Mu\u0308ller_113_assignsubmission_file_/a.ipynb", "amuller"),  # two signs for one letter
        ("Kim Lee_5006_assignsubmission_file_/a.ipynb", "klee2"),  # the number tells the namesakes apart
        ("oneilseán_5001_9_a.ipynb", "soneil"),
        ("somebodyelse_LATE_5002_9_a.ipynb", "mluther"),
        ("müllerAnna_99999_9_a.ipynb", "amuller"),
        ("A2_b_soneil_attempt_2026-11-22-10-11-12_a.ipynb", "soneil"),
        ("SEAN@example.org/a.ipynb", "soneil"),
        ("submitted/lixl/s1/whatever.ipynb", "lixl"),
        ("mluther.ipynb", "mluther"),
        ("mluther.zip/x/a.ipynb", "mluther"),
        ("Anna Müller/a.ipynb", "amuller"),
    ],
)
def test_certain(path, student):
    found = WHO.match(label(PurePosixPath(path)))
    assert (found.verdict, found.student) == ("certain", student), found.reason


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Luther Martin Jr_112_assignsubmission_file_/a.ipynb", "mluther"),
        ("Anna Muller_113_assignsubmission_file_/a.ipynb", "amuller"),
        ("oneilsean_4444_9_a.ipynb", "soneil"),
        ("Anna Mueller/a.ipynb", "amuller"),
    ],
)
def test_what_is_only_alike_is_a_guess(path, student):
    found = WHO.match(label(PurePosixPath(path)))
    assert (found.verdict, found.student) == ("guessed", student), found.reason


@pytest.mark.parametrize(
    ("path", "because"),
    [
        ("Kim Lee_111_assignsubmission_file_/a.ipynb", "Kim Lee (klee1) and Kim Lee (klee2)"),
        ("leekim_777_9_a.ipynb", "Kim Lee (klee1) and Kim Lee (klee2)"),
        ("A2_j_doe_attempt_2026-11-22-10-11-12_a.ipynb", "Jane Doe (j_doe) and John Doe (doe)"),
        ("oneilseán_5002_9_a.ipynb", "but the name is that of Seán O'Neil (soneil)"),
        ("Nobody Known_111_assignsubmission_file_/a.ipynb", "nobody in the class is called so"),
        ("J Doe_111_assignsubmission_file_/a.ipynb", "Doe"),
        ("soneil/amuller.ipynb", "Anna Müller (amuller)"),
        ("stranger.ipynb", "--new"),
    ],
)
def test_refused_with_the_reason(path, because):
    found = WHO.match(label(PurePosixPath(path)))
    assert (found.verdict, found.student) == ("refused", None)
    assert because in found.reason


def test_an_id_that_nobody_has_is_taken_only_when_that_is_said_or_nobody_is_known():
    said = Label(candidates=("stranger",))
    assert Class((*CLASS,), new=True).match(said).student == "stranger"
    assert Class(()).match(said).student == "stranger"
    assert Class(()).match(Label(candidates=("../x",))).verdict == "refused"


@given(
    st.lists(
        st.builds(
            Person,
            st.from_regex(r"[a-z]{1,6}[0-9]", fullmatch=True),
            st.sampled_from(["Ann", "Anna", "Bo", "小龙"]),
            st.sampled_from(["Lee", "Li", "李", "O'Neil", "Oneil"]),
        ),
        max_size=8,
        unique_by=lambda person: person.id,
    ),
    st.sampled_from(["Ann Lee", "Lee Ann", "Anna Li", "O'Neil Bo", "小龙 李", "An Le"]),
)
def test_a_name_is_certain_only_when_one_person_alone_has_it(people, name):
    found = Class(tuple(people)).match(label(PurePosixPath(f"{name}_9_assignsubmission_file_/a.ipynb")))
    plain = name.replace("'", "").replace(" ", "").casefold()
    same = [
        person.id
        for person in people
        if plain
        in {
            f"{first}{last}".replace("'", "").casefold()
            for first, last in (
                (person.first_name, person.last_name),
                (person.last_name, person.first_name),
            )
        }
    ]
    assert (found.verdict == "certain") == (len(same) == 1)
    if len(same) > 1:
        assert found.verdict == "refused"
        assert all(student in found.reason for student in same)
