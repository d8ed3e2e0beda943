"""Ordinary tests score as in nbgrader, on values and functions that are elsewhere."""

from collections.abc import Callable
from typing import Any

import msgspec
import nbformat
import numpy as np
import pytest
from nbgrader.utils import determine_grade

from alliance_grader.judge.child import sendable
from alliance_grader.judge.stubs import Line
from alliance_grader.judge.verdict import NotANumber, score_of
from alliance_grader.values import Opaque, pack
from alliance_grader.warm.frames import Judged, encode

MakeRoom = Callable[..., Any]

SQUARES = """def squares(n):
    if n < 1:
        raise ValueError("n must be greater than or equal to 1")
    return [i ** 2 for i in range(1, n + 1)]"""


def outcome(verdict: Judged, points: float = 4.0) -> float:
    """Return the score, and see that nbgrader reads the same from the outputs, and that they can be sent."""
    encode(verdict)
    cell = nbformat.v4.new_code_cell(  # type: ignore[no-untyped-call]
        metadata={"nbgrader": {"grade": True, "solution": False, "points": points}},
        outputs=[nbformat.from_dict(one) for one in msgspec.to_builtins(verdict.outputs)],  # type: ignore[no-untyped-call]
    )
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))  # type: ignore[no-untyped-call]
    read, _ = determine_grade(cell)
    if verdict.score is None:
        assert read == 0
        return -1.0
    assert read == verdict.score
    return verdict.score


GOOD = [
    # asserts, calls with many arguments, expected errors
    (["answer", SQUARES], ["test", "assert squares(2) == [1, 4]\nassert all(squares(n)[-1] == n * n for n in range(1, 200))"]),
    (["answer", SQUARES], ["test", "try:\n    squares(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('did not raise')"]),
    (["answer", SQUARES], ["test", "import pytest\nwith pytest.raises(ValueError, match='greater'):\n    squares(-1)"]),
    (["answer", "def f(x): raise ValueError"], ["test", "try:\n    f(1)\nexcept ValueError as error:\n    assert str(error) == ''\nelse:\n    assert False"]),
    (["answer", "class TooSmall(ValueError): pass\ndef f(x): raise TooSmall('no')"], ["test", "import numpy as np\nnp.testing.assert_raises(ValueError, f, 1)"]),
    (["answer", "def f(a, *rest, b=2, **more): return a, rest, b, more"], ["test", "assert f(1, 2, b=[3], c={'d': None}) == (1, (2,), [3], {'c': {'d': None}})"]),
    # numpy and pandas
    (["answer", "import numpy as np\nm = np.eye(3)"], ["test", "import numpy as np\nnp.testing.assert_array_equal(m, np.diag([1., 1, 1]))\nassert m.dtype == float"]),
    (["locked", "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'b': ['x', None]})"],
     ["answer", "out = df.assign(c=df['a'] * 2).set_index('a')"],
     ["test", "pd.testing.assert_frame_equal(out, df.assign(c=[2, 4]).set_index('a'))"]),
    (["locked", "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})"], ["answer", "df['b'] = df['a'] + 1"], ["test", "assert list(df['b']) == [2, 3]"]),
    (["locked", "import pandas as pd"], ["answer", "def clean(t): return t.dropna()"], ["test", "assert len(clean(pd.DataFrame({'a': [1, None]}))) == 1"]),
    (["answer", "def f(x): return x ** 2"], ["test", "import numpy as np\nassert np.vectorize(f)([1, 2]).tolist() == [1, 4]"]),
    # helpers and data of locked cells, magics, imports in tests, names of earlier tests
    (["locked", "%matplotlib inline\ndef near(a, b): return abs(a - b) < EPS\nEPS = 0.1"], ["answer", "x = 1.05"], ["test", "assert near(x, 1)"]),
    (["answer", SQUARES], ["locked", "def check_it():\n    assert squares(1) == [1]"], ["test", "check_it()"]),
    (["answer", SQUARES], ["locked", "first = squares(3)"], ["test", "assert first == [1, 4, 9]"]),
    (["answer", "import math as m"], ["test", "assert m.isclose(m.pi, 3.14159, abs_tol=.01)"]),
    (["answer", "from math import sqrt"], ["test", "assert sqrt(4) == 2"]),
    (["locked", "from math import *"], ["answer", "x = sqrt(4)"], ["test", "assert x == sqrt(4)"]),
    (["answer", "x = 3"], ["test", "assert 'x' in globals()\nassert eval('x') == 3"]),
    # functions that change what they are given, return functions, take objects of the student's own
    (["answer", "def put_in_order(xs): xs.sort()"], ["test", "xs = [3, 1, 2]\nput_in_order(xs)\nassert xs == [1, 2, 3]"]),
    (["answer", "def fill(d, n): d['n'] = n"], ["test", "d = {}\nfill(d, n=2)\nassert d == {'n': 2}"]),
    (["locked", "import numpy as np, pandas as pd"], ["answer", "def twice(a): a *= 2\ndef add(t): t['z'] = 1"],
     ["test", "a = np.ones(2)\ntwice(a)\nassert a.sum() == 4\nt = pd.DataFrame({'a': [1]})\nadd(t)\nassert list(t) == ['a', 'z']"]),
    (["answer", "def adder(n): return lambda x: x + n"], ["test", "five = adder(5)\nsix = adder(6)\nassert five(1) == 6 and six(five(1)) == 12"]),
    (["answer", "class Square:\n    side = 2\nmine = Square()\ndef area(s): return s.side ** 2"], ["test", "assert area(mine) == 4"]),
    (["answer", "def twice(f, x): return f(f(x))\ndef inc(x): return x + 1"], ["test", "assert twice(inc, 1) == 3"]),
    (["answer", "def f():\n    'What it does.'"], ["test", "assert f.__doc__ == 'What it does.' and f.__name__ == 'f' and callable(f)"]),
    (["answer", "from collections import Counter\ncounts = Counter('abca')"], ["test", "assert counts['a'] == 2 and counts == {'a': 2, 'b': 1, 'c': 1}"]),
]  # fmt: skip


