"""What the sanitiser lets through, held against hostile markup, texts, pictures and sizes."""

import base64
import io
import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from plotly.utils import PlotlyJSONEncoder

from alliance import simulate_caseload
from alliance.caseload.board import board, course
from alliance.pictures.show import bundle
from alliance_grader import sanitise as stage
from alliance_grader.notebooks import read_notebook
from alliance_grader.results import MIME
from alliance_grader.sanitise.markdown import answer
from alliance_grader.sanitise.markup import clean
from alliance_grader.sanitise.room import Room
from alliance_grader.sanitise.text import plain

ROOT = Path(__file__).resolve().parents[2]
MARKUP: dict[str, str] = yaml.safe_load((Path(__file__).parent / "hostile/markup.yaml").read_text("utf-8"))
PLAIN: dict[str, str] = yaml.safe_load((Path(__file__).parent / "hostile/plain.yaml").read_text("utf-8"))
PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"

from_dict: Any = nbformat.from_dict
writes: Any = nbformat.writes
validate: Any = nbformat.validate

# The whole language of what may come out: anything else is a leak, whatever it would do.
_TEXT = r"(?:[^\x00-\x1f\x7f<>&\"'`$\\*_\[\](){}#|~!@=:;/%^+-]|&#\d{1,4};)"
_TAG = (
    r"</?(?:p|div|pre|ul|ol|li|blockquote|h[1-6]|em|strong|code|del|sub|sup|a|tr|thead|tbody|tfoot|td|th)>"
    r'|<table border="1" class="dataframe">|</table>|<br>|<hr>|<ol start="\d{1,2}">'
    r'|<t[dh](?: (?:col|row)span="\d{1,2}")+>'
    rf'|<a href="(?:https?|mailto)&#58;{_TEXT}*" rel="noopener noreferrer nofollow" target="_blank">'
)
LANGUAGE = re.compile(f"(?:{_TEXT}|{_TAG})*")
WRAPPED = re.compile(
    r'<div class="tex2jax_ignore mathjax_ignore student-(?:answer|output)" '
    r'style="overflow:auto;overflow-wrap:break-word">(?P<inside>.*)</div>'
)


def sanitise(notebook: Any, **how: Any) -> Any:
    """Sanitise, and give what comes out as nbformat has it when it is read from a file."""
    return from_dict(stage.sanitise(notebook, **how))


# nbformat's own makers check and mend what they are given; a hostile notebook was made by none of them.
def new_output(kind: str, data: Any = None, **more: Any) -> Any:
    bundle = {"data": data, "metadata": {}} if kind in {"display_data", "execute_result"} else {}
    return from_dict({"output_type": kind, **bundle, **more})


def new_code_cell(source: str, **more: Any) -> Any:
    known: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return from_dict({**known, "source": source, **more})


def new_markdown_cell(source: str, **more: Any) -> Any:
    return from_dict({"cell_type": "markdown", "metadata": {}, "source": source, **more})


def new_notebook(**more: Any) -> Any:
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], **more})


def inside(markup: str) -> str:
    found = WRAPPED.fullmatch(markup)
    assert found is not None, markup[:300]
    return found["inside"]


def picture_in(output: Any) -> tuple[str, bytes, str]:
    """Return kind, bytes and alternative text of the one picture of an output."""
    found = re.fullmatch(
        rf'<img class="alliance-still" alt="({_TEXT}*)" src="data:image/(png|jpeg);base64,([A-Za-z0-9+/=]+)" '
        'style="max-width:100%;height:auto;border:0">',
        inside(output.data["text/html"]),
    )
    assert found is not None
    assert set(output.data) <= {"text/html", "text/plain"}
    assert output.metadata == {}
    return found[2], base64.b64decode(found[3]), unescape(found[1])


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", markup))


def one(*outputs: Any, trusted: bool = False) -> Any:
    """Return the outputs of one instructor's cell after the sanitiser."""
    notebook = new_notebook(cells=[new_code_cell("x", id="c", outputs=list(outputs))])
    return (
        sanitise(notebook, student_cells=set(), trusted_outputs={"c"} if trusted else set()).cells[0].outputs
    )


def display(**data: Any) -> Any:
    return new_output("display_data", {name.replace("_", "/", 1): value for name, value in data.items()})


