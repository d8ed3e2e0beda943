"""Train the weights of the reply checker, and say honestly how well they do on clients they have not seen.

It needs scikit-learn, which the course itself does not: put it beside the project with

    uv pip install "scikit-learn>=1.5"

and then run, from the top of the checkout,

    python autograde/reply_training/train.py --write course/alliance/replies/weights.json
    python autograde/reply_training/train.py --held-out u     # the figures of the model card; train nothing

Every estimate is on clients left out, or on a whole author left out. The file of the unread part
(`replies_u.jsonl`, added when it has been run once) is never opened except by `--held-out`.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from alliance.replies.features import Reply
from alliance.replies.weights import CRITERIA, SCHEMA, exact_numbers, from_json, overall

try:
    import sklearn
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import cohen_kappa_score
    from sklearn.model_selection import GroupKFold
except ImportError:
    sys.exit('This needs scikit-learn, which the course does not: uv pip install "scikit-learn>=1.5"')

HERE: Final = Path(__file__).resolve().parent
SETS: Final = ("dev", "a", "b", "c", "d", "e", "f", "g")
STRENGTH: Final = 0.05
SUPPORT: Final = 0.4
"""What the words themselves count for beside the cues: a little, since they are what a new author changes."""
EVERYWHERE: Final = (
    "words.", "sentences", "asked", "has.", "starts.", "exclaims", "confrontation", "harming", "acknowledging", "owning", "not_owning",
    "explore", "open", "generic", "contradicts", "excuses", "redirects", "said.", "share.", "meta", "jargon", "function", "echo", "g_",
    "quotes", "sentence.", "idle", "own_story",
)  # fmt: skip
LOOKS_AT: Final = {
    "R1": (*EVERYWHERE, "a_", "o_sorry", "x_topic", "h_self", "h_sarcasm", "h_renounce", "repeats"),
    "R2": (*EVERYWHERE, "o_", "a_right", "h_blame", "h_defend", "h_self", "h_renounce", "numbers"),
    "R3": (
        "x_", "open", "closed", "excluded", "invite", "explore", "h_interrogate", "h_fact", "h_sarcasm", "words.", "sentences", "asked",
        "harming", "redirects", "meta", "function", "generic", "contradicts", "quotes", "g_", "confrontation",
    ),
    "R4": (
        *EVERYWHERE, "p_", "pillar", "task.", "goal.", "bond.", "offered", "shared", "with_me", "about.", "x_", "o_fault", "o_act", "o_mine",
        "a_youfeel",
    ),
    "R5": (
        *EVERYWHERE, "h_", "a_bare", "o_denial", "o_not_sorry", "o_blamed", "o_sorry_feel", "o_agentless", "closed", "excluded", "numbers",
        "repeats", "x_exclude", "x_topic", "help.", "offered", "pillar.good",
    ),
}  # fmt: skip
"""Which numbers each criterion may look at: with a few hundred replies, everything at once is noise."""

Row = dict[str, Any]
Seen = tuple[dict[str, float], set[str]]


def load(*names: str) -> list[Row]:
    """Return the labelled replies of some files, each with the file's name as `set`."""
    rows = []
    for name in names:
        text = (HERE / f"replies_{name}.jsonl").read_text(encoding="utf-8")
        rows += [{**json.loads(line), "set": name} for line in text.splitlines() if line.strip()]
    return rows


def numbers(rows: list[Row]) -> list[Seen]:
    """Return what the weights see of each reply: its numbers, and its words and pairs of words."""
    replies = [Reply(row["reply"], row["client_text"], row["rupture_type"], row["pillar"]) for row in rows]
    return [(one.numbers, one.pieces()) for one in replies]


