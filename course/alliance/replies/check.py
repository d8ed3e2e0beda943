"""Check a reply: what was recognised, on which words, how sure, and whether a person should look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alliance.replies.features import PILLARS, Reply
from alliance.replies.flags import FLAGS, compared, flags, touches_client
from alliance.replies.weights import CRITERIA, Weights, exact_numbers, overall, weights

MEANINGS: Final = {
    "R1": "acknowledging the client's experience",
    "R2": "owning your part",
    "R3": "an open invitation to say more",
    "R4": "making it a shared matter of the right pillar",
    "R5": "a move that may hurt the alliance",
}
"""The five criteria in the words a student reads."""

_MOST_WORDS: Final = 16
Route = Literal["auto", "person"]


@dataclass(frozen=True)
class Reading:
    """One criterion of a reply.

    Attributes
    ----------
    name : str
        R1 to R5.
    probability : float
        How likely it is that the criterion is met.
    label : int
        The best guess, 0 or 1. It is for agreement studies, and is no credit.
    phrase : str or None
        The words of the reply it rests on, as they were written.
    credited : bool
        Probable enough, with a phrase, in a reply that nothing speaks against. R5 is never credited.
    """

    name: str
    probability: float
    label: int
    phrase: str | None
    credited: bool


@dataclass(frozen=True)
class Verdict:
    """What the checker makes of a reply. It is a second reader, never the only one.

    Attributes
    ----------
    readings : dict
        R1 to R5.
    overall : int
        0 to 4, the best guess: the four helpful criteria, less two for harm.
    p_exact : float
        How likely it is that `overall` is exactly what a person would give.
    route : {"auto", "person"}
        Whether a person should look.
    reasons : tuple of str
        Why a person should look, in plain sentences.
    flags : tuple of str
        What makes it no reply; the keys of `flags.FLAGS`.
    """

    readings: dict[str, Reading]
    overall: int
    p_exact: float
    route: Route
    reasons: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def points(self) -> int:
        """What the student's page counts: credited criteria. Harm deducts nothing here; it is asked about."""
        return sum(one.credited for one in self.readings.values())

    def student_view(self) -> list[str]:
        """Say to the student what was recognised, with the words it rests on."""
        if self.flags:
            return [f"{reason} A person will look at it." for reason in self.reasons]
        lines = [
            f"Recognised: {MEANINGS[one.name]}, in “{one.phrase}”."
            if one.credited
            else f"Not recognised by the checker: {MEANINGS[one.name]}. It may be there all the same."
            for name, one in self.readings.items()
            if name != "R5"
        ]
        harm = self.readings["R5"]
        if harm.label and harm.phrase:
            lines.append(f"A question: how might “{harm.phrase}” land with this client just now?")
        if self.route == "person":
            lines.append("The checker is not sure here; a person will look at it.")
        return lines


def check_reply(
    reply: object, *, client_text: str, rupture_type: str, pillar: str, using: Weights | None = None
) -> Verdict:
    """Check one reply to one rupture statement.

    Parameters
    ----------
    reply : str
        What the therapist says. Anything else gets a flag; nothing makes this raise.
    client_text : str
        What the client said.
    rupture_type : {"withdrawal", "confrontation"}
        The kind of rupture.
    pillar : {"task", "goal", "bond"}
        What the rupture is about.

    Returns
    -------
    Verdict
        With a quotation for everything it credits.
    """
    return _verdict(Reply(reply, client_text, rupture_type, pillar), reply, (), using or weights())


def check_replies(rows: Iterable[Mapping[str, object]]) -> list[Verdict]:
    """Check the replies of one student, and compare them with one another.

    Parameters
    ----------
    rows : iterable of mapping
        Each with `reply`, `client_text`, `rupture_type` and `pillar`.

    Returns
    -------
    list of Verdict
        In the same order. A reply pasted under several clients, or meant for another one, is flagged.
    """
    several = list(rows)
    read = [
        Reply(row.get("reply"), row.get("client_text"), str(row.get("rupture_type")), str(row.get("pillar")))
        for row in several
    ]
    further = compared(read)
    return [
        _verdict(reply, row.get("reply"), more, weights())
        for reply, row, more in zip(read, several, further, strict=True)
    ]


