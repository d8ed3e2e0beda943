"""Play a repair dialogue, see what every answer did, go back to any turn, and hold two versions side by side."""

from typing import Any

import traitlets

from alliance.dialogue import Play, Scenario, play
from alliance.dialogue import scenario as packaged_scenario
from alliance.dialogue.effects import effects
from alliance.dialogue.graph import graph
from alliance.dialogue.solve import COSTLY
from alliance.dialogue.telling import teller
from alliance.language import _, ngettext
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget


def content(scenario: Scenario) -> dict[str, Any]:
    """Return what the browser needs to play: the whole scenario, and from when on a turn is called costly."""
    return {**graph(scenario), "costly": COSTLY}


class DialogueExplorer(BrowserWidget):
    """Answer a client turn by turn, and see what each answer did; then go back and try another.

    Parameters
    ----------
    scenario : str or alliance.dialogue.Scenario
        Which dialogue, by its id.
    show_state : bool, default True
        Whether the client's numbers are shown after every answer; otherwise only at the end.
    explain : bool, default True
        Whether the reasons can be read after every answer.

    Attributes
    ----------
    choices : list of int
        The answers of the version on show, from 1.
    receipt : str
        Those answers as a line that can be handed in; empty before the first.
    ended : bool
        Whether that version is at its end.

    Examples
    --------
    >>> DialogueExplorer("thought-log")
    DialogueExplorer: The thought log, no answer yet.
    """

    _esm = script("shared.js", "triangle.js", "dialogue_explorer.js")
    _css = style("shared.css", "dialogue_explorer.css")

    choices: traitlets.List[int] = traitlets.List().tag(sync=True)
    receipt = traitlets.Unicode("").tag(sync=True)
    ended = traitlets.Bool(False).tag(sync=True)
    branches: traitlets.List[dict[str, Any]] = traitlets.List(
        [{"name": "A", "choices": [], "from": None}],
        help="The versions kept, and where each was forked from.",
    ).tag(sync=True)
    current = traitlets.Unicode("A", help="Which version is being played.").tag(sync=True)
    beside = traitlets.Unicode("", help="Which version is shown beside it; empty for none.").tag(sync=True)
    show_state = traitlets.Bool(True).tag(sync=True)
    explain = traitlets.Bool(True).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, scenario: str | Scenario, *, show_state: bool = True, explain: bool = True) -> None:
        known = scenario if isinstance(scenario, Scenario) else packaged_scenario(scenario)
        super().__init__(content=content(known), show_state=show_state, explain=explain)
        self.scenario = known

    @property
    def played(self) -> Play:
        """The version on show, played again by the engine itself."""
        return play(self.scenario, self.choices)

    def __repr__(self) -> str:
        played = self.played
        title, count = teller(self.scenario)(self.scenario.title), len(played.turns)
        if not count:
            return _("DialogueExplorer: {title}, no answer yet.").format(title=title)
        if played.ending is None:
            said = ngettext(
                "DialogueExplorer: {title}, {count} answer so far.",
                "DialogueExplorer: {title}, {count} answers so far.",
                count,
            )
            return said.format(title=title, count=count)
        said = ngettext(
            "DialogueExplorer: {title}, {count} answer; it ended: {ending}.",
            "DialogueExplorer: {title}, {count} answers; it ended: {ending}.",
            count,
        )
        ending = _(effects().endings[played.ending.id].label)
        return said.format(title=title, count=count, ending=ending)
