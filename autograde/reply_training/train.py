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
import base64
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from alliance.replies.features import Reply
from alliance.replies.flags import flags
from alliance.replies.weights import CRITERIA, SCHEMA, exact_numbers, fingerprint, from_json, overall

try:
    import sklearn
    from scipy import sparse
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import cohen_kappa_score
    from sklearn.model_selection import GroupKFold
except ImportError:
    sys.exit('This needs scikit-learn, which the course does not: uv pip install "scikit-learn>=1.5"')

HERE: Final = Path(__file__).resolve().parent
SETS: Final = ("dev", "a", "b", "c", "d", "e", "f", "g", "h")
STRENGTH: Final = 0.05
SUPPORT: Final = 0.8
"""What the pieces of text count for beside the cues: a little less, since they are what a new author changes."""
PIECES: Final = 20_000
"""Pieces of text that are kept."""
DUE: Final = {"dev": 2.5}
"""What a reply of a file counts for; 1 where nothing is said. The files differ in size and dev is the style asked for."""
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

GAMED: Final = frozenset({"gaming", "stuffing", "meta", "prompt", "parrot", "echo", "jargon", "other_client"})
"""Slices of replies that must not earn 3 or more without a person."""
SAME_SLICE: Final = {
    "nonnative good": "non native", "nonnative bad": "non native", "nonnative": "non native", "terse good": "terse",
    "terse bad": "terse", "typos good": "typos", "typos bad": "typos", "long good": "long", "long mixed": "long",
    "long bad": "long", "defensive": "defend", "question only": "question", "renounced harm": "renounced",
    "apology defensive": "false apology", "minimise": "dismiss", "stuffing": "gaming", "meta": "gaming", "prompt": "gaming",
    "short": "terse", "short bad": "terse", "too short": "too short or weak", "weak": "too short or weak", "parrot": "echo",
    "self focus": "care of the therapist", "caretaking": "care of the therapist", "overexplain": "lecture", "theory talk": "lecture",
}  # fmt: skip
"""The authors named their slices differently."""

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
    """Return what the weights see of each reply: its numbers, and its pieces of text."""
    replies = [Reply(row["reply"], row["client_text"], row["rupture_type"], row["pillar"]) for row in rows]
    return [(one.numbers, one.pieces()) for one in replies]


def gamed(rows: list[Row]) -> np.ndarray:
    """Return which replies the flags stop: nothing is recognised in them, whatever the weights say."""
    replies = [Reply(row["reply"], row["client_text"], row["rupture_type"], row["pillar"]) for row in rows]
    stopped = [flags(one, row["reply"]) for one, row in zip(replies, rows, strict=True)]
    return np.array([any(flag != "too long" for flag in found) for found in stopped])


def fit(seen: list[Seen], truth: np.ndarray, due: np.ndarray, criterion: str) -> dict[str, Any]:
    """Fit the line and the trees of one criterion; not yet calibrated, and without the pieces of text."""
    names = [name for name in seen[0][0] if name.startswith(LOOKS_AT[criterion])]
    table = np.array([[one[name] for name in names] for one, _ in seen])
    spread = table.std(axis=0)
    names = [name for name, wide in zip(names, spread, strict=True) if wide > 0]
    table, spread = table[:, spread > 0], spread[spread > 0]
    line = LogisticRegression(C=STRENGTH, max_iter=3000)
    line.fit((table - table.mean(axis=0)) / spread, truth, sample_weight=due)
    weights = line.coef_[0] / spread
    forest = GradientBoostingClassifier(
        n_estimators=250, max_depth=3, learning_rate=0.04, subsample=0.6, max_features=0.15, min_samples_leaf=4, random_state=7
    ).fit(table, truth, sample_weight=due)  # fmt: skip
    chance = np.average(truth, weights=due)
    return {
        "names": names,
        "weights": [_short(one) for one in weights],
        "bias": _short(line.intercept_[0] - weights @ table.mean(axis=0)),
        "trees": [_tree(one[0].tree_, forest.learning_rate) for one in forest.estimators_],
        "start": _short(np.log(chance / (1 - chance))),
        "slope": 1.0,
        "shift": 0.0,
        "guess": 0.5,
        "credit": 0.5,
    }


