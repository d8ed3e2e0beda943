import re
import subprocess
import sys
from importlib.resources import files

import anywidget
import pytest

from alliance.errors import CourseError
from alliance.widgets import PillarTriangle, PredictWeakest, SelfCheck

SCRIPTS = [file for file in files("alliance.widgets").iterdir() if file.name.endswith(".js")]
WIDGETS = [PillarTriangle(), PredictWeakest(), SelfCheck("three_pillars")]


def test_triangle_starts_where_it_is_told_and_follows_its_sliders() -> None:
    triangle = PillarTriangle(goal=4.5, task=2, bond=4.5)
    triangle.set_state({"task": 4})  # what the browser sends
    assert (triangle.goal, triangle.task, triangle.bond) == (4.5, 4.0, 4.5)
    assert repr(triangle) == (
        "PillarTriangle: Goal 4.5, task 4.0, bond 4.5. Mean 4.3: all three pillars are strong."
    )


def test_widgets_say_in_one_sentence_what_they_cannot_show() -> None:
    with pytest.raises(CourseError, match="goal lies between 1 and 5; 7 does not"):
        PillarTriangle(goal=7)
    with pytest.raises(CourseError, match="no client 'nobody'; choose from tomasz, aisha"):
        PredictWeakest("nobody")
    with pytest.raises(CourseError, match=r"no self-check 'nothing'; choose from .*three_pillars"):
        SelfCheck("nothing")


def test_predictions_show_the_clients_asked_for_in_that_order() -> None:
    shown = PredictWeakest("rosa", "aisha")
    assert [vignette["id"] for vignette in shown.content["vignettes"]] == ["rosa", "aisha"]
    assert len(PredictWeakest().content["vignettes"]) == 6
    assert repr(shown) == "PredictWeakest: 0 of 2 clients answered."


def test_state_belongs_to_one_widget_alone() -> None:
    first, second = SelfCheck("three_pillars"), SelfCheck("three_pillars")
    first.attempts = [[0], *first.attempts[1:]]
    assert repr(first) == "SelfCheck: 1 of 6 questions answered."
    assert repr(second) == "SelfCheck: 0 of 6 questions answered."


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_adds_words_as_text_and_asks_no_network(script) -> None:  # type: ignore[no-untyped-def]
    text = script.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|fetch\(|import\((?!`data:)", text
    )
    assert set(re.findall(r"https?://[^\s\"']+", text)) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_widget_is_one_small_module_with_the_palette_before_its_style(widget: anywidget.AnyWidget) -> None:
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 25_000
    assert "url(" not in widget._css
    assert "@import" not in widget._css
    used = set(re.findall(r"var\((--[\w-]+)\)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | {"--filled"}  # set by the script


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_classes_are_our_own_so_that_no_extension_styles_them(widget: anywidget.AnyWidget) -> None:
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    roots = {"alliance-widget", "pillar-triangle", "predict-weakest", "self-check"}
    assert {name for name in classes if not name.startswith("aw-")} <= roots


def test_widgets_need_neither_numpy_nor_pandas() -> None:
    names = "print([name for name in ('numpy', 'pandas', 'plotly') if name in sys.modules])"
    code = f"import sys; import alliance.widgets; {names}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