@pytest.mark.parametrize("cells", GOOD, ids=lambda cells: cells[-1][1][:40])
def test_honest_work_gets_all_its_points(room: MakeRoom, cells: tuple[list[str], ...]) -> None:
    (verdict,) = room(*cells).judge()
    assert outcome(verdict) == 4.0, verdict
    assert verdict.error is None


@pytest.mark.parametrize("cells", [cells for cells in GOOD if ["answer"] in [cell[:1] for cell in cells]],
                         ids=lambda cells: cells[-1][1][:40])  # fmt: skip
def test_an_empty_answer_gets_nothing(room: MakeRoom, cells: tuple[list[str], ...]) -> None:
    if "isclose(m.pi" in cells[-1][1]:
        pytest.skip("the test looks at nothing of the student's")
    (verdict,) = room(*cells).judge(*["..."] * 3)
    assert outcome(verdict) == 0.0, verdict


@pytest.mark.parametrize(
    ("last", "score"),
    [
        ("True", 4), ("x == 1", 4), ("x == 2", 0), ("1.5", 1.5), ("2", 2), ("99", 4), ("-1", 0), ("10 ** 400", 4),
        ("-(10 ** 400)", 0), ("float('nan')", 0), ("float('inf')", 0), ("1e300", 4), ("np.float64(1.5)", 1.5),
        ("np.True_", 4), ("np.False_", 0), ("np.float32(.5)", 0.5), ("np.array(2.5)", 2.5), ("None", 4), ("'2.0'", 4),
        ("[1]", 4), ("x;", 1), ("2 * [x]", 0), ("'4' * x", 0), ("pd.NA", 0), ("2 * pd.NA", 0), ("np.ones(3) * x", 0),
        ("p = 0; p += np.ones(3); p", 0), ("p = [x]; p", 4), ("float(x) + 1", 2), ("sum([[x]], [])", 0), ("print()", 4), ("1j", 0), ("y = 1", 4), ("__import__('fractions').Fraction(1, 2)", 0.5),
        ("__import__('decimal').Decimal('NaN')", 0), ("assert x == 1, 'no'", 4), ("assert x == 2, 'no'", 0),
        ("raise SystemExit", 0), ("1 / 0", 0), ("import sys; print('hm', file=sys.stderr)", 4),
        ("import warnings; warnings.warn('old')", 4), ("print('x' * 10**6)", 4), ("0.1 + 0.2", 0.1 + 0.2),
    ],
)  # fmt: skip
def test_the_last_line_is_the_score(room: MakeRoom, last: str, score: float) -> None:
    (verdict,) = room(
        ["locked", "import numpy as np, pandas as pd"], ["answer", "x = 1"], ["test", f"np, pd, x\n{last}"]
    ).judge()
    assert outcome(verdict) == pytest.approx(score), verdict
    assert type(verdict.score) is float
    assert len(encode(verdict)) < 150_000


