"""Section 8 against direct solutions and exact levels."""

import numpy as np
import pytest

from dltheory.double_descent import time
from dltheory.tasks import your_turn


def test_nested_fits_see_the_first_points_only():
    risks = time.nested_risks(time.shortest, (10, 36, 60), 5)
    assert risks.shape == (5, 3) and (risks[:, 2] < risks[:, 1]).all()
    # Without noise, as many points as weights find the weights.
    assert time.nested_risks(time.shortest, (36, 50), 3, noise=0).max() < 1e-12


def test_fifteen_points_are_as_good_as_twenty_eight():
    few, many = time.nested_risks(time.shortest, (15, 28), 4000, seed=1).T
    assert abs((many - few).mean()) < 3 * (many - few).std() / np.sqrt(4000)


def test_tuned_ridge_is_the_minimizer():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 36)), rng.normal(size=20)
    w = time.tuned_ridge(np.c_[X, y])
    np.testing.assert_allclose(X.T @ (X @ w - y) + 36 / 9 * w, 0, atol=1e-10)


def test_two_paces_is_gradient_descent():
    rng = np.random.default_rng(5)
    size = np.r_[np.ones(100), np.full(5, 0.3)]
    w_star = rng.normal(size=105)
    w_star[:100] *= 2 / np.linalg.norm(w_star[:100])
    w_star[100:] *= 1.5 / 0.3 / np.linalg.norm(w_star[100:])
    X = rng.normal(size=(150, 105)) * size
    y = X @ w_star + 0.5 * rng.normal(size=150)
    w = np.zeros(105)
    for _ in range(40):
        w -= 0.1 * X.T @ (X @ w - y) / 150
    missed = ((w - w_star) * size) ** 2
    fast, slow = time.two_paces(5, np.array([40.0]), slow=0.3)
    assert (fast[0], slow[0]) == pytest.approx((missed[:100].sum(), missed[100:].sum()))


def test_levels_of_the_fast_features_and_of_the_end():
    # The weights of least squares on the fast features alone, and on all: their exact mean risks.
    end = np.array([np.sum(time.two_paces(seed, np.array([1e8]))) for seed in range(300)])
    assert end.mean() == pytest.approx(0.25 * 105 / 44, abs=3 * end.std() / np.sqrt(300))
    held = np.array([np.sum(time.two_paces(seed, np.array([1e8]), slow=1e-7)) for seed in range(300)])
    assert held.mean() == pytest.approx(2.25 + 2.5 * 100 / 49, abs=3 * held.std() / np.sqrt(300))


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.1, 10])
def test_check_of_the_levels_is_no_ratio(factor):
    assert not time.check_levels(run=lambda *given, **more: factor * np.array(time.two_paces(*given, **more))).holds


def test_check_of_two_valleys_needs_a_first_descent():
    def rising(*given):
        risk = np.sum(time.two_paces(*given), axis=0)
        first = risk[: np.searchsorted(time.STEPS, 15)]
        return np.r_[
            np.linspace(0.9 * risk.min() + 0.1 * first[-1], first[-1], len(first)), risk[len(first) :]
        ], 0 * risk

    assert not time.check_two_valleys(run=rising).holds


@pytest.mark.parametrize("test", [[9, 5, 2, 1, 3, 6, 8, 6, 4, 3], [9, 3, 1, 3, 3.5, 3]])
def test_check_that_overfitting_stays_notices_another_descent(test):
    run = {"test": np.array([test]) / 10, "train": np.zeros((1, len(test)))}
    assert not time.check_overfitting_stays(run=lambda redrawn: run).holds


def test_the_least_mean_risk_of_the_prediction_stands_at_23_points():
    n = np.arange(1, 34)
    risk = 1 - n / 36 + n / 9 / (35 - n)
    assert n[risk.argmin()] == 23 and risk.min() == pytest.approx(0.574, abs=5e-4)
    assert risk[14] == pytest.approx(risk[27]) == pytest.approx(2 / 3)


def test_turns_of_a_curve():
    risk = np.interp(np.log10(time.STEPS), [0, 1, 3, 6], [5.0, 2.0, 4.0, 1.0])
    assert time.turns(risk) == pytest.approx((2, 4, 1), abs=0.05)


def test_networks_fit_all_labels_and_are_remembered():
    run = time.overfit_digits(seeds=1, steps=400)
    assert run["test"].shape == run["train"].shape == (1, len(run["steps"]))
    assert run["train"][0, -1] == 0 and run["test"][0, -1] > run["test"].min() + 0.08
    with pytest.raises(ValueError, match="read-only"):
        run["test"][0, 0] = 0


@pytest.mark.parametrize(
    ("formula", "state", "words"),
    [
        (lambda p, ratio: p * (1 - ratio), "right", "no such number"),
        (lambda p, ratio: p - 1 - ratio * np.sqrt(p * (p - 1)), "right", "no such number"),
        (lambda p, ratio: p * ratio, "wrong", "distance from p"),
        (lambda p, ratio: p * (1 - ratio**2), "wrong", "take the root"),
        (lambda p, ratio: p * (1 + ratio), "wrong", "two roots"),
        (lambda p, ratio: 0, "wrong", "you say 0."),
        (lambda p, ratio: "many", "wrong", "you say nan."),
        (lambda p, ratio: ..., "open", "three dots"),
    ],
)
def test_best_number_of_points(formula, state, words):
    found = your_turn("best number of points", formula)
    assert found.state == state and words in found.sentence


@pytest.mark.parametrize(
    ("name", "guess"),
    [("thirteen more points", "same"), ("pace of the slow features", 2500), ("level on the way", 7.35)],
)
def test_predictions(name, guess):
    for other, words in ((12500, "side by side"), (0.597, "at the end"), (4.84, "too, with factor 100/49")):
        name_of = "pace of the slow features" if other > 9 else "level on the way"
        assert words in your_turn(name_of, other).sentence
    assert your_turn(name, guess).state == "right"
    assert your_turn(name, 5.1 if guess == 7.35 else "never").state == "wrong"
