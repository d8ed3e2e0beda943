"""Simulated students of the benchmark's assignment: seeded, each different, and what each has earned is known.

Of every ten, eight are honest and right (each in a way of their own), one gives wrong answers and one left a syntax
error or an exception behind. What an answer earns is written beside it, so that neither grader is the judge.
"""

import copy
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

ASSIGNMENT: Final = "b1_session_ratings"
Kind = Literal["honest", "wrong", "broken"]


@dataclass(frozen=True)
class Answer:
    """What a student may write into an answer cell, and the part of the points that it earns."""

    source: str
    earns: float = 1.0


@dataclass(frozen=True)
class Student:
    """A simulated student.

    Attributes
    ----------
    id : str
    kind : {"honest", "wrong", "broken"}
    answers : dict of str to Answer
        By the grade id of the answer's cell.
    reflection : str
    """

    id: str
    kind: Kind
    answers: dict[str, Answer]
    reflection: str

    def earned(self, points: dict[str, float]) -> dict[str, float]:
        """Return the points of each item that a program can score, from what each item is worth."""
        return {item: round(answer.earns * points[item], 2) for item, answer in self.answers.items()}


RIGHT: Final[dict[str, tuple[str, ...]]] = {
    "b1-means": (
        "def pillar_means(table):\n    return table[PILLARS].mean().to_dict()",
        "def pillar_means(table):\n    return {p: round(float(table[p].mean()), 3) for p in PILLARS}",
        "def pillar_means(table):\n    means = {}\n    for pillar in PILLARS:\n"
        "        rated = table[pillar].dropna()\n        means[pillar] = sum(rated) / len(rated)\n    return means",
        "def pillar_means(table):\n    return dict(zip(PILLARS, np.nanmean(table[PILLARS].to_numpy(), axis=0)))",
        "pillar_means = lambda table: {p: table[p].dropna().mean() for p in PILLARS}",
    ),
    "b1-weakest": (
        'weakest = ratings.groupby("client")[PILLARS].mean().idxmin(axis=1).to_dict()',
        "weakest = {}\nfor client, rows in ratings.groupby('client'):\n"
        "    means = rows[PILLARS].mean()\n    weakest[client] = means.index[means.argmin()]",
        "by_client = ratings.pivot_table(index='client', values=PILLARS, aggfunc='mean')\n"
        "weakest = {c: str(row.idxmin()) for c, row in by_client.iterrows()}",
        "weakest = {c: min(PILLARS, key=lambda p: ratings.loc[ratings.client == c, p].mean())\n"
        "           for c in ratings.client.unique()}",
    ),
    "b1-trend": (
        "slopes = pd.Series({c: np.polyfit(bond_of(c)['session'], bond_of(c)['bond'], 1)[0]\n"
        "                    for c in ratings['client'].unique()})",
        "found = {}\nfor c in sorted(set(ratings.client)):\n    rows = bond_of(c)\n"
        "    x, y = rows.session - rows.session.mean(), rows.bond - rows.bond.mean()\n"
        "    found[c] = (x * y).sum() / (x ** 2).sum()\nslopes = pd.Series(found)",
        "def slope(rows):\n    rows = rows.dropna()\n    return np.cov(rows.session, rows.bond)[0, 1] / rows.session.var()\n\n"
        "slopes = pd.Series({c: slope(rows[['session', 'bond']]) for c, rows in ratings.groupby('client')})",
        "slopes = pd.Series({c: np.linalg.lstsq(np.c_[bond_of(c).session, np.ones(len(bond_of(c)))],\n"
        "                    bond_of(c).bond, rcond=None)[0][0] for c in ratings.client.unique()}).round(4)",
    ),
    "b1-drops": (
        "def drops(scores, drop=1.0):\n    return [i + 1 for i, (a, b) in enumerate(zip(scores, scores[1:])) if a - b >= drop]",
        "def drops(scores, drop=1.0):\n    found = []\n    for place in range(1, len(scores)):\n"
        "        if scores[place - 1] - scores[place] >= drop:\n            found.append(place)\n    return found",
        "def drops(scores, drop=1.0):\n    fallen = -np.diff(np.asarray(scores, dtype=float))\n"
        "    return (np.flatnonzero(fallen >= drop) + 1).tolist()",
    ),
    "b1-picture": (
        "heights = [float(ratings[p].mean()) for p in PILLARS]\ngo.Figure(go.Bar(x=PILLARS, y=heights))",
        "heights = ratings[PILLARS].mean().tolist()\npx.bar(x=PILLARS, y=heights, range_y=[1, 5], title='Means')",
        "heights = list(pillar_means(ratings).values())\n"
        "picture = go.Figure()\npicture.add_bar(x=PILLARS, y=heights, marker_color='#4f7a5b')\npicture",
    ),
}

# Right, but numpy remarks on the error stream that no scores have no mean: stock nbgrader gives 0 points for it.
REMARKED: Final = (
    "def drops(scores, drop=1.0):\n    scores = np.asarray(scores, dtype=float)\n    usual = scores.mean()\n"
    "    falls = np.diff(scores - usual)\n    return [int(i) + 1 for i in np.where(falls <= -drop)[0]]"
)