@pytest.mark.parametrize("name", MARKUP)
def test_hostile_markup_comes_out_in_the_harmless_language(name: str) -> None:
    hostile = MARKUP[name].replace("RUN", "alert(1)").replace("CANARY", "http://127.0.0.1:1/x")
    assert LANGUAGE.fullmatch(inside(answer(hostile, Room())))
    assert LANGUAGE.fullmatch(clean(hostile))


@given(st.text(max_size=400) | st.text(st.sampled_from("<>/!-=\"'` \n&;#abdiprstv"), max_size=400))
def test_whatever_is_written_comes_out_in_the_harmless_language_and_stays_the_same(text: str) -> None:
    once = clean(text)
    assert LANGUAGE.fullmatch(once)
    assert clean(once) == once
    assert LANGUAGE.fullmatch(inside(answer(text, Room())))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One.\n\nTwo.", "<p>One.</p> <p>Two.</p> "),
        ("One\nTwo", "<p>One<br> Two</p> "),
        ("It cost $5 and $10.", "<p>It cost &#36;5 and &#36;10.</p> "),
        ("é 中文 😀 “quoted” it’s", "<p>é 中文 😀 “quoted” it’s</p> "),
        ("*a* **b** `c<d`", "<p><em>a</em> <strong>b</strong> <code>c&#60;d</code></p> "),
        ("if x <y and y> z", "<p>if x &#60;y and y&#62; z</p> "),
        ("3. c\n4. d", '<ol start="3"> <li>c</li> <li>d</li> </ol> '),
        ("- [x] done", "<ul> <li>☑ done</li> </ul> "),
        ("```python\nx = 1\n\ny\n```", "<pre><code>x &#61; 1&#10;&#10;y&#10;</code></pre> "),
        ("![a cat](data:image/png;base64,xx)", "<p>&#91;picture left out&#58; a cat&#93;</p> "),
        ("seen <!-- not closed", "<p>seen &#60;&#33;&#45;&#45; not closed</p> "),
        (
            "[here](https://example.org/a?b=c)",
            '<p><a href="https&#58;&#47;&#47;example.org&#47;a&#63;b&#61;c" rel="noopener noreferrer nofollow" '
            'target="_blank">here</a></p> ',
        ),
    ],
)
def test_an_honest_answer_reads_as_it_was_typed(typed: str, shown: str) -> None:
    assert inside(answer(typed, Room())) == shown


def test_an_answer_is_one_line_and_reads_the_same_when_it_is_made_safe_twice() -> None:
    typed = "# A\n\n- one\n\n  two\n\n| a | b |\n|---|---|\n| $1 | `|` |\n\n    code\n\n    code\n\n> said\n"
    once = answer(typed, Room())
    assert "\n" not in once
    again = answer(once, Room())
    assert inside(again).strip().removeprefix("<div>").removesuffix("</div>") == inside(once)


def test_a_table_of_pandas_stays_a_table() -> None:
    frame: Any = pd.DataFrame({"client": ["C01", "<b>C02</b>"], "bond": [3.5, float("nan")]})
    (output,) = one(display(text_html=frame._repr_html_(), text_plain=repr(frame)))
    shown = inside(output.data["text/html"])
    assert (
        '<table border="1" class="dataframe"><thead><tr><th></th><th>client</th><th>bond</th></tr>' in shown
    )
    assert "<td>&#60;b&#62;C02&#60;&#47;b&#62;</td><td>NaN</td>" in shown
    assert "style" not in shown
    assert output.data["text/plain"] == repr(frame)


@pytest.mark.parametrize("name", PLAIN)
def test_printed_text_keeps_its_words_and_only_colours(name: str) -> None:
    raw = PLAIN[name]
    stream, error = one(
        new_output("stream", name="stdout", text=raw),
        new_output("error", ename="Bad\n" + raw, evalue=raw, traceback=[raw, raw]),
    )
    for text in (stream.text, error.evalue, error.ename, "\n".join(error.traceback)):
        rest = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest)
        assert "hel" in rest
    assert "\n" not in error.ename
    if name == "colour":
        assert stream.text == raw
    if name == "progress":
        assert stream.text == "hello\n"
    assert max(map(len, re.findall("[\u0300-\u036f]+", stream.text)), default=0) <= 3


