"""Sort claims about the alliance by what the research bears out, with a reason for every choice."""

from dataclasses import asdict, dataclass

import traitlets

from alliance.language import _
from alliance.language.tables import spoken
from alliance.tables import packaged
from alliance.widgets._assets import script, style
from alliance.widgets._widget import BrowserWidget


@dataclass(frozen=True)
class Verdict:
    """A label that a claim can get: its id, its name and when it fits."""

    id: str
    name: str
    fits: str


@dataclass(frozen=True)
class Feedback:
    """What to say to whoever chose each of the labels."""

    supported: str
    overstated: str
    contested: str
    no_source: str


@dataclass(frozen=True)
class Claim:
    """A claim as a magazine might print it, and what there is behind it.

    Attributes
    ----------
    id : str
    short : str
        Its name on the board at the end.
    says : str
        The claim, in our own words.
    articles : str
        The letters of the articles that it was met in.
    verdict : str
        The id of the label that fits best.
    because : str
        What the research says, with its figures.
    approximate : bool
        Whether a figure in `because` was not checked at its source.
    feedback : Feedback
        An answer to each choice.
    """

    id: str
    short: str
    says: str
    articles: str
    verdict: str
    because: str
    feedback: Feedback
    approximate: bool = False


@dataclass(frozen=True)
class ClaimTask:
    """The labels and the claims."""

    verdicts: tuple[Verdict, ...]
    claims: tuple[Claim, ...]


TASK = packaged("alliance.widgets", "claims.yaml", ClaimTask)


class SortClaims(BrowserWidget):
    """Sort claims: supported, overstated, contested, or no source found.

    Attributes
    ----------
    picks : list of str
        The labels chosen so far, in the order of the claims.

    Examples
    --------
    >>> SortClaims()
    SortClaims: 0 of 10 claims sorted.
    """

    _esm = script("shared.js", "sort_claims.js")
    _css = style("shared.css", "sort_claims.css")

    picks: traitlets.List[str] = traitlets.List().tag(sync=True)
    at = traitlets.Int(0, help="Which claim is on show; as many as there are: the board.").tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(content=spoken(asdict(TASK), "widgets/claims.yaml"))

    def __repr__(self) -> str:
        told = _("{done} of {total} claims sorted.").format(done=len(self.picks), total=len(TASK.claims))
        return f"SortClaims: {told}"