def _short(number: float) -> float:
    return float(f"{number:.4g}")


def _tree(tree: Any, rate: float, node: int = 0) -> Any:
    """Write a tree as [feature, below, left, right], where a number is a leaf."""
    if tree.feature[node] < 0:
        return _short(tree.value[node, 0, 0] * rate)
    sides = [_tree(tree, rate, int(side[node])) for side in (tree.children_left, tree.children_right)]
    return [int(tree.feature[node]), _short(tree.threshold[node]), *sides]


def fit_pieces(seen: list[Seen], truths: np.ndarray, due: np.ndarray) -> tuple[str, list[dict[str, Any]]]:
    """Fit the lines over the pieces of text of all criteria, twice: on all, and on the weightiest."""
    often = Counter(fingerprint(piece) for _, pieces in seen for piece in pieces)
    kept = sorted(piece for piece, times in often.items() if times >= 2)
    lines = _lines(seen, kept, truths, due)
    worth = np.max([abs(one.coef_[0]) for one in lines], axis=0) * np.sqrt([often[piece] for piece in kept])
    kept = [kept[place] for place in np.sort(np.argsort(-worth, kind="stable")[:PIECES])]
    lines = _lines(seen, kept, truths, due)
    found = []
    for one in lines:
        step = float(abs(one.coef_).max()) / 127
        found.append({
            "pieces": base64.b64encode(np.round(one.coef_[0] / step).astype(np.int8).tobytes()).decode(),
            "piece_scale": _short(SUPPORT * step),
            "piece_bias": _short(SUPPORT * one.intercept_[0]),
        })  # fmt: skip
    return base64.b64encode(b"".join(kept)).decode(), found


def _lines(seen: list[Seen], kept: list[bytes], truths: np.ndarray, due: np.ndarray) -> list[Any]:
    place = {piece: number for number, piece in enumerate(kept)}
    rows, columns, values = [], [], []
    for row, (_, pieces) in enumerate(seen):
        known = {place[one] for one in map(fingerprint, pieces) if one in place}
        rows += [row] * len(known)
        columns += sorted(known)
        values += [1 / np.sqrt(max(len(known), 1))] * len(known)
    table = sparse.csr_matrix((values, (rows, columns)), shape=(len(seen), len(kept)))
    return [
        LogisticRegression(C=15.0, max_iter=500, solver="liblinear").fit(table, truth, sample_weight=due)
        for truth in truths.T
    ]


def fit_all(seen: list[Seen], rows: list[Row]) -> dict[str, Any]:
    """Fit the five criteria; under `prints` stands which pieces of text are known."""
    truths = np.array([[row[name] for name in CRITERIA] for row in rows])
    due = np.array([DUE.get(row["set"], 1.0) for row in rows])
    prints, pieces = fit_pieces(seen, truths, due)
    fitted = {
        name: fit(seen, truths[:, place], due, name) | pieces[place] for place, name in enumerate(CRITERIA)
    }
    return {"prints": prints, **fitted}


def as_weights(fitted: dict[str, Any], exact: dict[str, Any] | None = None, sure: float = 0.0, made: Any = None) -> str:  # fmt: skip
    """Return the JSON that the package reads."""
    nothing = {"names": ["agreed"], "weights": [1.0], "bias": 0.0}
    criteria = {name: fitted[name] for name in CRITERIA}
    return json.dumps({"schema": SCHEMA, "made": made or {}, "sure": sure, "exact": exact or nothing, "prints": fitted["prints"], "criteria": criteria}, separators=(",", ":"))  # fmt: skip


def probabilities(fitted: dict[str, Any], seen: list[Seen]) -> np.ndarray:
    """Return the probabilities, computed by the package's own code."""
    read = from_json(as_weights(fitted))
    several = [(one, read.known(pieces)) for one, pieces in seen]
    return np.array([[read.criteria[name].probability(*one) for name in CRITERIA] for one in several])


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
        per_author(f"others -> {name}", out[test], [rows[one] for one in test])
    return out