def fit(seen: list[Seen], truth: np.ndarray, criterion: str) -> dict[str, Any]:
    """Fit the line and the trees of one criterion; not yet calibrated."""
    names = [name for name in seen[0][0] if name.startswith(LOOKS_AT[criterion])]
    table = np.array([[one[name] for name in names] for one, _ in seen])
    spread = table.std(axis=0)
    names = [name for name, wide in zip(names, spread, strict=True) if wide > 0]
    table, spread = table[:, spread > 0], spread[spread > 0]
    line = LogisticRegression(C=STRENGTH, max_iter=3000).fit((table - table.mean(axis=0)) / spread, truth)
    weights = line.coef_[0] / spread
    forest = GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.06, subsample=0.6, max_features=0.15, min_samples_leaf=4, random_state=7
    ).fit(table, truth)  # fmt: skip
    chance = truth.mean()
    pieces, piece_bias = _pieces([one for _, one in seen], truth)
    return {
        "names": names,
        "weights": [round(float(one), 5) for one in weights],
        "bias": round(float(line.intercept_[0] - weights @ table.mean(axis=0)), 5),
        "trees": [_tree(one[0].tree_, forest.learning_rate) for one in forest.estimators_],
        "start": round(float(np.log(chance / (1 - chance))), 5),
        "pieces": pieces,
        "piece_bias": piece_bias,
        "slope": 1.0,
        "shift": 0.0,
        "guess": 0.5,
        "credit": 0.5,
    }


def _pieces(several: list[set[str]], truth: np.ndarray) -> tuple[dict[str, float], float]:
    often = Counter(piece for one in several for piece in one)
    known = sorted(piece for piece, times in often.items() if times >= 3)
    place = {piece: number for number, piece in enumerate(known)}
    table = np.zeros((len(several), len(known)))
    for row, one in enumerate(several):
        for piece in one & place.keys():
            table[row, place[piece]] = 1 / np.sqrt(max(len(one), 1))
    line = LogisticRegression(C=2.0, max_iter=2000).fit(table, truth)
    weights = {piece: round(float(SUPPORT * one), 3) for piece, one in zip(known, line.coef_[0], strict=True)}
    return {piece: one for piece, one in weights.items() if abs(one) >= 0.02}, round(
        float(SUPPORT * line.intercept_[0]), 5
    )


def _tree(tree: Any, rate: float) -> dict[str, list[Any]]:
    return {
        "feature": [int(one) if one >= 0 else -1 for one in tree.feature],
        "below": [round(float(one), 5) if feature >= 0 else 0 for one, feature in zip(tree.threshold, tree.feature, strict=True)],
        "left": [max(int(one), 0) for one in tree.children_left],
        "right": [max(int(one), 0) for one in tree.children_right],
        "value": [round(float(one) * rate, 5) if feature < 0 else 0 for one, feature in zip(tree.value[:, 0, 0], tree.feature, strict=True)],
    }  # fmt: skip


def fit_all(seen: list[Seen], rows: list[Row]) -> dict[str, Any]:
    """Fit the five criteria."""
    return {name: fit(seen, np.array([row[name] for row in rows]), name) for name in CRITERIA}


def as_weights(criteria: dict[str, Any], exact: dict[str, Any] | None = None, sure: float = 0.0, made: Any = None) -> str:  # fmt: skip
    """Return the JSON that the package reads."""
    nothing = {"names": ["agreed"], "weights": [1.0], "bias": 0.0}
    return json.dumps({"schema": SCHEMA, "made": made or {}, "sure": sure, "exact": exact or nothing, "criteria": criteria}, separators=(",", ":"))  # fmt: skip


def probabilities(criteria: dict[str, Any], seen: list[Seen]) -> np.ndarray:
    """Return the probabilities, computed by the package's own code."""
    read = from_json(as_weights(criteria)).criteria
    return np.array([[read[name].probability(*one) for name in CRITERIA] for one in seen])


def left_out(seen: list[Seen], rows: list[Row], folds: int = 8, seed: int = 1) -> np.ndarray:
    """Return for each reply the probabilities of weights that have not seen its client."""
    clients = {text: place for place, text in enumerate(dict.fromkeys(row["client_text"] for row in rows))}
    groups = [clients[row["client_text"]] for row in rows]
    out = np.zeros((len(rows), 5))
    for train, test in GroupKFold(folds, shuffle=True, random_state=seed).split(groups, groups=groups):
        fitted = fit_all([seen[one] for one in train], [rows[one] for one in train])
        out[test] = probabilities(fitted, [seen[one] for one in test])
    return out