def test_text_that_no_file_can_hold_is_made_to_fit() -> None:
    notebook = new_notebook(
        cells=[
            new_code_cell("x = '\ud800'", id="a", outputs=[new_output("stream", text="\udfff\uffff")]),
            new_markdown_cell("\ud83d alone", id="b"),
        ]
    )
    writes(sanitise(notebook, student_cells={"a", "b"})).encode()


def png(size: tuple[int, int] = (40, 30), kind: str = "PNG", **how: Any) -> str:
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, kind, **how)
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize(("mime", "kind"), [("png", "PNG"), ("jpeg", "JPEG"), ("gif", "GIF")])
def test_a_picture_is_written_anew_without_anything_but_its_points(mime: str, kind: str) -> None:
    tail = base64.b64encode(base64.b64decode(png(kind=kind)) + b"<script>alert(1)</script>").decode()
    (output,) = one(display(**{f"image_{mime}": tail, "text_plain": "<Figure size 1x1>"}))
    made, raw, _ = picture_in(output)
    assert b"script" not in raw
    with Image.open(io.BytesIO(raw)) as picture:
        assert picture.size == (40, 30)
        assert picture.format == made.upper()


def test_a_pictures_remarks_and_profiles_are_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    remarks = PngInfo()
    remarks.add_text("Comment", "<script>alert(1)</script>")
    remarks.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    (output,) = one(display(image_png=png(pnginfo=remarks, icc_profile=b"profile")))
    _, raw, _ = picture_in(output)
    assert re.findall(rb"IHDR|tEXt|iTXt|zTXt|iCCP|eXIf|pHYs", raw) == [b"IHDR"]


@pytest.mark.parametrize(
    "data",
    [
        {"image_png": base64.b64encode(b"<svg onload=alert(1)>").decode()},
        {"image_png": png(kind="JPEG")},
        {"image_png": "not base64 <script>"},
        {"image_png": png()[:200]},
        {"image_png": png((4097, 1))},
        {"image_png": png((2001, 2000))},
        {"image_png": ["iVBOR", 5, None]},
        {"image_svg+xml": "<svg onload='alert(1)'/>"},
        {"image_png": '"><script>alert(1)</script>'},
    ],
)
def test_what_is_no_sound_picture_is_left_out_and_named(data: dict[str, Any]) -> None:
    (output,) = one(display(**data))
    assert set(output.data) == {"text/plain"}
    assert output.data["text/plain"].startswith("[A picture stood here that ")


def shown_figure(figure: Any) -> Any:
    return one(new_output("display_data", {PLOTLY: figure, "text/plain": "Words beside it."}))[0]


def test_a_figure_of_the_course_is_drawn_again_with_its_words() -> None:
    sessions = simulate_caseload(clients=8, therapists=2, seed=3).sessions
    for figure, summary in (board(sessions), course(sessions, "C01")):
        live, _caption = bundle(figure, summary)
        data = json.loads(json.dumps(live, cls=PlotlyJSONEncoder))
        (output,) = one(new_output("display_data", data))
        _, raw, told = picture_in(output)
        assert told == " ".join(summary.split())[:300]
        assert output.data["text/plain"] == summary
        with Image.open(io.BytesIO(raw)) as picture:
            assert len(picture.convert("RGB").getcolors(1_000_000) or []) > 50


def test_a_figures_numbers_come_through_as_plotly_packs_them() -> None:
    values = [1.0, 4.0, 2.0]
    packed = base64.b64encode(np.array(values, "<f8").tobytes()).decode()
    plain_form = shown_figure({"data": [{"y": values, "name": "a"}]})
    packed_form = shown_figure({"data": [{"y": {"dtype": "f8", "bdata": packed}, "name": "a"}]})
    assert plain_form.data == packed_form.data
    assert picture_in(plain_form)


