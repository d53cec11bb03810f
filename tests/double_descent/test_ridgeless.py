"""Section 3: the least-norm fit beyond the threshold, exactly, in the limit, and with features that fall in size."""

import math

import numpy as np
import pytest

from dltheory.double_descent import _common, ridgeless
from dltheory.tasks import your_turn


@pytest.mark.parametrize(("n", "p"), [(12, 5), (12, 30)])
@pytest.mark.parametrize("law", ["normal", "signs", "uneven"])
def test_directions_give_the_risk_of_the_least_norm_fit(n, p, law):
    seen = _common.directions(n, p, 2, seed=7, law=law)
    rng = np.random.default_rng([7, n, p])
    for risk in seen.risk(1.0, 0.3):
        X = rng.choice([-1.0, 1.0], size=(n, p)) if law == "signs" else rng.normal(size=(n, p))
        if law == "uneven":
            X *= np.sqrt(0.5 / rng.gamma(1.5, size=(n, 1)))
        w_star = np.full(p, p**-0.5)
        y = X @ w_star + 0.3**0.5 * rng.normal(size=n)
        assert np.sum((np.linalg.lstsq(X, y)[0] - w_star) ** 2) == pytest.approx(risk)


def test_mean_risk_is_the_mean_over_noise():
    seen = _common.directions(10, 25, 1)
    z = np.random.default_rng(0).normal(size=(40_000, 10))
    many = _common.Directions(seen.s, seen.w, z, 10)
    assert many.risk(0.7, 2.0).mean() == pytest.approx(seen.mean_risk(0.7, 2.0)[0], rel=0.02)


@pytest.mark.parametrize(
    ("n", "p", "noise", "risk"),
    [(40, 20, 0.25, 0.25 * 20 / 19), (40, 80, 0.25, 0.5 + 10 / 39), (1, 12, 1.0, 11 / 12 + 0.1), (9, 9, 1.0, math.inf)],
)
def test_exact_risk(n, p, noise, risk):
    assert ridgeless.rows_and_columns((n, p), noise) == pytest.approx(risk)


@pytest.mark.parametrize(("gamma", "limit"), [(0.5, 0.3), (0.2, 0.075), (2.0, 0.8), (4.0, 0.85)])
def test_limit_without_a_ridge_and_with_a_huge_one(gamma, limit):
    assert ridgeless._limit(gamma, 0.3, 0.0) == pytest.approx(limit)
    assert ridgeless._limit(gamma, 0.3, 1e9) == pytest.approx(1.0)


@pytest.mark.parametrize(("p", "penalty"), [(20, 0.1), (100, 1e-9), (100, 0.5), (40, 1.0)])
def test_effective_risk_of_equal_features_is_the_limit(p, penalty):
    assert ridgeless.effective_risk(40, p, 0.3, penalty, True) == pytest.approx(ridgeless._limit(p / 40, 0.3, penalty))


def test_without_a_ridge_the_curve_is_the_exact_mean_where_there_is_one():
    for p in (20, 38, 39, 40, 41, 42, 100):
        exact = ridgeless.rows_and_columns((40, p), 0.3)
        assert ridgeless.effective_risk(40, p, 0.3, 0.0, True) == pytest.approx(exact)
    _, _, missing = ridgeless._problem(38, False)
    assert ridgeless.effective_risk(40, 38, 0.3, 0.0) == pytest.approx(missing + (0.3 + missing) * 38)
    assert [ridgeless.effective_risk(40, p, 0.3, 0.0) for p in (39, 40, 41)] == [math.inf] * 3
    drawn = ridgeless.explore_ridgeless().draw()
    assert np.isfinite(drawn["expected"]).all() and drawn["expected"].max() > 100  # leaves the picture