def agreement(rows: list[Row], labels: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """Return the figures of the model card."""
    truth = np.array([[row[name] for name in CRITERIA] for row in rows])
    given = np.array([row["overall"] for row in rows])
    kappas = [_kappa(truth[:, place], labels[:, place]) for place in range(5)]
    precise = [
        float(truth[labels[:, place] == 1, place].mean()) if labels[:, place].any() else float("nan")
        for place in range(5)
    ]
    return {
        "n": len(rows),
        "qwk": _kappa(given, scores, "quadratic"),
        "mean_kappa": float(np.mean(kappas)),
        "kappa": dict(zip(CRITERIA, kappas, strict=True)),
        "precision": dict(zip(CRITERIA, precise, strict=True)),
        "within_one": float(np.mean(abs(given - scores) <= 1)),
        "exact": float(np.mean(given == scores)),
    }


def _kappa(one: np.ndarray, other: np.ndarray, weighting: str | None = None) -> float:
    if len(set(one) | set(other)) == 1:
        return 1.0
    return float(cohen_kappa_score(one, other, weights=weighting))


def say(name: str, found: dict[str, Any]) -> None:
    """Print the figures in one line."""
    kappa = " ".join(f"{one:.2f}" for one in found["kappa"].values())
    precise = " ".join(f"{one:.2f}" for one in found["precision"].values())
    print(f"{name:16s} n {found['n']:3d}  QWK {found['qwk']:.3f}  mean kappa {found['mean_kappa']:.3f} ({kappa})  precision {precise}  within one {found['within_one']:.3f}  exact {found['exact']:.3f}")  # fmt: skip


def scores_of(labels: np.ndarray) -> np.ndarray:
    """Return the overall scores of a table of labels."""
    return np.array([overall(dict(zip(CRITERIA, map(int, row), strict=True))) for row in labels])


def across_authors(seen: list[Seen], rows: list[Row]) -> np.ndarray:
    """Train on all authors but one and test on that one: the honest compass while the cues are written.

    What it returns also sets calibration and thresholds, since a student is one more author.
    """
    out = np.zeros((len(rows), 5))
    for name in dict.fromkeys(row["set"] for row in rows):
        train = [place for place, row in enumerate(rows) if row["set"] != name]
        test = [place for place, row in enumerate(rows) if row["set"] == name]
        fitted = fit_all([seen[one] for one in train], [rows[one] for one in train])
        out[test] = probabilities(fitted, [seen[one] for one in test])
        labels = (out[test] >= 0.5).astype(int)
        say(f"others -> {name}", agreement([rows[one] for one in test], labels, scores_of(labels)))
    return out


def calibrate(criteria: dict[str, Any], raw: np.ndarray, rows: list[Row]) -> np.ndarray:
    """Fit slope, shift and thresholds on authors left out; return the calibrated probabilities."""
    out = np.zeros_like(raw)
    for place, name in enumerate(CRITERIA):
        truth = np.array([row[name] for row in rows])
        odds = np.log(raw[:, place] / (1 - raw[:, place]))[:, None]
        line = LogisticRegression(C=10.0).fit(odds, truth)
        out[:, place] = line.predict_proba(odds)[:, 1]
        tried = np.arange(0.35, 0.66, 0.025)
        # A wide plateau beats a sharp peak: the kappa of a threshold is the mean with its neighbours'.
        kappas = np.array([_kappa(truth, (out[:, place] >= one).astype(int)) for one in tried])
        precise = np.array([truth[out[:, place] >= one].mean() for one in tried])
        smooth = np.convolve(np.pad(kappas, 2, mode="edge"), np.ones(5) / 5, mode="valid")
        worth = smooth - np.where((precise < 0.87) & (name != "R5"), 2 * (0.87 - precise), 0)
        guess = float(tried[int(np.argmax(worth))])
        criteria[name] |= {
            "slope": round(float(line.coef_[0, 0]), 5), "shift": round(float(line.intercept_[0]), 5),
            "guess": round(guess, 3), "credit": round(max(guess, 0.6), 3),
        }  # fmt: skip
    return out


def sureness(
    criteria: dict[str, Any], found: np.ndarray, rows: list[Row]
) -> tuple[dict[str, Any], np.ndarray]:
    """Fit the probability that the overall score is exactly right, on authors left out."""
    labels = np.array([[one >= criteria[name]["guess"] for name, one in zip(CRITERIA, row, strict=True)] for row in found]).astype(int)  # fmt: skip
    columns = [
        exact_numbers(dict(zip(CRITERIA, map(float, one), strict=True)), dict(zip(CRITERIA, map(int, label), strict=True)), False)
        for one, label in zip(found, labels, strict=True)
    ]  # fmt: skip
    names = list(columns[0])
    table = np.array([[one[name] for name in names] for one in columns])
    right = (scores_of(labels) == np.array([row["overall"] for row in rows])).astype(int)
    line = LogisticRegression(C=0.3, max_iter=2000).fit(table, right)
    sure = line.predict_proba(table)[:, 1]
    weights = [round(float(one), 5) for one in line.coef_[0]]
    weights[names.index("flagged")] = 2.5
    say("authors left out", agreement(rows, labels, scores_of(labels)))
    half = np.argsort(-sure)[: len(rows) // 2]
    print(f"exactly right in the surer half: {right[half].mean():.3f}")
    return {"names": names, "weights": weights, "bias": round(float(line.intercept_[0]), 5)}, sure


def held_out(name: str, path: Path | None) -> None:
    """Run the finished checker once over a file that nobody tuned on, and print the model card's figures."""
    from alliance.replies import check_reply

    rows = load(name) if path is None else [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = [
        check_reply(row["reply"], client_text=row["client_text"], rupture_type=row["rupture_type"], pillar=row["pillar"])
        for row in rows
    ]  # fmt: skip
    labels = np.array([[one.readings[name].label for name in CRITERIA] for one in found])
    scores = np.array([one.overall for one in found])
    sure = np.array([one.p_exact for one in found])
    say("all", agreement(rows, labels, scores))
    right = scores == np.array([row["overall"] for row in rows])
    half = np.argsort(-sure, kind="stable")[: len(rows) // 2]
    auto = np.array([one.route == "auto" for one in found])
    print(
        f"exact in the surer half {right[half].mean():.3f}; routed auto {auto.mean():.2f}, exact there {right[auto].mean():.3f}"
    )
    for place, criterion in enumerate(CRITERIA[:4]):
        credited = np.array([one.readings[criterion].credited for one in found])
        truth = np.array([row[criterion] for row in rows])
        print(f"credit of {criterion}: {credited.sum()} given, precision {truth[credited].mean():.3f}, of {truth.sum()} there {truth[credited].sum() / max(truth.sum(), 1):.2f}; guess kappa {_kappa(truth, labels[:, place]):.3f}")  # fmt: skip
    slices: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        slices[row["note"].partition("|")[0]].append(place)
    for slice_name, places in sorted(slices.items()):
        truth = np.array([[rows[one][criterion] for criterion in CRITERIA] for one in places])
        same = (truth == labels[places]).mean(axis=0)
        print(f"{slice_name:16s} n {len(places):3d}  exact {right[places].mean():.2f}  agree " + " ".join(f"{one:.2f}" for one in same) + f"  auto {auto[places].mean():.2f}")  # fmt: skip
    gamed = [
        row["id"]
        for row, one in zip(rows, found, strict=True)
        if row["note"].partition("|")[0]
        in {"gaming", "stuffing", "meta", "prompt", "parrot", "jargon", "other_client"}
        and one.overall >= 3
        and one.route == "auto"
    ]
    print("gamed, scored 3 or more, not sent to a person:", gamed or "none")


def main() -> None:
    """Train, or run the finished checker over a held-out file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    options.add_argument("--write", type=Path, help="write the weights into this file")
    options.add_argument(
        "--held-out", metavar="NAME", help="run the finished checker over replies_NAME.jsonl"
    )
    options.add_argument("--file", type=Path, help="with --held-out: another file")
    chosen = options.parse_args()
    if chosen.held_out:
        held_out(chosen.held_out, chosen.file)
        return
    rows = load(*SETS)
    seen = numbers(rows)
    raw = across_authors(seen, rows)
    by_client = (left_out(seen, rows) >= 0.5).astype(int)
    say("clients left out", agreement(rows, by_client, scores_of(by_client)))
    criteria = fit_all(seen, rows)
    calibrated = calibrate(criteria, raw, rows)
    exact, sure = sureness(criteria, calibrated, rows)
    made = {"replies": len(rows), "files": [f"replies_{name}.jsonl" for name in SETS], "scikit-learn": sklearn.__version__}  # fmt: skip
    threshold = 0.75
    print(f"at or above {threshold}: {np.mean(sure >= threshold):.2f} of the replies")
    if chosen.write:
        chosen.write.write_text(as_weights(criteria, exact, threshold, made) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