def test_a_score_that_is_no_number_is_refused() -> None:
    for value in (np.float64("nan"), np.array(np.inf), complex(1)):
        with pytest.raises(NotANumber):
            score_of(value, 4.0)


TRICKS = {
    "equal to everything": "class E(float):\n    def __eq__(s, o): return True\n    def __abs__(s): return 0.\n    __hash__ = None\n    __sub__ = __rsub__ = lambda s, o: 0.\nx = E(9)",
    "says it is a float": "class E:\n    __class__ = float\n    def __eq__(s, o): return True\n    __float__ = lambda s: 2.\n    __sub__ = __rsub__ = lambda s, o: 0.\nx = E()",
    "array protocol": "class E:\n    def __array__(s, *a, **k): import numpy; return numpy.array(2.)\n    __array_ufunc__ = lambda *a, **k: True\n    __eq__ = lambda s, o: True\nx = E()",
    "reduces to what it likes": "class E:\n    def __reduce__(s): return (float, (2.,))\n    __reduce_ex__ = lambda s, p: s.__reduce__()\nx = E()",
    "metaclass": "class M(type):\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: hash(float)\n    __instancecheck__ = lambda s, o: True\n    __name__ = 'float'\nclass E(metaclass=M):\n    __eq__ = lambda s, o: True\nx = E()",
    "list of liars": "class E(float):\n    __eq__ = lambda s, o: True\n    __sub__ = __rsub__ = lambda s, o: 0.\nx = [E(9)] * 3",
    "function with a liar": "class E(float):\n    __eq__ = lambda s, o: True\nclass F:\n    def __call__(s, *a): return E(9)\n    __eq__ = lambda s, o: True\n    __sub__ = __rsub__ = lambda s, o: 0.\nx = F()",
    "array subclass": "import numpy\nclass E(numpy.ndarray):\n    __eq__ = lambda s, o: True\n    __sub__ = lambda s, o: numpy.zeros(1)\nx = numpy.array(9.).view(E)",
    "object array": "import numpy\nclass E:\n    __eq__ = lambda s, o: True\n    __sub__ = __rsub__ = lambda s, o: 0.\nx = numpy.array([E()], object)",
    "string": "class E(str):\n    __eq__ = lambda s, o: True\n    __hash__ = None\nx = E('2')",
    "dict": "class E(dict):\n    __eq__ = lambda s, o: True\n    __getitem__ = lambda s, k: 2.\nx = E()",
    "not a number": "x = float('nan')",
    "module": "import operator, sys\nx = operator",
    "the judge": "import sys\nfrom alliance_grader.judge import child\nx = child",
    "class": "class x:\n    __eq__ = lambda s, o: True",
    "pandas NA": "import pandas\nx = pandas.NA",
    "not there": "del x",
}  # fmt: skip

