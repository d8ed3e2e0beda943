"""A board of clients: write an alert, see whom it brings to the top, and then who left or got worse."""

from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any, Final

import traitlets

from alliance.errors import CourseError
from alliance.language import _
from alliance.language.tables import spoken
from alliance.pictures.theme import ACCENT, FONT, INK, MUTED, PILLAR_COLOUR, RULE
from alliance.pillars.vocabulary import pillar_word
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget

if TYPE_CHECKING:
    from alliance.caseload import Caseload, Finding
    from alliance.caseload.alerts import Rule, Standing, Week

FEWEST: Final = 8
MOST_LOOKS: Final = 12
TRIES: Final = 8
"""So many tries are kept, named from A."""

LIMITS: Final = {"pillar": (1, 5, 0.25), "drop": (0.25, 3, 0.25), "distress": (0, 10, 1)}
"""From where to where each sign can be set, and in which steps."""

_MARK: Final = {
    "goal": "M0,-6L6,0L0,6L-6,0Z",
    "task": "M-4.6,-4.6H4.6V4.6H-4.6Z",
    "bond": "M-5,0a5,5 0 1 0 10,0a5,5 0 1 0 -10,0Z",
}


class CaseloadBoard(BrowserWidget):
    """Write an alert for the clients who are in therapy on one Friday, and see what it would have caught.

    Parameters
    ----------
    caseload : alliance.Caseload
        As `alliance.simulate_caseload` makes it; the first 24 clients who are in therapy on the day are shown.
    budget : int, default 5
        How many clients there is time to look at in a week.

    Attributes
    ----------
    rule : dict
        The alert: ``pillar``, ``drop``, ``distress``, ``on`` (which of them count) and ``sessions`` (in a row).
    budget : int
        How many clients there is time for.
    revealed : bool
        Whether it is shown what came later.
    tries : list of dict
        The alerts that were kept, with ``hindsight`` where the outcome was known.

    Examples
    --------
    >>> CaseloadBoard(alliance.simulate_caseload(clients=80, therapists=8, seed=3))
    CaseloadBoard: Alert on a pillar at 3 or below. Alerts: 7 of 24 clients. You look at 5 this week; waiting: 2.
    """

    _esm = script("shared.js", "caseload_board.js")
    _css = style("shared.css", "caseload_board.css")

    rule: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(sync=True)
    budget = traitlets.Int(5).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    tries: "traitlets.List[dict[str, Any]]" = traitlets.List().tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, caseload: "Caseload", budget: int = 5) -> None:
        from alliance.caseload.alerts import ON_A_BOARD, Rule, standings, words

        if isinstance(budget, bool) or not isinstance(budget, int) or not 1 <= budget <= MOST_LOOKS:
            raise CourseError(
                _("budget must be a whole number from 1 to {most}; {given} was given.").format(
                    most=MOST_LOOKS, given=repr(budget)
                )
            )
        board = standings(caseload)[:ON_A_BOARD]
        if len(board) < FEWEST:
            raise CourseError(
                _(
                    "Only {count} clients of this caseload are in therapy on the day; a board needs {fewest}. "
                    "Simulate more: alliance.simulate_caseload(clients=80, therapists=8, seed=3)"
                ).format(count=len(board), fewest=FEWEST)
            )
        super().__init__(
            rule=asdict(Rule()) | {"on": ["pillar"]},
            budget=budget,
            content={
                "clients": [asdict(one) | {"fall": one.fall} for one in board],
                "words": spoken(asdict(words()), "caseload/alerts.yaml"),
                "limits": LIMITS,
                "most_looks": MOST_LOOKS,
                "most_tries": TRIES,
            },
        )
        self._board = board

    @property
    def board(self) -> "tuple[Standing, ...]":
        """The clients, as they stand on the day."""
        return self._board

    @property
    def alert(self) -> "Rule":
        """The alert as it is set now."""
        return _rule(self.rule)

    @property
    def week(self) -> "Week":
        """What the alert comes to now."""
        from alliance.caseload.alerts import week

        return week(self._board, self.alert, self.budget)

    def audit(self) -> "Finding":
        """Run the alerts that were kept on other Fridays with other clients; without any, the present one.

        Returns
        -------
        Finding
            With ``.show()``, ``.value`` and ``.numbers``; see `alliance.caseload.alerts.audit`.
        """
        from alliance.caseload.alerts import audit

        kept = [
            (_("Try {letter}").format(letter="ABCDEFGH"[place]), _rule(one["rule"]), int(one["budget"]))
            for place, one in enumerate(self.tries)
        ]
        return audit(self._board, kept or [(_("Your alert"), self.alert, self.budget)])

    def __repr__(self) -> str:
        from alliance.caseload.alerts import words

        now = self.week
        later = f" {now.later}" if self.revealed else ""
        return f"CaseloadBoard: {_(words().rule).format(rule=self.alert)} {now}{later}"

    def picture(self) -> str:
        """Draw the board as it is ranked now: the pillars of each client, alerts with a pennant."""
        now, alert = self.week, self.alert
        rows = []
        for rank, place in enumerate(alert.ranked(self._board)):
            one = self._board[place]
            state = "looked" if rank < now.looked else "waits" if rank < now.alerts else ""
            rows.append(_row(rank, one, state, self.revealed))
        height = 64 + _HIGH * len(rows)
        cut = ""
        if "pillar" in alert.on:
            x = _across(100 * alert.pillar)
            cut = f'<line x1="{x:g}" x2="{x:g}" y1="44" y2="{height - 16}" stroke="{INK}" stroke-dasharray="4 3"/>'
        scale = "".join(
            f'<text x="{_across(100 * value):g}" y="38" text-anchor="middle" fill="{MUTED}">{value}</text>'
            for value in range(1, 6)
        )
        title = escape(_("Alert on {rule}").format(rule=alert))
        key = "".join(
            f'<path d="{shape}" transform="translate({528 + 52 * place} 17)" fill="{PILLAR_COLOUR[pillar]}"/>'
            f'<text x="{537 + 52 * place}" y="21" fill="{MUTED}">{pillar_word(pillar)}</text>'
            for place, (pillar, shape) in enumerate(_MARK.items())
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {height}" width="680" height="{height}" '
            f'font-family="{escape(FONT)}" font-size="13" fill="{INK}">'
            f'<text x="12" y="22" font-size="16" font-family="Georgia, serif">{title}</text>{key}{scale}{cut}{"".join(rows)}</svg>'
        )