@pytest.mark.parametrize(
    "figure",
    [
        None,
        [],
        "x",
        {},
        {"data": "x"},
        {"data": [{"type": "histogram", "x": [1]}]},
        {"data": [{"type": ["scatter"]}]},
        {"data": [{"y": [1]}] * 1000},
        {"data": [{"y": list(range(30_000))}]},
        {"data": [{"x": [str(n) for n in range(500)], "y": list(range(500))}]},
        {"data": [{"y": {"dtype": "O", "bdata": "gASVCg=="}}]},
        {"data": [{"y": {"dtype": "f8", "bdata": "A" * 10_000_000}}]},
        {"data": [{"y": {"dtype": "f8", "bdata": "???"}}]},
        {
            "data": [{"y": [1, 2], "mode": "text", "text": ["w"] * 2}] * 59,
            "layout": {"title": {"text": "x" * 10**6}},
        },
    ],
)
def test_a_figure_that_is_none_or_too_much_is_named(figure: Any) -> None:
    output = shown_figure(figure)
    if isinstance(figure, dict) and len(figure.get("data", "")) == 59:
        assert picture_in(output)  # much, and still within what one figure may cost
        return
    assert output.data == {"text/plain": "Words beside it."}


@pytest.mark.parametrize(
    "trace",
    [
        {"y": [1, 2], "name": "$\\frac{", "mode": "lines"},
        {"y": [float("nan"), 1e308, -1e308, None, True, "x", {}, []]},
        {"y": [1, 2], "line": {"dash": "1px,2px", "width": 1e-9, "color": "url(#x)"}},
        {
            "y": [1, 2],
            "marker": {"symbol": "javascript:", "size": -5, "color": ["red"] * 9},
            "mode": "markers",
        },
        {"type": "bar", "x": ["<b>a</b>", "中文"], "y": [1, 2], "marker": {"color": ["red", "nonsense"]}},
        {"type": "bar", "orientation": "h", "x": [1], "y": ["a"], "marker": {"color": "rgba(1, 2, 3, 0.5)"}},
        {"x": [], "y": []},
    ],
)
def test_odd_values_in_a_figure_do_no_harm(trace: dict[str, Any]) -> None:
    layout = {
        "title": "<script>alert(1)</script>",
        "height": 1e9,
        "xaxis": {"range": [0, float("inf")], "tickvals": [1, "x"], "ticktext": ["a", "b"]},
        "yaxis": {"title": {"text": {"text": 1}}, "tickvals": {}},
        "template": {"data": {"scatter": [{"type": "x"}]}},
    }
    output = shown_figure({"data": [trace], "layout": layout})
    _, raw, told = picture_in(output)
    assert b"alert" not in raw
    assert told == "Words beside it."


def test_nothing_else_of_an_output_is_kept() -> None:
    kinds = [
        "application/javascript", "text/latex", "text/markdown", "text/vnd.mermaid", WIDGET,
        "application/vnd.bokehjs_exec.v0+json", "application/pdf", MIME, "text/x-anything",
    ]  # fmt: skip
    output = new_output("display_data", dict.fromkeys(kinds, "<script>"), metadata={"isolated": True})
    (shown,) = one(output)
    assert shown == {
        "output_type": "display_data",
        "data": {"text/plain": "[Something stood here that is not shown in graded work.]"},
        "metadata": {},
    }
    (spoken,) = one(new_output("display_data", {WIDGET: {"model_id": "x"}, "text/plain": "A slider at 3."}))
    assert spoken.data == {"text/plain": "A slider at 3."}


def test_a_score_counts_only_from_the_grader_itself() -> None:
    score = new_output(
        "display_data",
        {MIME: {"points": 4.0}, "text/html": "<p><strong>4 of 4</strong></p>", "text/plain": "4"},
    )
    value = new_output("execute_result", {"text/plain": "3.5"}, execution_count=2)
    shown, number = one(score, value, trusted=True)
    assert shown.data[MIME] == {"points": 4.0}
    assert "<p><strong>4 of 4</strong></p>" in shown.data["text/html"]
    assert number.data == {"text/plain": "3.5"}
    assert MIME not in one(score)[0].data


def test_a_students_own_cells_are_never_trusted() -> None:
    score = new_output("display_data", {MIME: {"points": 4.0}, "text/plain": "4"})
    cells = [new_code_cell("x", id="score"), *(new_code_cell("y", id="score", outputs=[score]) for _ in "ab")]
    notebook = new_notebook(cells=cells)
    made = sanitise(notebook, student_cells=set(), trusted_outputs={"score"})
    assert len({cell.id for cell in made.cells}) == 3
    assert all(MIME not in output.data for cell in made.cells for output in cell.get("outputs", []))
    also = sanitise(new_notebook(cells=cells[1:2]), student_cells={"score"}, trusted_outputs={"score"})
    assert MIME not in also.cells[0].outputs[0].data


