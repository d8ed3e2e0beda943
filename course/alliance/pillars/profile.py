"""One client's three pillars: their mean, the weakest of them, and what the picture says in words.

Everything here is a pure function of three numbers. The widgets repeat these few rules in the browser, so
that they work without a kernel; a test holds the two to the same words for every profile.
"""

from dataclasses import dataclass
from typing import Final, Literal

from alliance.errors import CourseError
from alliance.language import _, number
from alliance.pillars.vocabulary import pillar_words
from alliance.tables import packaged

LOWEST: Final = 1.0
HIGHEST: Final = 5.0

PillarId = Literal["goal", "task", "bond"]
PILLAR_IDS: Final[tuple[PillarId, ...]] = ("goal", "task", "bond")


@dataclass(frozen=True)
class Readings:
    """How a profile is put into words (`readings.yaml`).

    Attributes
    ----------
    low : float
        A pillar at or below this is called low. A rule for reading the picture, not a clinical cut-off.
    strong : float
        A pillar at or above this is called strong.
    high_mean : float
        A mean at or above this looks fine at a glance, so that a low pillar below it is hidden.
    summary : dict of str to str
        The sentence for each kind of profile, with places for numbers and names.
    says : dict of str to tuple of str
        What a client might say, by situation; see `Profile.situation`.
    """

    low: float
    strong: float
    high_mean: float
    summary: dict[str, str]
    says: dict[str, tuple[str, ...]]


READINGS: Final = packaged("alliance.pillars", "readings.yaml", Readings)


@dataclass(frozen=True)
class Profile:
    """How strong goal, task and bond are for one client, from 1 to 5.

    Attributes
    ----------
    goal, task, bond : float
        Ratings on the course's own teaching scale.

    Raises
    ------
    CourseError
        When a rating lies outside 1 to 5.
    """

    goal: float
    task: float
    bond: float

    def __post_init__(self) -> None:
        for pillar in PILLAR_IDS:
            value = getattr(self, pillar)
            if not LOWEST <= value <= HIGHEST:
                raise CourseError(
                    _("{pillar} lies between 1 and 5; {value} does not.").format(
                        pillar=pillar, value=f"{value:g}"
                    )
                )

    @property
    def values(self) -> dict[PillarId, float]:
        """The three ratings by pillar, in the order goal, task, bond."""
        return {"goal": self.goal, "task": self.task, "bond": self.bond}

    @property
    def mean(self) -> float:
        """The average of the three."""
        return (self.goal + self.task + self.bond) / 3

    @property
    def lowest(self) -> float:
        """The rating of the weakest pillar."""
        return min(self.goal, self.task, self.bond)

    @property
    def weakest(self) -> tuple[PillarId, ...]:
        """The weakest pillar, or several that tie."""
        return tuple(pillar for pillar, value in self.values.items() if value == self.lowest)

    @property
    def hides(self) -> bool:
        """Whether a mean that looks fine hides a low pillar."""
        return self.mean >= READINGS.high_mean and self.lowest <= READINGS.low

    @property
    def situation(self) -> str:
        """The kind of profile, as `readings.yaml` names it: ``all strong``, ``task low, others mixed``."""
        highest = max(self.goal, self.task, self.bond)
        if self.lowest >= READINGS.strong:
            return "all strong"
        if highest <= READINGS.low:
            return "all low"
        if highest - self.lowest < 1:
            return "close together"
        level = "low" if self.lowest <= READINGS.low else "middling"
        others = [value for value in self.values.values() if value > self.lowest]
        company = "strong" if min(others) >= READINGS.strong else "mixed"
        return f"{' and '.join(self.weakest)} {level}, others {company}"

    @property
    def summary(self) -> str:
        """What the picture shows, in two short sentences."""
        situation = self.situation
        if self.hides:
            kind = "hides"
        elif situation in READINGS.summary:
            kind = situation
        else:
            kind = "one weakest" if len(self.weakest) == 1 else "two weakest"
        template = f"{_(READINGS.summary['values'])} {_(READINGS.summary[kind])}"
        return template.format(
            weakest=pillar_words(self.weakest),
            lowest=number(self.lowest, ".1f"),
            mean=number(self.mean, ".1f"),
            goal=number(self.goal, ".1f"),
            task=number(self.task, ".1f"),
            bond=number(self.bond, ".1f"),
        )

    def client_line(self, voice: int = 0) -> str:
        """Return what a client at this profile might say.

        Parameters
        ----------
        voice : int, default 0
            Which of the clients who share this kind of profile speaks; the numbers go round.
        """
        lines = READINGS.says[self.situation]
        return _(lines[voice % len(lines)])
