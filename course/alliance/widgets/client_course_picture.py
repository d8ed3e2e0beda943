"""The still picture of a client's course, drawn without a browser."""

from collections.abc import Callable, Sequence
from typing import Final

from alliance.language import _
from alliance.pictures.theme import ACCENT, FONT, INK, MUTED, PILLAR_COLOUR, RATER_DASH, RULE
from alliance.widgets.trajectory import WORDING, Trajectory

_WIDTH, _HEIGHT = 720, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 20, 48, 52
_COLOUR: Final = {"client": ACCENT, "therapist": INK, "observer": MUTED, **PILLAR_COLOUR}
_DASHES: Final = {"solid": "", "dash": ' stroke-dasharray="9 6"', "dot": ' stroke-dasharray="2 5"'}


def drawn(course: Trajectory, today: int, lines: Sequence[str], noise: float | None) -> str:
    """Draw lines of a course up to today.

    Parameters
    ----------
    course : Trajectory
    today : int
        What comes after this session is not drawn.
    lines : sequence of str
        Which lines, for example ``["client", "therapist"]``.
    noise : float or None
        Half the width of the inner band around the client's mean; None for no band.

    Returns
    -------
    str
        A stand-alone ``<svg>`` element.
    """
    step = (_WIDTH - _LEFT - _RIGHT) / course.count

    def x(session: float) -> float:
        return _LEFT + (session - 0.5) * step

    def y(rating: float) -> float:
        return _TOP + (5 - rating) / 4 * (_HEIGHT - _TOP - _BOTTOM)

    parts = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="10" fill="#ffffff"/>']
    mean = course.mean("client", today)
    if noise is not None and mean is not None:
        for widths, opacity in ((2, 0.12), (1, 0.2)):
            top, foot = y(min(5, mean + widths * noise)), y(max(1, mean - widths * noise))
            parts.append(
                f'<rect x="{_LEFT}" y="{top:.1f}" width="{_WIDTH - _LEFT - _RIGHT}" height="{foot - top:.1f}" '
                f'fill="{ACCENT}" fill-opacity="{opacity}"/>'
            )
    for rating in range(1, 6):
        parts.append(
            f'<path d="M{_LEFT},{y(rating):.1f}H{_WIDTH - _RIGHT}" stroke="{RULE}"/>'
            f'<text x="{_LEFT - 12}" y="{y(rating) + 5:.1f}" text-anchor="end" fill="{MUTED}">{rating}</text>'
        )
    every = max(1, round(24 / step))
    for session in range(1, course.count + 1, every):
        parts.append(
            f'<text x="{x(session):.1f}" y="{_HEIGHT - 28}" text-anchor="middle" fill="{MUTED}">{session}</text>'
        )
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle" fill="{MUTED}">{_("session")}</text>'
    )
    if today < course.count:
        edge = x(today + 0.5)
        parts.append(
            f'<rect x="{edge:.1f}" y="{_TOP}" width="{_WIDTH - _RIGHT - edge:.1f}" '
            f'height="{_HEIGHT - _TOP - _BOTTOM}" fill="#f1ede6" fill-opacity="0.85"/>'
        )
    for place, line in enumerate(lines):
        parts.append(_line(course, today, line, x, y))
        key = _LEFT + 150 * place
        dash = _DASHES[RATER_DASH.get(line, "solid")]
        parts.append(
            f'<path d="M{key},22h34" stroke="{_COLOUR[line]}" stroke-width="3"{dash}/>{_mark(line, key + 17, 22)}'
            f'<text x="{key + 42}" y="27" fill="{INK}">{_(WORDING.names[line])}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" font-family="{FONT}" font-size="15" fill="none">{"".join(parts)}</svg>'
    )


def _line(
    course: Trajectory, today: int, line: str, x: "Callable[[float], float]", y: "Callable[[float], float]"
) -> str:
    path, marks, joined = "", "", False
    for session, rating in enumerate(course.ratings[line][:today], start=1):
        if rating is None:
            joined = False  # a gap stays a gap: nothing is known about what lies between
            continue
        path += f"{'L' if joined else 'M'}{x(session):.1f},{y(rating):.1f}"
        marks += _mark(line, x(session), y(rating))
        joined = True
    dash = _DASHES[RATER_DASH.get(line, "solid")]
    return f'<path d="{path}" stroke="{_COLOUR[line]}" stroke-width="2.5"{dash}/>{marks}' if path else ""


def _mark(line: str, x: float, y: float) -> str:
    colour = _COLOUR[line]
    shapes = {
        "goal": f"M{x:.1f},{y - 8:.1f}l8,8l-8,8l-8,-8Z",
        "task": f"M{x - 6:.1f},{y - 6:.1f}h12v12h-12Z",
        "observer": f"M{x - 5:.1f},{y - 5:.1f}l10,10m0,-10l-10,10",
    }
    if line in shapes:
        filled = "none" if line == "observer" else colour
        return f'<path d="{shapes[line]}" fill="{filled}" stroke="{colour}" stroke-width="2"/>'
    hollow = "#ffffff" if line == "therapist" else colour
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{hollow}" stroke="{colour}" stroke-width="2"/>'