def marks(**more: Any) -> dict[str, Any]:
    known = {
        "grade": True,
        "solution": True,
        "locked": False,
        "task": False,
        "schema_version": 3,
        "points": 2,
    }
    return {"nbgrader": known | more}


def test_metadata_and_everything_beside_the_cells_is_gone() -> None:
    notebook = new_notebook(
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
                "argv": ["sh"],
            },
            "language_info": {"name": "python", "pygments_lexer": "html"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {}},
            "title": "</title><script>",
        },
        cells=[
            new_markdown_cell("# ours <b>", id="ours", metadata={"tags": ['"><script>']}),
            new_markdown_cell(
                "![x](attachment:x.png)",
                id="a2-reflection",
                metadata=marks(grade_id="a2-reflection", comment="<script>", checksum="0" * 32) | {"x": 1},
                attachments={"x.png": {"image/svg+xml": "<svg onload=alert(1)>"}},
            ),
            new_markdown_cell("again", id="again", metadata=marks(grade_id="a2-reflection")),
            new_markdown_cell("name", id="name", metadata=marks(grade_id='"><script>alert(1)</script>')),
            new_markdown_cell("more", id="more", metadata=marks(grade_id="stolen", solution=False)),
            new_markdown_cell("<script>", id="raw", cell_type="raw", metadata={"raw_mimetype": "text/html"}),
            new_markdown_cell("<script>", id="heading", cell_type="heading"),
        ],
    )
    before = json.dumps(notebook)
    made = sanitise(notebook, student_cells={"a2-reflection", "again", "name", "more"})
    assert json.dumps(notebook) == before
    assert made.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert [cell.id for cell in made.cells] == ["ours", "a2-reflection", "again", "name", "more"]
    assert made.cells[0].source == "# ours <b>"
    assert made.cells[1].metadata == marks(grade_id="a2-reflection", checksum="0" * 32)
    assert [dict(cell.metadata) for cell in (made.cells[0], *made.cells[2:])] == [{}] * 4
    assert "attachments" not in made.cells[1]
    validate(made)


def test_an_instructors_own_picture_stays_in_place() -> None:
    cell = new_markdown_cell(
        "![x](attachment:x.png)", id="a", attachments={"x.png": {"image/png": png(), "text/html": "<script>"}}
    )
    (made,) = sanitise(new_notebook(cells=[cell]), student_cells=set()).cells
    assert set(made.attachments["x.png"]) == {"image/png"}


HUGE = [
    ("html", {"text/html": "<div>" * 200_000}),
    ("html crossed", {"text/html": "".join(f"<b a={n}><p>" for n in range(80_000))}),
    ("html entities", {"text/html": "&" * 1_000_000}),
    ("html quotes", {"text/html": "<a '\"" * 200_000}),
    ("html comments", {"text/html": "<!--" * 250_000}),
    ("html scripts", {"text/html": "<script></style>" * 60_000}),
    ("html dollars", {"text/html": "$" * 1_000_000}),
    ("html attributes", {"text/html": "<td " + "a" * 1_000_000 + ">"}),
    ("text", {"text/plain": "x" * 3_000_000}),
    ("lines", {"text/plain": "\n" * 3_000_000}),
    ("escapes", {"text/plain": "\x1b]" * 1_000_000}),
    ("marks", {"text/plain": "\u0301" * 1_000_000}),
    ("quotes", {"text/plain": '\\"' * 1_000_000}),
]


@pytest.mark.parametrize(("name", "data"), HUGE, ids=[name for name, _ in HUGE])
def test_a_huge_output_is_cut_soon_and_says_so(name: str, data: dict[str, str]) -> None:
    start = time.perf_counter()
    made = sanitise(
        new_notebook(cells=[new_code_cell("x", id="c", outputs=[new_output("display_data", data)] * 90)]),
        student_cells={"c"},
    )
    assert time.perf_counter() - start < 15
    whole = writes(made)
    assert len(whole.encode()) < 5_000_000
    if name in {"text", "lines", "quotes"}:
        assert "… cut" in whole