_HIGH: Final = 24


def _rule(given: dict[str, Any]) -> "Rule":
    from alliance.caseload.alerts import Rule

    return Rule(**{**given, "on": tuple(given["on"])})


def _across(hundredths: float) -> float:
    """Return where a rating lies on the picture."""
    return 270 + (hundredths - 100) * 0.6


def _later(one: "Standing", state: str) -> str:
    caught = state == "looked"
    if one.ending == "left":
        return _("left, caught") if caught else _("left, missed")
    if one.ending == "worse":
        return _("got worse, caught") if caught else _("got worse, missed")
    return _("did well")


def _row(rank: int, one: "Standing", state: str, revealed: bool) -> str:
    """Draw one client of the board."""
    y = 60 + _HIGH * rank
    ground = (
        f'<rect x="6" y="{y - 12}" width="668" height="{_HIGH}" fill="#eef2ec"/>' if state == "looked" else ""
    )
    pennant = "M12,-8V9M12,-8L26,-3L12,2Z"
    filled = ACCENT if state == "looked" else "none"
    flag = f'<path d="{pennant}" transform="translate(0 {y})" fill="{filled}" stroke="{ACCENT}" stroke-width="1.6"/>'
    marks = "".join(
        f'<path d="{_MARK[pillar]}" transform="translate({_across(value):g} {y + aside}) scale(0.85)" '
        f'fill="{PILLAR_COLOUR[pillar]}"/>'
        for pillar, value, aside in zip(_MARK, one.now, (-6, 0, 6), strict=True)
    )
    told = _("{about}, session {session}").format(about=one.about, session=one.session)
    about = f"{one.client} {told}"
    later = ""
    if revealed:
        later = f'<text x="530" y="{y + 4}">{_later(one, state)}</text>'
    return (
        f'{ground}{flag if state else ""}<text x="36" y="{y + 4}">{escape(about)}</text>'
        f'<line x1="270" x2="510" y1="{y}" y2="{y}" stroke="{RULE}"/>{marks}{later}'
    )
