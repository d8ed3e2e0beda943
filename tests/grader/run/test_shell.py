"""The shell: an ordinary notebook shows what it shows with a real kernel."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from tests.grader.conftest import ROOT, shown, work

from alliance_grader.run.shell import _murmur
from alliance_grader.warm import Sandbox, Warm
from alliance_grader.warm.frames import Ended, Finished, Limits

SAME = [
    "print('a'); print('b')",
    "1 + 1",
    "x = 5;",
    "x",
    "'text';",
    "1/0",
    "def f(x):\n    return x[0]\nf([])",
    "if True print(1)",
    "  bad indent\nx",
    "try:\n    1/0\nexcept Exception as e:\n    raise KeyError('k') from e",
    "class Own(Exception):\n    def __str__(self): return 'mine'\nraise Own",
    "assert x == 6, 'no'",
    "import nosuchmodule",
    "raise SystemExit(3)",
    "import sys\nsys.exit('bye')",
    "from IPython.display import display, HTML, Markdown, clear_output\ndisplay(HTML('<b>x</b>'), Markdown('*y*'))",
    "h = display('one', display_id='q')\nh.update('two')",
    "h.update('three')",
    "print(1)\nclear_output()\nprint(2)",
    "print(1)\nclear_output(wait=True)\nprint(3)",
    "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "import plotly.graph_objects as go\ngo.Figure(go.Bar(y=[1, 2]))",
    "go.Figure(go.Bar(y=[1, 2])).show()",
    "import ipywidgets as W\nw = W.IntSlider(); w",
    "display(w)",
    "o = W.Output()\nwith o:\n    print('inside')\nprint('outside')",
    "o",
    "%%capture kept\nprint('hidden')\n7",
    "kept.stdout",
    "len?",
    "%who",
    "%nosuchmagic",
    "%precision 2",
    "3.14159",
    "import warnings\nwarnings.warn('careful')",
    "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
    "async def g():\n    return 4\nawait g()",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "plt.plot([1, 2])\nplt.show()",
    "class Broken:\n    def _repr_html_(self): raise ValueError('repr')\nBroken()",
    "_",
    "Out[2]",
    "In[2]",
    "%%html\n<p>hi</p>",
    "",
    "# comment only",
    "import pickle\nclass P: pass\npickle.loads(pickle.dumps(P())).__class__",
    "get_ipython()",
    "display()",
    "import threading\nt = threading.Thread(target=lambda: print('thread')); t.start(); t.join()",
    "import logging\nlogging.warning('w')",
]


def same(outputs: Any) -> str:
    """Return outputs without what differs between two runs of one kernel."""
    text = json.dumps(outputs, sort_keys=True)
    text = re.sub(r"[0-9a-f]{32}", "ID", text)
    text = re.sub(r"ipykernel_\d+", "ipykernel", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "ADDRESS", text)
    text = re.sub(r"<ipykernel[^>]*>|<alliance[^>]*>", "SHELL", text)
    return re.sub(r"iVBOR[A-Za-z0-9+/=\\]+", "PNG", text)


@pytest.mark.slow
def test_cells_show_what_a_real_kernel_shows(
    warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbclient
    import nbformat

    monkeypatch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
    cells = [nbformat.v4.new_code_cell(source) for source in SAME]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    client = nbclient.NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(tmp_path)}},
        extra_arguments=["--IPKernelApp.log_level=50", "--InteractiveShell.xmode=Plain"],
    )
    client.execute()
    came = work(warm, *SAME, limits=Limits(total=300))
    assert isinstance(came[-1], Finished)
    ended = {message.cell: message for message in came if isinstance(message, Ended)}
    differ = [
        (source, same(cell.outputs), same(ended[index].outputs))
        for index, (source, cell) in enumerate(zip(SAME, notebook.cells, strict=True))
        if same(cell.outputs) != same(ended[index].outputs) or cell.execution_count != ended[index].count
    ]
    assert differ == []


def test_streams_keep_their_order(warm: Warm) -> None:
    came = work(warm, "import sys\nprint('a')\nprint('b')\nprint('e', file=sys.stderr)\nprint('c')")
    outputs = next(message.outputs for message in came if isinstance(message, Ended))
    assert [(output["name"], output["text"]) for output in outputs] == [
        ("stdout", "a\nb\n"),
        ("stderr", "e\n"),
        ("stdout", "c\n"),
    ]


def test_a_later_cell_can_update_what_an_earlier_one_shows(warm: Warm) -> None:
    came = work(warm, "h = display('one', display_id=True)", "h.update('two')")
    last = [message for message in came if isinstance(message, Ended)][-1]
    assert (last.cell, last.count) == (0, 1)
    assert last.outputs[0]["data"] == {"text/plain": "'two'"}


@pytest.mark.parametrize("leave", ["exit()", "quit()", "exit", "get_ipython().ask_exit()"])
def test_exit_ends_the_cell_and_not_the_run(warm: Warm, leave: str) -> None:
    came = work(warm, f"print('a')\n{leave}", "print('on')")
    assert shown(came, 0).startswith("a") or leave == "exit"
    assert shown(came, 1) == "on\n"


@pytest.mark.parametrize("asks", ["input('?')", "import getpass; getpass.getpass()"])
def test_a_question_is_refused_in_a_sentence(warm: Warm, asks: str) -> None:
    assert "write the value into the cell" in shown(work(warm, asks))


def test_commands_are_refused_in_a_sentence(warm: Warm) -> None:
    for command in ("!ls", "%pip install x", "x = !ls"):
        assert "are not run while a notebook is graded" in shown(work(warm, command))


def test_what_a_library_writes_past_python_is_shown(warm: Warm) -> None:
    assert "raw" in shown(work(warm, "import ctypes; c = ctypes.CDLL(None); c.puts(b'raw'); c.fflush(None)"))


def test_a_cell_that_replaces_stdout_does_not_silence_the_next(warm: Warm) -> None:
    came = work(warm, "import sys, io; sys.stdout = io.StringIO(); sys.stderr = None", "print('heard')")
    assert shown(came, 1) == "heard\n"


def test_a_cell_that_breaks_the_shell_ends_nothing_but_itself(warm: Warm) -> None:
    came = work(
        warm,
        "get_ipython().showtraceback = None\nget_ipython().display_formatter = None",
        "1/0",
        "class E(Exception):\n    def __str__(self): raise E\nraise E",
    )
    assert isinstance(came[-1], Finished)


def test_the_history_and_the_warm_up_are_not_there(warm: Warm) -> None:
    assert (
        shown(work(warm, "len(In), len(Out), _i, get_ipython().history_manager.enabled"))
        == "(2, 0, '', False)"
    )


def test_files_beside_the_notebook_are_there(warm: Warm) -> None:
    from alliance_grader.warm.frames import CellWork, Work

    with warm.child() as child:
        child.send(
            Work([CellWork(0, "open('a/b.csv').read()")], {"a/b.csv": b"1,2", "../out": b"", "/etc/x": b""})
        )
        child.receive(20)
        ended = child.receive(20)
    assert isinstance(ended, Ended)
    assert ended.outputs[0]["data"]["text/plain"] == "'1,2'"


def test_a_released_assignment_runs_without_an_error() -> None:
    place = ROOT / "release" / "a2_read_a_caseload" / "a2_read_a_caseload.ipynb"
    text = place.read_text(encoding="utf-8")
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    with Warm("run", text.encode(), "namespaces", Sandbox(hidden=(str(ROOT),))) as warm:
        came = work(warm, *cells)
    assert isinstance(came[-1], Finished)
    kinds = [
        output["output_type"] for message in came if isinstance(message, Ended) for output in message.outputs
    ]
    assert "error" not in kinds
    assert "display_data" in kinds
    sizes = [len(json.dumps(message.outputs)) for message in came if isinstance(message, Ended)]
    assert sum(sizes) < 1_000_000


def test_cells_are_named_as_the_kernel_names_them() -> None:
    from ipykernel.compiler import murmur2_x86

    for source in ("", "x", "xy", "xyz", "x = 1\n", "é" * 7, os.urandom(40).hex()):
        assert _murmur(source.encode()) == murmur2_x86(source, 0xC70F6907)  # type: ignore[no-untyped-call]