def test_many_outputs_and_many_cells_are_cut_and_counted() -> None:
    shown = one(*(display(text_plain=str(number)) for number in range(10_000)))
    assert len(shown) == 101
    assert shown[-1].text == "… 9900 more outputs were cut\n"
    cells = [new_markdown_cell(f"extra {number}", id=f"e{number}") for number in range(1_000)]
    made = sanitise(new_notebook(cells=cells), student_cells={cell.id for cell in cells})
    assert len(made.cells) == 201
    assert "800 more cells" in made.cells[-1].source


def test_lines_printed_one_by_one_are_one_output() -> None:
    outputs = [new_output("stream", name="stdout", text=f"{number}\n") for number in range(10_000)]
    (shown,) = one(*outputs)
    assert shown.text.startswith("0\n1\n2\n")


@pytest.mark.parametrize(
    "typed",
    ["[", "*a ", "$", "\\begin{a}", "`", "<a ", "> ", "- \n", ": a\n", "![](", "_a*", "~~a", "|a", "\n"],
)
def test_a_huge_answer_is_shown_soon_and_cut(typed: str) -> None:
    cells = [new_markdown_cell(typed * (300_000 // len(typed)), id=f"c{n}") for n in range(30)]
    cells += [new_markdown_cell((typed * 20_000)[:19_000], id=f"d{n}") for n in range(30)]
    start = time.perf_counter()
    made = sanitise(new_notebook(cells=cells), student_cells={cell.id for cell in cells})
    assert time.perf_counter() - start < 15
    assert len(writes(made).encode()) < 5_000_000
    assert typed == "\n" or "… cut" in made.cells[0].source
    for cell in made.cells:
        assert LANGUAGE.fullmatch(inside(cell.source))


@pytest.mark.parametrize(
    "output",
    [
        None, 5, "x", {}, {"output_type": "stream"}, {"output_type": "stream", "text": 5},
        {"output_type": "error", "traceback": "x"}, {"output_type": "error", "ename": 5, "traceback": [None, 5]},
        {"output_type": "display_data", "data": None}, {"output_type": "display_data", "data": {5: 5, "text/html": {}}},
        {"output_type": "execute_result", "data": {"text/plain": {"x": 1}}, "execution_count": "<script>"},
        {"output_type": "update_display_data", "data": {"text/html": "x"}}, {"output_type": ["stream"]},
    ],
)  # fmt: skip
def test_broken_outputs_break_nothing(output: Any) -> None:
    cell = from_dict(
        {
            "cell_type": "code",
            "id": "c",
            "source": "x",
            "metadata": {},
            "outputs": [output],
            "execution_count": "x",
        }
    )
    made = sanitise(from_dict({"cells": [cell], "metadata": None}), student_cells={"c"})
    validate(made)


def test_an_ordinary_notebook_takes_a_moment() -> None:
    notebook = read_notebook(ROOT / "release/a2_read_a_caseload/a2_read_a_caseload.ipynb")
    sessions = simulate_caseload(clients=24, therapists=4, seed=8917).sessions
    table: Any = sessions.head(10)
    live = json.loads(
        json.dumps([*bundle(*board(sessions)), *bundle(*course(sessions, "C01"))], cls=PlotlyJSONEncoder)
    )
    for cell in notebook.cells:
        if cell.id == "show-caseload":
            cell.outputs = [new_output("display_data", data) for data in live]
        elif cell.id == "show-table":
            cell.outputs = [display(text_html=table._repr_html_(), text_plain=repr(table))]
    theirs = {cell.id for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    sanitise(notebook, student_cells=theirs)  # the renderer is built, and the class's picture drawn
    taken = []
    for _ in range(20):
        start = time.perf_counter()
        sanitise(notebook, student_cells=theirs)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.015


def test_plain_text_of_any_language_is_left_as_it_is() -> None:
    for text in ("Grüße, 中文, עִבְרִית, हिन्दी, ไทย, 👩‍👩‍👧, a\u0301\u0323", "tab\tand\nline"):
        assert plain(text) == text
