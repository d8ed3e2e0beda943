"""The simulator's parameters are found again in what it simulates, by other people's estimators."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from statsmodels.miscmodels.ordinal_model import OrderedModel

from alliance import simulate_caseload
from alliance.caseload import Caseload
from alliance.caseload.measures import ITEMS, items
from alliance.caseload.parameters import parameters, value_of
from alliance.caseload.reliability import alpha, omega, variance_share
from alliance.pillars import PILLAR_IDS

P = parameters()


@pytest.fixture(scope="module")
def known() -> Caseload:
    return simulate_caseload(clients=3000, therapists=100, seed=21)


@pytest.mark.parametrize("item", ["goal_3", "task_2", "bond_4"])
def test_the_items_follow_the_graded_response_model(known: Caseload, item: str) -> None:
    true = known.truth.sessions.merge(known.truth.clients[["client", "style"]], on="client")
    felt = true[item.partition("_")[0]] + true["style"]
    answers = known.sessions[item].astype(float)
    there = answers.notna()
    fitted = OrderedModel(
        answers[there].astype(int).astype(pd.CategoricalDtype([1, 2, 3, 4, 5], ordered=True)),
        felt[there].to_numpy()[:, None],
        distr="probit",
    ).fit(method="bfgs", disp=False)
    entry = next(one for one in items() if one.item == item)
    steepness = entry.discrimination / P.scale.item_noise
    assert abs(fitted.params.iloc[0] - steepness) < 3 * fitted.bse.iloc[0]
    thresholds = fitted.model.transform_threshold_params(fitted.params.to_numpy()[-4:])[1:-1] / steepness
    assert np.allclose(thresholds, np.array(P.scale.thresholds) - entry.easiness, atol=0.08)


def test_carry_over_and_growth_are_found_again() -> None:
    quiet = {
        "ruptures.onset": 0.0,
        "attendance.enough": 0.0,
        "attendance.dropout": -15.0,
        "scale.pillar_state": 0.0,
    }
    made = simulate_caseload(clients=2500, therapists=100, seed=2, world="common_cause", knobs=quiet)
    rows = made.truth.sessions.merge(made.truth.clients[["client", "level", "rise"]], on="client")
    rows["ways"] = rows["alliance"] - rows["level"] - rows["rise"] * (rows["session"] - 1)
    ways = made.truth.clients.set_index("client")[[f"{p}_way" for p in PILLAR_IDS]].mean(axis=1)
    rows["state"] = rows["ways"] - rows["client"].map(ways)
    rows["before"] = rows.groupby("client")["state"].shift(1)
    both = rows.dropna()
    slope = sm.OLS(both["state"], both[["before"]]).fit()
    assert abs(slope.params.iloc[0] - P.scale.carry_over) < 3 * slope.bse.iloc[0]
    assert rows["state"].std() == pytest.approx(P.scale.state, rel=0.03)
    assert made.truth.clients["rise"].mean() == pytest.approx(P.scale.growth, abs=0.002)


@pytest.mark.parametrize("world", list(P.worlds))
def test_what_alliance_does_to_change_is_found_again(world: str) -> None:
    made = simulate_caseload(
        clients=4000, therapists=100, seed=3, world=world, knobs={"technique.with_alliance": 0.0}
    )
    rows = made.truth.sessions.merge(
        made.truth.clients[["client", "recovery", "rise", "planned"]].merge(
            made.clients[["client", "fit"]], on="client"
        ),
        on="client",
    )
    rows["gained"] = rows["symptoms"] - rows.groupby("client")["symptoms"].shift(-1)
    rows["felt"] = rows["alliance"] - rows["rise"] * (rows["session"] - 1)
    ready = np.minimum(1, P.symptoms.pull * (P.attendance.planned / rows["planned"]) ** P.symptoms.pace)
    rows["rest"] = rows["gained"] - ready * (rows["symptoms"] - P.symptoms.well) - rows["recovery"]
    early = rows[rows["session"] == 1].dropna()  # before any repair can have an effect
    found = smf.ols("rest ~ felt + fit", early).fit()
    wanted = value_of(P, f"worlds.{world}.alliance_to_change")
    assert abs(found.params["felt"] - wanted) < 3.5 * found.bse["felt"]
    assert abs(found.params["fit[T.poor]"] + 2 * P.technique.gain) < 3.5 * found.bse["fit[T.poor]"]


def test_the_share_between_therapists_is_found_again() -> None:
    knobs = {"level.therapist": 0.3, "scale.style": 0.0}
    made = simulate_caseload(clients=8000, therapists=200, seed=5, world="common_cause", knobs=knobs)
    level = made.truth.clients["level"]
    assert variance_share(level, made.truth.clients["therapist"]) == pytest.approx(0.3, abs=0.04)
    mixed = sm.MixedLM(level, np.ones(len(level)), groups=made.truth.clients["therapist"]).fit()
    share = float(mixed.cov_re.iloc[0, 0] / (mixed.cov_re.iloc[0, 0] + mixed.scale))
    assert variance_share(level, made.truth.clients["therapist"]) == pytest.approx(share, abs=0.01)


def test_leaving_follows_its_odds() -> None:
    made = simulate_caseload(clients=6000, therapists=200, seed=6, world="common_cause")
    rows = made.truth.sessions.merge(
        made.truth.clients[["client", "leaving", "rise", "planned"]], on="client"
    )
    last = rows.groupby("client")["session"].transform("max") == rows["session"]
    rows["left"] = (last & rows["client"].map(made.clients.set_index("client")["dropout"])).astype(int)
    rows["felt"] = rows["alliance"] - rows["rise"] * (rows["session"] - 1)
    risky = rows[(rows["session"] < rows["planned"]) & (rows["session"] < P.attendance.fewest)]
    found = smf.logit("left ~ felt + leaving", risky).fit(disp=False)
    assert abs(found.params["felt"] - P.attendance.alliance) < 3.5 * found.bse["felt"]
    assert abs(found.params["leaving"] - 1) < 3.5 * found.bse["leaving"]


def test_detectors_see_deep_ruptures_more_often_and_have_their_false_alarms(known: Caseload) -> None:
    depth = known.truth.sessions["rupture_depth"]
    for who in ("client", "therapist", "observer"):
        given = value_of(P, f"detectors.{who}")
        seen = known.sessions[f"rupture_{who}"].astype("Float64")
        assert seen[depth == 0].mean() == pytest.approx(given.false_alarm, abs=0.03)
        by_depth = seen.groupby(pd.cut(depth[depth > 0], [0, 0.1, 0.4, 1, 20])).mean()
        assert by_depth.is_monotonic_increasing
        assert by_depth.iloc[-1] > 0.85
    kinds = known.sessions["rupture_kind"].dropna()
    assert (kinds == "withdrawal").mean() == pytest.approx(P.ruptures.withdrawal, abs=0.04)


def test_repair_follows_its_odds(known: Caseload) -> None:
    truth = known.truth
    rows = truth.sessions.merge(truth.clients[["client", "repairing"]], on="client")
    rows["open"] = truth.course.depth > 0
    rows["repaired"] = truth.course.repaired.astype(int)
    rows["again"] = rows.groupby("client")["session"].transform("max") > rows["session"]
    met = rows[rows["open"] & rows["again"] & truth.course.attended]
    found = smf.logit("repaired ~ repairing + rupture_depth", met).fit(disp=False)
    assert abs(found.params["repairing"] - 1) < 3.5 * found.bse["repairing"]
    assert abs(found.params["rupture_depth"] - P.ruptures.repair_depth) < 3.5 * found.bse["rupture_depth"]
    assert abs(found.params["Intercept"] - P.ruptures.repair) < 3.5 * found.bse["Intercept"]
    brought = truth.clients.assign(level=truth.clients["level"])
    parts = smf.ols("repairing ~ level + recovery", brought).fit()
    assert parts.params["level"] == pytest.approx(P.ruptures.repair_level, abs=0.06)
    assert parts.params["recovery"] == pytest.approx(P.ruptures.repair_recovery, abs=0.06)
    assert parts.resid.std() == pytest.approx(P.ruptures.repair_therapist, rel=0.25)


def test_homework_distress_and_the_other_raters_follow_their_entries(known: Caseload) -> None:
    truth, people = known.truth, known.truth.clients[["client", "engagement"]]
    rows = truth.sessions.merge(people, on="client").join(
        known.sessions[["homework", "distress_after", "bond_observer", "bond_therapist", "attended"]]
    )
    rows["confronts"] = truth.course.confrontation * rows["rupture_depth"]
    came = rows[rows["attended"]]
    work = came["homework"].astype(pd.CategoricalDtype(["not done", "partly", "done"], ordered=True))
    fitted = OrderedModel(work, came[["task", "engagement"]], distr="probit").fit(method="bfgs", disp=False)
    for name, wanted in (("task", P.homework.task), ("engagement", P.homework.engagement)):
        assert abs(fitted.params[name] - wanted) < 4 * fitted.bse[name], name
    upset = came.assign(distress=came["distress_after"].astype(float)).query("distress > 0 and distress < 10")
    found = smf.ols("distress ~ symptoms + alliance + rupture_depth + confronts", upset).fit()
    for name, wanted in (
        ("symptoms", P.distress.symptoms),
        ("alliance", P.distress.alliance),
        ("rupture_depth", P.distress.rupture),
        ("confronts", P.distress.confrontation),
    ):
        # Leaving out the ends of the scale flattens the slopes somewhat.
        assert 0.6 < found.params[name] / wanted < 1.15, name
    for who in ("therapist", "observer"):
        rated = came.dropna(subset=[f"bond_{who}"])
        within = rated[["bond", f"bond_{who}"]] - rated.groupby("client")[["bond", f"bond_{who}"]].transform(
            "mean"
        )
        slope = float((within["bond"] * within[f"bond_{who}"]).sum() / (within["bond"] ** 2).sum())
        assert slope == pytest.approx(value_of(P, f"raters.{who}.slope"), abs=0.06), who


def test_video_costs_what_is_said_and_kinds_are_coded_with_few_errors(known: Caseload) -> None:
    from alliance.caseload.parameters import changed

    shift = {"level.video": -0.5}
    one = simulate_caseload(clients=4000, therapists=80, seed=3, knobs=shift)
    by = (
        one.truth.clients.set_index("client")["level"]
        .groupby(one.clients.set_index("client")["delivery"])
        .mean()
    )
    assert by["video"] - by["in person"] == pytest.approx(-0.5, abs=0.06)
    assert changed(knobs=shift).level.video == -0.5
    coded = known.sessions["rupture_kind"]
    deep = (known.truth.sessions["rupture_depth"] > 0.5) & coded.notna()
    right = (coded[deep] == "confrontation") == known.truth.course.confrontation[deep]
    assert 0.9 < right.mean() < 1
    referred = known.clients[~known.clients["dropout"]]["ending"] == "referral"
    assert referred.mean() == pytest.approx(P.attendance.referral, abs=0.015)
    assert known.clients["modality"].value_counts(normalize=True).between(0.22, 0.28).all()


def third_sessions(caseload: Caseload) -> np.ndarray:
    third = caseload.sessions[caseload.sessions["session"] == 3]
    return third[list(ITEMS)].dropna().to_numpy(dtype=float)


def test_alpha_and_omega_agree_with_planted_items() -> None:
    rng = np.random.default_rng(1)
    factor = rng.standard_normal((40_000, 1))
    answers = 0.8 * factor + 0.6 * rng.standard_normal((40_000, 4))
    planted = (4 * 0.8) ** 2 / ((4 * 0.8) ** 2 + 4 * 0.36)
    assert alpha(answers) == pytest.approx(planted, abs=0.005)
    assert omega(answers) == pytest.approx(planted, abs=0.005)
    uneven = factor * [0.9, 0.9, 0.3, 0.3] + 0.6 * rng.standard_normal((40_000, 4))
    assert omega(uneven) == pytest.approx(2.4**2 / (2.4**2 + 4 * 0.36), abs=0.01)
    assert alpha(uneven) < omega(uneven) - 0.02


def test_the_scale_is_reliable_and_its_ceiling_grows(known: Caseload) -> None:
    answers = third_sessions(known)
    assert 0.88 < alpha(answers) < 0.95
    assert abs(omega(answers) - alpha(answers)) < 0.02
    rated = known.sessions.dropna(subset=["alliance"])
    stayed = rated[rated.groupby("client")["session"].transform("max") >= 8]  # the same people early and late
    top = (stayed[list(ITEMS)].astype(float) == 5).mean(axis=1)
    by_session = top.groupby(stayed["session"]).mean()
    assert by_session.loc[1] < by_session.loc[4] < by_session.loc[8]


def misfit(covariance: np.ndarray, n: int, groups: "list[list[int]]") -> tuple[float, int, np.ndarray]:
    """Fit a confirmatory factor model with correlated factors by maximum likelihood.

    Returns the chi-squared, its degrees of freedom and the factors' correlations.
    """
    from scipy.optimize import minimize

    k, m = len(covariance), len(groups)
    factor_of = np.empty(k, dtype=int)
    for number, members in enumerate(groups):
        factor_of[members] = number
    pairs = np.tril_indices(m, -1)

    def implied(given: np.ndarray) -> np.ndarray:
        loadings = np.zeros((k, m))
        loadings[np.arange(k), factor_of] = given[:k]
        phi = np.eye(m)
        phi[pairs] = np.tanh(given[2 * k :])
        phi = phi + np.tril(phi, -1).T
        return loadings @ phi @ loadings.T + np.diag(np.exp(given[k : 2 * k]))

    def discrepancy(given: np.ndarray) -> float:
        sigma = implied(given)
        sign, log = np.linalg.slogdet(sigma)
        if sign <= 0:
            return 1e6
        fit = log + np.trace(np.linalg.solve(sigma, covariance)) - np.linalg.slogdet(covariance)[1] - k
        return float(fit)

    start = np.concatenate([np.full(k, 0.7), np.full(k, -1.0), np.full(len(pairs[0]), 0.5)])
    found = minimize(discrepancy, start, method="BFGS", options={"maxiter": 600, "gtol": 1e-5})
    return (n - 1) * found.fun, k * (k + 1) // 2 - len(start), np.tanh(found.x[2 * k :])


def test_three_factors_with_goal_and_task_nearly_merged(known: Caseload) -> None:
    answers = third_sessions(known)
    covariance, n = np.corrcoef(answers, rowvar=False), len(answers)
    three, df3, correlations = misfit(covariance, n, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    two, df2, _ = misfit(covariance, n, [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11]])
    one, df1, _ = misfit(covariance, n, [list(range(12))])
    task_goal, bond_goal, bond_task = correlations
    assert task_goal > 0.8
    assert max(bond_goal, bond_task) < task_goal - 0.08
    rmsea = np.sqrt(max(0.0, three - df3) / (df3 * (n - 1)))
    assert rmsea < 0.06
    # Merging goal and task costs something, putting the bond in with them far more.
    assert 30 < two - three < (one - two) / 3
    assert (df3, df2, df1) == (51, 53, 54)