def per_author(name: str, found: np.ndarray, rows: list[Row]) -> np.ndarray:
    """Print the figures of some replies at a threshold of a half, and return the labels."""
    labels = ((found >= 0.5) & ~gamed(rows)[:, None]).astype(int)
    say(name, agreement(rows, labels, scores_of(labels)))
    return labels


def by_slice(rows: list[Row], labels: np.ndarray) -> None:
    """Print how often labels agree, slice by slice."""
    right = scores_of(labels) == np.array([row["overall"] for row in rows])
    several: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        kind = row["note"].partition("|")[0].replace("_", " ").replace("-", " ")
        several[SAME_SLICE.get(kind, kind)].append(place)
    for name, places in sorted(several.items()):
        truth = np.array([[rows[one][criterion] for criterion in CRITERIA] for one in places])
        same = (truth == labels[places]).mean(axis=0)
        if len(places) >= 5:
            print(f"| {name} | {len(places)} | {right[places].mean():.2f} | " + " | ".join(f"{one:.2f}" for one in same) + " |")  # fmt: skip


def calibrate(criteria: dict[str, Any], raw: np.ndarray, rows: list[Row]) -> np.ndarray:
    """Fit slope, shift and thresholds on authors left out; return the calibrated probabilities."""
    out = np.zeros_like(raw)
    for place, name in enumerate(CRITERIA):
        truth = np.array([row[name] for row in rows])
        odds = np.log(raw[:, place] / (1 - raw[:, place]))[:, None]
        line = LogisticRegression(C=10.0).fit(odds, truth)
        out[:, place] = line.predict_proba(odds)[:, 1]
        tried = np.arange(0.45, 0.61, 0.025)
        # A wide plateau beats a sharp peak: the kappa of a threshold is the mean with its neighbours'.
        kappas = np.array([_kappa(truth, (out[:, place] >= one).astype(int)) for one in tried])
        precise = np.array([truth[out[:, place] >= one].mean() for one in tried])
        smooth = np.convolve(np.pad(kappas, 2, mode="edge"), np.ones(5) / 5, mode="valid")
        worth = smooth - np.where((precise < 0.87) & (name != "R5"), 2 * (0.87 - precise), 0)
        guess = float(tried[int(np.argmax(worth))])
        credit = next((one for one in np.arange(max(guess, 0.6), 0.9, 0.025) if _safe(out[:, place] >= one, truth, rows)), 0.9)  # fmt: skip
        criteria[name] |= {
            "slope": round(float(line.coef_[0, 0]), 5), "shift": round(float(line.intercept_[0]), 5),
            "guess": round(guess, 3), "credit": round(float(credit), 3),
        }  # fmt: skip
        print(f"{name}: guess from {guess:.3f}, credit from {credit:.3f}, precision of credit {truth[out[:, place] >= credit].mean():.3f}, of what is there {(out[truth == 1, place] >= credit).mean():.2f}")  # fmt: skip
    return out


def _safe(given: np.ndarray, truth: np.ndarray, rows: list[Row]) -> bool:
    """Whether credit is precise enough on all authors together and on each of them."""
    author = np.array([row["set"] for row in rows])
    each = [
        truth[given & (author == name)].mean() for name in set(author) if given[author == name].sum() >= 10
    ]
    return bool(truth[given].mean() >= 0.92 and min(each) >= 0.8)


def sureness(
    criteria: dict[str, Any], found: np.ndarray, rows: list[Row]
) -> tuple[dict[str, Any], np.ndarray]:
    """Fit the probability that the overall score is exactly right, on authors left out."""
    stopped = gamed(rows)
    found = np.where(stopped[:, None], found * 0.05, found)
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
    by_slice(rows, labels)
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
    missed = [
        row["id"]
        for row, one in zip(rows, found, strict=True)
        if row["note"].partition("|")[0].replace(" ", "_").replace("-", "_") in GAMED
        and one.overall >= 3
        and one.route == "auto"
    ]
    print("gamed, scored 3 or more, not sent to a person:", missed or "none")


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
    by_client = left_out(seen, rows)
    per_author("clients left out", by_client, rows)
    for name in SETS:
        places = [place for place, row in enumerate(rows) if row["set"] == name]
        per_author(f"of these {name}", by_client[places], [rows[place] for place in places])
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
