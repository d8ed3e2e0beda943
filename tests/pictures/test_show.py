import base64
import re
from html import escape

import plotly.graph_objects as go
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.board import board, course
from alliance.caseload.verbs.pictures.distribution import distribution
from alliance.pictures.show import SAFE_CONFIG, bundle
from alliance.pictures.still import svg
from alliance.pictures.theme import PILLAR_COLOUR, RULE, css

SESSIONS = simulate_caseload(clients=8, therapists=2, seed=3).sessions


def test_a_live_figure_offers_to_upload_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    picture, caption = bundle(*board(SESSIONS))
    config = picture["application/vnd.plotly.v1+json"]["config"]
    assert config == SAFE_CONFIG
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert "lowest pillar" in caption["text/html"]


def test_a_graded_notebook_gets_a_still_picture_with_alternative_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    figure, words = course(SESSIONS, "C01")
    (still,) = bundle(figure, words + ' "quoted" <b>')
    assert "application/vnd.plotly.v1+json" not in still
    assert f'alt="{escape(words)}' in still["text/html"]
    assert "<b>" not in still["text/html"]
    encoded = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', still["text/html"])
    assert encoded is not None
    assert base64.b64decode(encoded[1]).startswith(b"<svg")


@pytest.mark.parametrize(
    "figure",
    [
        board(SESSIONS)[0],
        course(SESSIONS, "C01")[0],
        distribution({"goal": SESSIONS["goal"].dropna()}, "")[0],
    ],
    ids=["board", "course", "distribution"],
)
def test_every_figure_has_a_still_form_that_repeats_to_the_byte(figure: go.Figure) -> None:
    assert svg(figure) == svg(figure)


def test_still_pictures_show_the_data() -> None:
    drawn = svg(board(SESSIONS)[0]).lower()
    for colour in PILLAR_COLOUR.values():
        assert drawn.count(colour) >= len(SESSIONS["client"].unique())


def test_a_still_picture_leaves_out_the_grid_that_a_figure_leaves_out() -> None:
    plain = go.Figure(go.Scatter(x=[1, 2], y=[1, 2]))
    assert RULE in svg(plain).lower()
    assert RULE not in svg(plain.update_layout(xaxis_showgrid=False, yaxis_showgrid=False)).lower()


def _drawn_at(place: str) -> tuple[float, float]:
    """Return where a still picture puts a word that belongs to a point in the middle."""
    figure = go.Figure(
        go.Scatter(x=[1, 2, 3], y=[1, 2, 3], mode="text", text=["", "I", ""], textposition=place)
    )
    word = svg(figure)[svg(figure).index("<!-- I -->") :]
    found = re.search(r"translate\(([\d.]+) ([\d.]+)\)", word)
    assert found is not None
    return float(found[1]), float(found[2])


def test_a_still_picture_puts_words_where_the_figure_wants_them() -> None:
    across, down = _drawn_at("middle center")
    assert _drawn_at("middle right")[0] > across + 4
    assert _drawn_at("middle right")[1] == pytest.approx(down)
    assert _drawn_at("top center")[0] == pytest.approx(across)
    assert _drawn_at("top center")[1] < down - 4


def test_bars_of_two_columns_stand_side_by_side_in_a_still_picture() -> None:
    """Equal bars behind one another would hide one of the two columns."""
    same = SESSIONS["goal"].dropna()
    drawn = svg(distribution({"goal": same, "task": same}, "")[0]).lower()
    left = {}
    for name in ("goal", "task"):
        bars = re.findall(rf'd="m ([\d.]+) [^"]*z\s*"[^>]*fill: {PILLAR_COLOUR[name]}', drawn)
        left[name] = [float(x) for x in bars]
    assert len(left["goal"]) == len(left["task"]) > 1
    assert all(one < two for one, two in zip(left["goal"], left["task"], strict=True))


def test_an_unknown_kind_of_trace_is_refused_and_not_left_blank() -> None:
    with pytest.raises(CourseError, match="no still form"):
        svg(go.Figure(go.Pie(values=[1, 2])))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", ["#ffffff", "#1b1d20"])
@pytest.mark.parametrize("colour", PILLAR_COLOUR.values())
def test_pillar_colours_stand_out_on_light_and_dark_pages(colour: str, page: str) -> None:
    light, dark = sorted((_luminance(colour), _luminance(page)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_palette_is_there_as_css() -> None:
    for name, colour in PILLAR_COLOUR.items():
        assert f"--alliance-{name}:{colour}" in css()