CHECKS = [
    "assert x == 2",
    "assert abs(x - 2) < 1e-9",
    "import numpy as np\nnp.testing.assert_allclose(x, 2)",
    "import numpy as np\nassert np.isclose(x, 2)",
    "assert float(x) == 2",
    "import math\nassert math.isclose(x, 2)",
    "assert isinstance(x, float) and x == 2",
    "assert type(x) is float\nassert round(x) == 2",
    "assert not x != 2",
    "4.0 * (x == 2)",
    "import pandas as pd\npd.testing.assert_series_equal(pd.Series([x]), pd.Series([2.0]))",
    "import unittest\nunittest.TestCase().assertAlmostEqual(x, 2)",
    "assert x in [2, 2.0]",
    "assert x in (1, 2) and x > 1 and len([x]) == 1",
    "points = 0\npoints += 4 * (x == 2)\nfloat(points)",
    "points = 0\npoints += 4 * (x == 2)\npoints",
    "4 if x == 2 else 0",
    "min(4, 2 * x) if 1 < x < 3 else 0",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_value_that_lies_gains_nothing(room: MakeRoom, trick: str) -> None:
    place = room(["locked", "x = ..."], ["answer", "x = 2.0"], *[["test", check] for check in CHECKS])
    honest = place.judge()
    assert [outcome(verdict) for verdict in honest] == [4.0] * len(CHECKS)
    for check, verdict in zip(CHECKS, place.judge(TRICKS[trick]), strict=True):
        assert outcome(verdict) <= 0, (check, verdict)


@pytest.mark.parametrize(
    "answer",
    [
        "def f(x): raise StopIteration",
        "def f(x):\n    import sys; sys.exit()",
        "def f(x): raise SystemExit",
        "def f(x): raise GeneratorExit",
        "class AssertionError(BaseException): pass\ndef f(x): raise AssertionError",
        "def f(x): return f(x)",
        "def f(x):\n    class E(int):\n        __eq__ = lambda s, o: True\n    return E()",
        "def f(x): return (n for n in [1])",
        "def f(x): return f",
        "def f(x):\n    x.clear()\n    return 0",
        "class E(Exception):\n    def __str__(s): raise SystemExit\n    args = property(lambda s: 1 / 0)\ndef f(x): raise E",
        "def f(x): return [[1] * 500] * 500",
        "def f(x): return 10 ** 20000",
        "f = 3",
        "f = None",
    ],
)
def test_a_function_that_misbehaves_is_just_wrong(room: MakeRoom, answer: str) -> None:
    place = room(
        ["locked", "data = [1, 2, 3]"],
        ["answer", "def f(x): return sum(x)"],
        ["test", "assert f(data) == sum(data)"],
        ["test", "assert all(map(lambda n: f([n]) == n, [1, 2]))"],
        ["test", "assert list(iter(lambda: f([0]), 0)) == [] and next(map(f, [[1]])) == 1"],
        ["test", "try:\n    ok = f([1]) == 1\nexcept Exception:\n    ok = False\nassert ok"],
    )
    assert [outcome(verdict) for verdict in place.judge()] == [4.0] * 4
    assert [outcome(verdict) for verdict in place.judge(answer)] == [0.0] * 4
    assert place.court.space["data"] == [1, 2, 3]


def test_what_is_the_instructors_stays_so(room: MakeRoom) -> None:
    place = room(
        ["locked", "import math\nkey = [1, 2]\ndef near(a, b): return math.isclose(a, b)"],
        ["answer", "x = 1.0\ndef f(x): return x"],
        ["test", "assert near(x, 1) and key == [1, 2]"],
        ["test", "f(key)\nassert key == [1, 2]"],
    )
    stolen = (
        "x = 9.0\nkey = [x]\nnear = lambda a, b: True\nmath = None\nassert_ = 1\n"
        "import builtins\nall = any = lambda *a: True\ndef f(k):\n    k.append(9)\n"
    )
    verdicts = place.judge(stolen, changes=lambda _, packed: packed)
    assert [outcome(verdict) for verdict in verdicts] == [0.0, 4.0]
    # Values under names that nobody asked for are not even looked at.
    extra = place.court.judge(
        2, {"x": pack(9.0), "near": pack(len), "key": pack([9]), "__builtins__": pack({})}, None
    )
    assert extra.score == 0.0
    assert place.court.space["key"] == [1, 2]


def test_a_damaged_value_is_an_ordinary_wrong_answer(room: MakeRoom) -> None:
    place = room(["answer", "x = 1\ny = 2"], ["test", "assert x == 1"], ["test", "assert y == 2"])
    verdicts = place.judge(changes=lambda name, packed: b"\xff" * 10 if name == "x" else packed)
    assert [outcome(verdict) for verdict in verdicts] == [0.0, 4.0]
    assert "damaged" in verdicts[0].outputs[-1]["evalue"]


def test_what_the_judge_cannot_do_waits_for_a_person(room: MakeRoom) -> None:
    place = room(
        ["answer", "def apply(f, x): return f(x)"],
        ["test", "assert apply(lambda x: x + 1, 1) == 2"],
        ["locked", "rows = open('no such file')"],
        ["test", "assert apply(len, rows)"],
        ["test", "assert apply("],
        ["test", "assert apply(1, 2)"],
    )
    verdicts = place.judge()
    assert [outcome(verdict) for verdict in verdicts] == [-1.0, -1.0, -1.0, 0.0]
    assert "hands your function apply" in str(verdicts[0].error)
    assert "locked-2" in str(verdicts[1].error)
    assert "not valid Python" in str(verdicts[2].error)


HIDDEN = "assert x > 0, 'give a positive number'\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    ("hidden", "line"),
    [
        ("assert x == 3.1415", "AssertionError: a check of this answer did not hold"),
        ("assert x == 3.1415, 'think of circles'", "AssertionError: think of circles"),
        ("import numpy as np\nnp.testing.assert_allclose(x, 3.1415)", "AssertionError: this is not what the question asks for"),
        ("{'3.1415': 1}[x]", "KeyError: this is not what the question asks for"),
        ("raise ValueError('3.1415')", "ValueError: this is not what the question asks for"),
        ("import unittest\nunittest.TestCase().assertEqual(x, 3.1415)", "AssertionError: this is not what the question asks for"),
        ("len(x)", "TypeError: object of type 'int' has no len()"),
        ("compile('3.1415 +', 'x', 'exec')", "SyntaxError: this is not what the question asks for"),
    ],
)  # fmt: skip
def test_an_error_does_not_quote_a_hidden_test(room: MakeRoom, hidden: str, line: str) -> None:
    (verdict,) = room(["answer", "x = 1"], ["test", HIDDEN.format(hidden)]).judge()
    assert outcome(verdict) == 0
    assert verdict.outputs[-1]["traceback"] == [line]
    assert "3.1415" not in str(verdict.outputs)


