"""The alert audit: each student's own rule, run on clients whom nobody has seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliance_grader import wording
from alliance_grader.report.picture import STANDOUT, Picture, blank, dots, line, percent, short
from alliance_grader.results import ClassResults

if TYPE_CHECKING:
    from alliance.caseload.alerts import Rule, Standing
    from alliance_grader.scoring.key import Audit

Board = Sequence["Standing"]


@dataclass(frozen=True)
class Audited:
    """What a student's rule comes to on the hidden caseload.

    Attributes
    ----------
    name : str
    rule : str
        In words.
    burden : float
        The share of all clients whom it points to.
    caught : float
        The share that it points to of those who later left or got worse.
    frontier : bool
        Whether no other rule of the class catches more for the same burden or less.
    """

    name: str
    rule: str
    burden: float
    caught: float
    frontier: bool = False


def hidden_board(audit: "Audit") -> Board:
    """Return where the clients of the hidden caseload stand on the day."""
    from alliance.caseload import simulate_caseload
    from alliance.caseload.alerts import standings

    return standings(simulate_caseload(clients=audit.clients, therapists=audit.therapists, seed=audit.seed))


def audited(results: ClassResults, board: Board) -> tuple[Audited, ...]:
    """Run every rule of a class on a board; a rule that several students wrote is run once."""
    from alliance.caseload.alerts import rule_from

    rules = [
        (student.name, rule_from(item.rule))
        for student in results.students
        for item in student.items
        if item.rule
    ]
    known = {rule: _comes_to(rule, board) for rule in {rule for _, rule in rules}}
    best = frontier(list(known.values()))
    return tuple(Audited(name, str(rule), *known[rule], frontier=known[rule] in best) for name, rule in rules)


def frontier(found: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points (burden, caught) that no other one beats, by burden."""
    best: list[tuple[float, float]] = []
    for burden, caught in sorted(set(found), key=lambda one: (one[0], -one[1])):
        if caught > (best[-1][1] if best else 0.0):
            best.append((burden, caught))
    return best


def _comes_to(rule: "Rule", board: Board) -> tuple[float, float]:
    alerts = [one for one in board if rule.urgency(one) >= 0]
    bad = sum(one.bad for one in board)
    return len(alerts) / len(board), sum(one.bad for one in alerts) / bad


def picture(course: Sequence[ClassResults], boards: Mapping[str, Board]) -> Picture | None:
    """Return caught against burden for every rule, with the class's frontier; nothing without rules."""
    for results in course:
        board = boards.get(results.assignment)
        if board is not None and (found := audited(results, board)):
            return _picture(results, found, board)
    return None


def _picture(results: ClassResults, found: Sequence[Audited], board: Board) -> Picture:
    bad = sum(one.bad for one in board)
    best = frontier([(one.burden, one.caught) for one in found])
    figure = blank("% of the clients pointed to", "% caught of who did badly")
    line(figure, [0, 100], [0, 100], line={"dash": "dash"}, name="names from a hat")
    dots(
        figure,
        [100 * one.burden for one in found],
        [100 * one.caught for one in found],
        [f"{one.name}: {one.rule}" for one in found],
        name="a student’s rule",
    )
    # A step for each rule: between two of them nobody has shown a better one.
    steps = [
        (100 * x, 100 * y)
        for (burden, caught), (after, _) in zip(best, [*best[1:], *best[-1:]], strict=True)
        for x, y in ((burden, caught), (after, caught))
    ]
    line(
        figure,
        [x for x, _ in steps],
        [y for _, y in steps],
        line={"color": STANDOUT, "width": 2, "dash": "solid"},
        name="the class’s frontier",
    )
    figure.update_layout(xaxis={"range": [-3, 103]}, yaxis={"range": [-3, 103]})
    better = sum(one.caught > one.burden for one in found)
    rules = wording.count(len(found), "rule", "rules")
    said = (
        f"{rules} of {short(results.title)}, run on a hidden caseload of {len(board)} simulated clients in therapy, of whom "
        f"{bad} later left or got reliably worse. {better} of {len(found)} catch more than as many names from a hat. "
    )
    for most in (0.1, 0.25, 0.5):
        reached = [caught for burden, caught in best if burden <= most]
        if reached:
            said += f"Pointing to at most {percent(most)} of the clients, the best rule catches {percent(max(reached))}. "
    return Picture(
        "audit",
        "Alert audit",
        said.strip(),
        ("Student", "Alert on", "Points to", "Catches", "From a hat", "On the frontier"),
        tuple(
            (
                one.name,
                one.rule,
                percent(one.burden),
                percent(one.caught),
                percent(one.burden),
                "yes" if one.frontier else "",
            )
            for one in sorted(found, key=lambda one: (one.burden, -one.caught, one.name))
        ),
        figure,
        (
            "The clients are simulated and nobody in the class has seen them. What a rule catches here says how it works in "
            "this world, and not how many real clients it would help: an alert is a reason to ask.",
        ),
    )
