import pytest
from IPython.core.interactiveshell import InteractiveShell

from alliance.practice.slips import install, slip_in, straighten


@pytest.fixture
def shell() -> InteractiveShell:
    shell = InteractiveShell()
    install(shell)
    return shell


@pytest.mark.parametrize("quoted", ["“goal”", "‘goal’", "„goal“", "«goal»"])
def test_typographic_quotation_marks_work(shell: InteractiveShell, quoted: str) -> None:
    assert shell.run_cell(f"answer = {quoted}").success
    assert shell.user_ns["answer"] == "goal"


def test_a_typographic_minus_works(shell: InteractiveShell) -> None:
    assert shell.run_cell("gap = −0.35").success
    assert shell.user_ns["gap"] == -0.35


def test_a_cell_that_python_can_read_is_left_alone() -> None:
    lines = ['text = "she said “no”"\n']
    assert straighten(lines) is lines


def test_magics_are_left_alone() -> None:
    lines = ["%time x = “a”\n"]
    assert straighten(lines) is lines


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('x = "goal', "quotation mark has no partner"),
        ("x = goal'", "quotation mark has no partner"),
        ("mean_of(sessions", "bracket has no partner"),
        ("x =", "nothing after the equals sign"),
        ("mean_goal = 4,06", "decimals with a point"),
        ("mean_task = 3.99 points", "a number like 3.94"),
        ("weakest_c01 = goal pillar", "words in quotation marks"),
        ('x = "goal""', "quotation mark has no partner"),
    ],
)
def test_usual_slips_are_named(
    shell: InteractiveShell, typed: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = shell.run_cell(typed)
    shown = capsys.readouterr()
    assert not result.success
    assert words in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err


def test_a_word_without_quotation_marks_is_explained(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not shell.run_cell("weakest = goal").success
    shown = capsys.readouterr().out
    assert 'put it in quotation marks: "goal"' in shown
    assert "Traceback" not in shown


def test_bad_input_of_a_verb_is_one_sentence(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("from alliance import simulate_caseload\nsimulate_caseload(clients=-1)")
    shown = capsys.readouterr().out.strip()
    assert shown == "clients must be a whole number from 1 to 1,000,000; -1 was given."


def test_other_mistakes_keep_pythons_own_words() -> None:
    assert slip_in("for for for") is None
    assert slip_in("x = 1") is None


def test_installing_twice_installs_once(shell: InteractiveShell) -> None:
    install(shell)
    assert shell.input_transformers_cleanup.count(straighten) == 1


@pytest.mark.parametrize("slip", ['x = "goal', "x = goal", "x = 4,06", "x = len()"])
def test_an_answer_that_fails_no_longer_stands(shell: InteractiveShell, slip: str) -> None:
    assert shell.run_cell('x = "bond"', store_history=True).success
    assert not shell.run_cell(slip, store_history=True).success
    assert shell.user_ns["x"] is ...


def test_a_verb_with_too_few_words_is_explained(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("from alliance import mean_of\nmean_of('task')", store_history=True)
    shown = capsys.readouterr().out
    assert "other words in its brackets" in shown
    assert "Traceback" not in shown


def test_a_fault_inside_a_package_keeps_its_traceback(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("import json\njson.dumps(object())", store_history=True)
    assert "not JSON serializable" in capsys.readouterr().out


def test_a_name_in_other_capitals_is_pointed_out(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("mean_of = 1\nMean_of", store_history=True)
    assert "Write it as mean_of." in capsys.readouterr().out