def test_a_visible_check_may_say_what_it_saw(room: MakeRoom) -> None:
    place = room(["answer", "x = 1"], ["test", HIDDEN.format("pass")])
    (verdict,) = place.judge("x = -1")
    assert verdict.outputs[-1]["traceback"] == ["AssertionError: give a positive number"]
    place = room(["answer", "def f(x): return x"], ["test", "assert f(1) == 1"])
    (verdict,) = place.judge("def f(x): raise ValueError('my own words')")
    assert verdict.outputs[-1]["traceback"] == ["ValueError: my own words"]
    (verdict,) = place.judge("class f: pass")
    assert "`f`, a value of the kind `type`" in verdict.outputs[-1]["evalue"]


def test_tests_follow_one_another_as_in_a_notebook(room: MakeRoom) -> None:
    place = room(
        ["locked", "limit = 1"], ["answer", "x = 1"], ["test", "import math\nseen = [x]\nassert x == limit"],
        ["locked", "limit = 2"], ["answer", "x = 2"], ["test", "assert math.floor(x) == limit and seen == [1]"],
    )  # fmt: skip
    assert [outcome(verdict) for verdict in place.judge()] == [4.0, 4.0]


def test_the_rehearsal_leaves_nothing_behind(room: MakeRoom) -> None:
    place = room(
        ["answer", "x = 1"],
        ["test", "made = 'made by a test'\nassert x == 1"],
        ["test", "assert made and x == 1"],
    )
    assert "x" not in place.court.space
    assert "made" not in place.court.space
    assert [outcome(verdict) for verdict in place.judge("...")] == [0.0, 0.0]


@pytest.mark.parametrize(
    "name", ["operator", "alliance_grader.judge.child", "__main__", "os", "no.such.module"]
)
def test_a_module_is_only_ever_the_one_that_the_course_calls_so(room: MakeRoom, name: str) -> None:
    place = room(["answer", "import math as m"], ["test", "assert m.isclose(1, 1)"])
    sent = b'["m","' + name.encode() + b'"]'
    (verdict,) = place.judge(changes=lambda *_: sent)
    assert outcome(verdict) == 0.0
    assert type(place.court.space["m"]) is Opaque


def test_what_a_test_displays_can_always_be_sent(room: MakeRoom) -> None:
    place = room(
        ["answer", "x = 1"],
        ["test", "from IPython.display import display\ndisplay({'text/plain': object()}, raw=True)\n1.5"],
        ["test", "from IPython.display import display\ndisplay({'text/plain': 'x' * 10**7}, raw=True)\n1.5"],
        ["test", "print('\\ud800')\nassert x == 2, '\\ud800'"],
    )
    verdicts = [sendable(verdict) for verdict in place.judge()]
    assert [outcome(verdict) for verdict in verdicts] == [1.5, 1.5, 0.0]
    assert all(len(encode(verdict)) < 10_000 for verdict in verdicts)
    assert "no data" in str(verdicts[0].error)
    assert "too much" in str(verdicts[1].error)


def test_arguments_come_back_changed_only_from_what_returned_nothing() -> None:
    def ask(*_: object) -> tuple[bytes, None]:
        return answer, None

    line, mine = Line(ask), [1, 2]
    answer = b'["=",["i","3"],[[0,["l","list",[]]]]]'
    assert line.call("f", (mine,), {}) == 3
    assert mine == [1, 2], "a test goes on with what it made"
    answer = b'["=",["c","None"],[[0,["l","list",[]]],[7,["c","None"]]]]'
    assert line.call("f", (mine,), {}) is None
    assert mine == []
    kept: list[int] = [1]
    Line(ask, lambda value: value is kept).call("f", (kept,), {})
    assert kept == [1]
