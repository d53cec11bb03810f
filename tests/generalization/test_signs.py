"""Section 5: coins, what classes make of them, and the norm budget."""

import itertools

import numpy as np
import pytest

from dltheory.generalization import signs
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: signs.toss(0, 3, rng), "m must"),
        (lambda: signs.toss(3, 0, rng), "draws must"),
        (lambda: signs.complexity("stumps", 3), "kind must"),
        (lambda: signs.deviations("thresholds", 3, 5, rng, 0.6), "noise must"),
        (lambda: signs.deviations("stumps", 3, 5, rng), "kind must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize("m", [1, 2, 5, 8])
def test_thresholds_agree_with_coins_as_a_search_over_all_of_them_says(m):
    coins = signs._signs(m)
    thresholds = np.array([[-1] * k + [1] * (m - k) for k in range(m + 1)])
    np.testing.assert_allclose(signs.threshold_fits(coins), (coins @ thresholds.T).max(axis=1) / m)


@pytest.mark.parametrize("noise", [0.0, 0.2, 0.5])
def test_the_largest_deviation_is_that_of_a_fine_grid_of_thresholds(noise):
    m, samples = 6, 40
    found = signs.deviations("thresholds", m, samples, np.random.default_rng(3), noise)
    rng = np.random.default_rng(3)
    x = np.sort(rng.random((samples, m)), axis=1)
    y = np.where(rng.random(x.shape) < noise, -1, 1) * np.where(x < 0.5, -1, 1)
    t = np.linspace(0, 1, 20_001)
    risk = noise + (1 - 2 * noise) * np.abs(t - 0.5)
    wrong = (np.where(x[:, :, None] <= t, -1, 1) != y[:, :, None]).mean(axis=1)
    np.testing.assert_allclose(found, (risk - wrong).max(axis=1), atol=1e-3)


def test_pure_noise_makes_the_deviation_half_of_the_fit():
    rng = np.random.default_rng(0)
    ratio = signs.deviations("thresholds", 50, 40_000, rng, 0.5).mean() / signs.complexity("thresholds", 50)
    assert ratio == pytest.approx(1, abs=0.02)


def test_the_best_weights_of_the_plane_are_found_by_search_too():
    rng = np.random.default_rng(2)
    X, coins = rng.normal(size=(10, 2)), signs.toss(10, 60, rng)
    a = np.linspace(0, 2 * np.pi, 100_000)
    tried = (coins @ X / 10 @ np.array([np.cos(a), np.sin(a)])).max(axis=1)
    np.testing.assert_allclose(tried, signs.linear_fits(X @ X.T, coins), rtol=1e-6)


def test_points_at_right_angles_make_every_walk_equally_long():
    fits = signs.linear_fits(np.eye(7), signs._signs(7))
    np.testing.assert_allclose(fits, 7**-0.5)


def test_the_bend_is_compared_over_all_signs():
    values = np.random.default_rng(1).normal(size=(5, 4))
    coins = np.array(list(itertools.product((-1, 1), repeat=4)))
    ratio = (coins @ np.tanh(values).T).max(axis=1).mean() / (coins @ values.T).max(axis=1).mean()
    assert signs.bent_ratio(values, np.tanh) == pytest.approx(ratio)


@pytest.mark.parametrize("labels", ["true", "random"])
@pytest.mark.parametrize("m", signs.SIZES)
def test_the_bound_of_the_budget_holds_for_new_digits(labels, m):
    curves = signs.budget_curves(labels, m)
    assert (curves["bound"] >= curves["new"] - 0.05).all()  # 500 new digits stand for all
    assert curves["bound"].min() > 0.5


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (signs.check_symmetrization, {"R": lambda kind, m: 1.03 * signs.complexity(kind, m)}),
        (signs.check_symmetrization, {"R": lambda kind, m: {"one function": 0.3}.get(kind, signs.complexity(kind, m))}),
        (signs.check_symmetrization, {"R": lambda kind, m: np.sqrt(2 * np.log(m + 1) / m) / 2}),
        (signs.check_rademacher_coverage, {"rest": lambda m, delta: np.sqrt(np.log(2 / delta) / (2 * m))}),
        (signs.check_rademacher_coverage, {"rest": lambda m, delta: 3 * signs.tail(m, delta)}),
        (signs.check_linear, {"fits": lambda K, coins: np.sqrt(np.trace(K)) / len(K) * np.ones(len(coins))}),
        (signs.check_contraction, {"ratio": lambda values, bend: signs.bent_ratio(values[:2], bend)}),
        (signs.check_linear, {"fits": lambda K, coins: 0.99 * signs.linear_fits(K, coins)}),
        (signs.check_contraction, {"ratio": lambda values, bend: 0.5}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def box(s, X):
    return np.abs(s @ X).sum()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a class of one", 0, "right", "by chance"),
        ("a class of one", 0.5, "wrong", "−1"),
        ("all signs", 1, "right", "equals the coins"),
        ("all signs", 0.5, "wrong", "0 and 1"),
        ("all zeros and ones", 1 / 2, "right", "half"),
        ("all zeros and ones", 1, "wrong", "cannot be −1"),
        ("memorizers", 1, "right", "0 on the whole sample"),
        ("memorizers", 0.5, "wrong", "complexity"),
        ("weights in a box", box, "right", "lengths add up"),
        (
            "weights in a box",
            lambda s, X: sum(abs(sum(s[i] * X[i, j] for i in range(6))) for j in range(3)),
            "right",
            "",
        ),
        ("weights in a box", lambda s, X: box(s, X) / len(s), "wrong", "mean"),
        ("weights in a box", lambda s, X: np.linalg.norm(s @ X), "wrong", "ball"),
        ("weights in a box", lambda s, X: np.abs(s @ X).max(), "wrong", "one weight"),
        ("weights in a box", lambda s, X: (s @ X).sum(), "wrong", "negative"),
        ("weights in a box", lambda s, X: np.abs(X).sum(), "wrong", "after the sum"),
        ("weights in a box", lambda s, X: np.abs(s @ X), "wrong", "One number"),
        ("weights in a box", lambda s, X: 3.0, "wrong", "largest w·s, s"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