def _verdict(reply: Reply, value: object, further: tuple[str, ...], using: Weights) -> Verdict:
    own_flags = flags(reply, value)
    gamed = any(flag != "too long" for flag in own_flags)
    known = using.known(reply.pieces())
    probabilities = {
        name: using.criteria[name].probability(reply.numbers, known) * (0.05 if gamed else 1.0)
        for name in CRITERIA
    }
    labels = {name: int(probabilities[name] >= using.criteria[name].guess) for name in CRITERIA}
    score = overall(labels)
    sure = using.exact(exact_numbers(probabilities, labels, gamed))
    found_flags = (*own_flags, *further)
    phrases = {name: None if gamed else _phrase(reply, name, using) for name in CRITERIA}
    reasons = [FLAGS[flag] for flag in found_flags]
    if not found_flags:
        unquoted = [name for name in CRITERIA[:4] if labels[name] and phrases[name] is None]
        if unquoted:
            reasons.append("Something was recognised that no single phrase shows.")
        if labels["R5"] and score == 0 and any(labels[name] for name in CRITERIA[:4]):
            reasons.append("It helps and may hurt at once; how much each weighs is for a person to say.")
        if score >= 3 and not touches_client(reply):
            reasons.append(
                "It takes up no word of this client; it may be a stock reply or meant for another."
            )
        if sure < using.sure:
            reasons.append("The checker is not sure of its reading.")
    readings = {
        name: Reading(
            name,
            round(probabilities[name], 4),
            labels[name],
            phrases[name] if labels[name] else None,
            name != "R5"
            and not found_flags
            and phrases[name] is not None
            and probabilities[name] >= max(using.criteria[name].credit, using.criteria[name].guess),
        )
        for name in CRITERIA
    }
    return Verdict(
        readings, score, round(sure, 4), "person" if reasons else "auto", tuple(reasons), found_flags
    )


def _phrase(reply: Reply, criterion: str, using: Weights) -> str | None:
    """Quote the clause with the weightiest cue of a criterion that nothing takes back."""
    from alliance.replies.cues import table

    learned = using.criteria[criterion]
    weight = dict(zip(learned.names, learned.weights, strict=True))
    cues = {cue.name: cue for cue in table() if cue.reads == criterion}
    candidates = []
    for one in reply.found:
        cue = cues.get(one.cue)
        if cue is None or not one.plain or (cue.pillar and cue.pillar != reply.pillar):
            continue
        asked = reply.text.sentences[one.sentence].asked
        fits = asked == (criterion == "R3") or criterion in {"R3", "R4", "R5"}
        own_pillar = 1.0 if cue.pillar else 0.0
        if fits:
            candidates.append(
                (
                    own_pillar + weight.get(one.cue, 0.0),
                    one.last - one.first,
                    -one.sentence,
                    one.first,
                    one.last,
                )
            )
    if criterion in {"R3", "R4"}:
        for number in reply.open:
            last = len(reply.text.sentences[number].words) - 1
            candidates.append((0.9 if criterion == "R3" else -0.5, 0, -number, 0, last))
    if criterion == "R5" and not candidates and reply.closed:
        number = reply.closed[0]
        candidates.append((0.0, 0, -number, 0, len(reply.text.sentences[number].words) - 1))
    if not candidates:
        return None
    _, _, number, first, last = max(candidates)
    return _clause(reply, -number, first, last)


def _clause(reply: Reply, number: int, first: int, last: int) -> str:
    sentence = reply.text.sentences[number]
    begins = max([0, *(stop for stop in sentence.breaks if stop <= first)])
    ends = min([len(sentence.words), *(stop for stop in sentence.breaks if stop > last)]) - 1
    if ends - begins >= _MOST_WORDS:
        begins = max(begins, first - 2)
        ends = max(last, min(ends, begins + _MOST_WORDS - 1))
    return reply.text.quote(number, begins, min(ends, begins + 2 * _MOST_WORDS))


def known_pillar(pillar: object) -> bool:
    """Whether this is one of the three pillars."""
    return pillar in PILLARS