WRONG: Final[dict[str, tuple[Answer, ...]]] = {
    "b1-means": (
        Answer("def pillar_means(table):\n    return table[PILLARS].fillna(0).mean().to_dict()", 0),
        Answer("def pillar_means(table):\n    return {'goal': 3.9, 'task': 3.8, 'bond': 3.9}", 0),
        Answer("pillar_means = ...", 0),
    ),
    "b1-weakest": (
        Answer("weakest = {'C01': 'trust'}", 0),
        Answer(
            "weakest = ratings.groupby('client')[PILLARS].mean().idxmin(axis=1).to_dict()\n"
            "for client in ['C01', 'C02', 'C03']:\n    weakest[client] = 'I do not know'",
            9 / 12,
        ),
        Answer("weakest = ['bond'] * 12", 0),
    ),
    "b1-trend": (
        Answer("slopes = pd.Series(9.0, index=ratings['client'].unique())", 0),
        Answer(
            "slopes = pd.Series({c: np.polyfit(bond_of(c)['session'], bond_of(c)['bond'], 1)[0]\n"
            "                    for c in ratings['client'].unique()})\nslopes.iloc[:6] = 9",
            6 / 12,
        ),
        Answer("slopes = [1, 2, 3]", 0),
    ),
    "b1-drops": (
        Answer(
            "def drops(scores, drop=1.0):\n    return [i for i in range(1, len(scores)) if scores[i] < scores[i - 1] - drop]",
            0,
        ),
        Answer("def drops(scores, drop=1.0):\n    return [2]", 0),
        Answer("def drops(scores, drop=1.0):\n    print('looking')\n    return scores.index(min(scores))", 0),
    ),
    "b1-picture": (
        Answer("heights = [3, 3, 3]\ngo.Figure(go.Bar(x=PILLARS, y=heights))", 0),
        Answer("heights = ratings[PILLARS].median().round().tolist()\npx.bar(x=PILLARS, y=heights)", 0),
    ),
}

BROKEN: Final[tuple[str, ...]] = (
    "def oops(:\n    return 1",  # a syntax error
    "value = ratings['no such column'].mean()",  # an exception
    "for row in ratings\n    print(row)",
    "raise ValueError('I gave up here')",
    "1 / 0",
)

OPENINGS: Final = (
    "I would say that I noticed a change and ask how the last hour was",
    "I would ask what was missing last time",
    "I would ask whether something I said was hard to hear",
    "I would first say what I saw in the numbers, as a guess",
)
LIMITS: Final = (
    "The number does not say **why** it fell",
    "One rating may be a bad day, $n = 1$",
    "A polite client may never rate low",
    "It cannot tell me what was not asked",
)


def student(number: int, seed: int = 20) -> Student:
    """Return one student; the same number and seed give the same student, whatever the size of the class."""
    rng = random.Random(f"{seed}-{number}")
    kind: Kind = {8: "wrong", 9: "broken"}.get(number % 10, "honest")  # type: ignore[assignment]
    answers = {item: Answer(rng.choice(ways)) for item, ways in RIGHT.items()}
    if rng.random() < 0.1:
        answers["b1-drops"] = Answer(REMARKED)
    if kind == "wrong":
        for item in rng.sample(sorted(WRONG), rng.randint(1, 3)):
            answers[item] = rng.choice(WRONG[item])
    elif kind == "broken":
        # Only an answer whose absence no other item feels: what it earns is then plain.
        item = rng.choice(["b1-weakest", "b1-trend", "b1-drops", "b1-picture"])
        answers[item] = Answer(rng.choice(BROKEN), 0)
    if answers["b1-means"].earns == 0 and "pillar_means(" in answers["b1-picture"].source:
        answers["b1-picture"] = Answer(RIGHT["b1-picture"][0])
    reflection = f"{rng.choice(OPENINGS)}. {rng.choice(LIMITS)}. ({rng.randint(2, 40)} words.)"
    return Student(f"student{number:04d}", kind, answers, reflection)


def hand_in(released: dict[str, Any], who: Student, folder: Path, figure: dict[str, Any]) -> None:
    """Write a student's submission into a folder: the release, filled in, with the outputs of the student's run."""
    notebook = copy.deepcopy(released)
    rng = random.Random(who.id)
    for cell in notebook["cells"]:
        if cell["id"] in who.answers:
            cell["source"] = _own_style(who.answers[cell["id"]].source, rng)
        elif cell["id"] == "b1-reflection":
            cell["source"] = who.reflection
        elif cell["id"] in {"show-lines", "show-slopes"}:
            cell["execution_count"] = 1
            data = {"application/vnd.plotly.v1+json": figure, "text/plain": "Figure"}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    if rng.random() < 0.3:
        scratch: dict[str, Any] = {
            "cell_type": "code",
            "id": "scratch",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
        }
        notebook["cells"].insert(
            6, {**scratch, "source": f"ratings['bond'].describe()  # look {rng.random():.3f}"}
        )
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def _own_style(source: str, rng: random.Random) -> str:
    """Give an answer a remark of the student's own, as people do."""
    return rng.choice(["", "# my answer\n", f"# try {rng.randint(1, 9)}\n"]) + source
