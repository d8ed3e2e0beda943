"""Fictional clients, each with a profile and a cue that gives the weakest pillar away (`vignettes.yaml`)."""

from dataclasses import dataclass
from typing import Final

from alliance.pillars.profile import Profile
from alliance.tables import packaged


@dataclass(frozen=True)
class Feedback:
    """Why each pillar is, or is not, the weakest for one client; each names what was heard."""

    goal: str
    task: str
    bond: str


@dataclass(frozen=True)
class Vignette:
    """A moment from an invented therapy.

    Attributes
    ----------
    id : str
        How a lesson asks for this client.
    client : str
        Name, age and what the person does.
    setting : str
        Where and how the two of them meet.
    context : str
        What has happened so far, in a sentence or two.
    says : str
        The client's words.
    cue : str
        The part of `says` that points to the weakest pillar.
    profile : Profile
        How strong the three pillars are.
    feedback : Feedback
        What to tell a reader about each choice.
    """

    id: str
    client: str
    setting: str
    context: str
    says: str
    cue: str
    profile: Profile
    feedback: Feedback


VIGNETTES: Final = packaged("alliance.pillars", "vignettes.yaml", tuple[Vignette, ...])