def test_what_the_text_says_of_the_explorer():
    def title(p, noise, penalty=0.0, **law):
        return np.median(ridgeless.drawn_risks(40, p, noise, penalty, **law))

    assert {0.01, 0.1, 10.0} < set(ridgeless.explore_ridgeless().controls["noise"].values)
    assert {40, 54, 400} < set(ridgeless.explore_ridgeless().controls["p"].values)
    assert [title(400, noise, equal=True) for noise in (0.01, 10)] == pytest.approx([0.91, 2.0], rel=0.01)
    assert [title(400, noise) for noise in (0.01, 10)] == pytest.approx([0.16, 6.2], rel=0.04)
    assert [title(54, 0.1, uneven=bad) for bad in (True, False)] == pytest.approx([1.8, 0.79], rel=0.01)
    tuned = {penalty: title(40, 0.1, penalty) for penalty in (0.001, 0.01, 0.1, 1)}
    assert title(40, 0.1) == pytest.approx(8.8, rel=0.01) and min(tuned, key=tuned.get) == 0.01
    assert tuned[0.01] == pytest.approx(0.22, abs=0.005)
    assert [title(400, 0.1, penalty) for penalty in (0, 0.001)] == pytest.approx([0.21, 0.20], abs=0.005)
    curve = [ridgeless.effective_risk(40, 400, 0.1, penalty) for penalty in (0, 0.01)]
    assert curve == pytest.approx([0.24, 0.22], abs=0.005)


def test_effective_ridge_shares_add_up_to_the_points():
    for p in (60, 400):
        size, w, missing = ridgeless._problem(p, False)
        kappa = ridgeless._kappa(40, p, 0.0, False)
        assert (size / (size + kappa)).sum() == pytest.approx(40)
        assert size @ w**2 + missing == pytest.approx(1)


def test_drawn_risks_are_those_of_fits():
    size, w, missing = ridgeless._problem(60, False)
    rng = np.random.default_rng([40, 60])
    X, rest = rng.normal(size=(40, 60)) * np.sqrt(size), math.sqrt(missing) * rng.normal(size=40)
    y = X @ w + rest + 0.2**0.5 * rng.normal(size=40)
    off = np.linalg.lstsq(X, y)[0] - w
    assert ridgeless.drawn_risks(40, 60, 0.2, 0.0, draws=1)[0] == pytest.approx(off @ (size * off) + missing)


def test_explorer_has_two_valleys_and_no_peak_with_a_ridge():
    explorer = ridgeless.explore_ridgeless()
    curve = explorer.draw()["expected"]
    first, peak = curve[: len(curve) // 2].min(), curve.max()
    assert first == pytest.approx(0.31, abs=0.01) and curve[-1] < 0.8 * first and peak > 20 * first
    assert explorer.draw(penalty=0.01)["expected"].max() < 0.6
    equal = explorer.draw(features="equal")["expected"]
    assert equal[-1] > 0.9 and equal[0] < 0.01


@pytest.mark.parametrize("factor", [0.85, 1.15])
def test_checks_notice_a_risk_that_is_off(factor):
    assert not ridgeless.check_ridgeless_limit(limit=lambda *given: factor * ridgeless._limit(*given)).holds
    assert not ridgeless.check_ridge_limit(limit=lambda *given: factor * ridgeless._limit(*given)).holds
    assert not ridgeless.check_effective_risk(expected=lambda *given: factor * ridgeless.effective_risk(*given)).holds
    assert not ridgeless.check_ridgeless_exact(exact=lambda *given: factor * ridgeless.rows_and_columns(*given)).holds


@pytest.mark.parametrize(
    ("fit", "state", "words"),
    [
        (lambda x, y: y * x / (x @ x), "right", "spread"),
        (lambda x, y: list(x * (y / sum(x**2))), "right", "spread"),
        (lambda x, y: y * x, "wrong", "|x|²"),
        (lambda x, y: y * x / np.linalg.norm(x), "wrong", "once too little"),
        (lambda x, y: y / x / len(x), "wrong", "shorter"),
        (lambda x, y: np.r_[y / x[0], np.zeros(len(x) - 1)], "wrong", "shorter"),
        (lambda x, y: 0 * x, "wrong", "should be the label"),
        (lambda x, y: y / x[0], "wrong", "shape"),
        (lambda x, y: None, "wrong", "`return`"),
        (lambda x, y: ..., "open", "three dots"),
    ],
)
def test_thin_noise(fit, state, words):
    feedback = your_turn("thin noise", fit)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [(102, "right", "1/(p − 2)"), (100, "wrong", "not 1/p"), (12, "wrong", "square"), (7, "wrong", "χ²")],
)
def test_thin_enough(answer, state, words):
    feedback = your_turn("thin enough", answer)
    assert feedback.state == state and words in feedback.sentence, feedback
