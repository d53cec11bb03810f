"""Section 2: least squares, its variance against closed forms, and lines through two points."""

import math

import numpy as np
import pytest

from dltheory.double_descent import directions, peak
from dltheory.tasks import your_turn


@pytest.mark.parametrize("k", [3, 5, 12])
def test_mean_of_one_over_chi_square(k):
    z = np.random.default_rng(0).normal(size=(400_000, k))
    assert peak.one_over_chi2(k) == pytest.approx(1 / (k - 2))
    if k > 4:
        assert (1 / (z**2).sum(axis=1)).mean() == pytest.approx(1 / (k - 2), rel=0.02)
    assert np.isinf(peak.one_over_chi2([1, 2])).all()


@pytest.mark.parametrize(("n", "d", "value"), [(41, 20, 1), (20, 10, 10 / 9), (3, 1, 1), (10, 8, 8), (10, 9, math.inf)])
def test_each_weight_pays_for_what_its_column_has_for_itself(n, d, value):
    assert peak.lone_columns(n, d) == pytest.approx(value)


def test_a_column_s_distance_from_the_others_is_what_the_inverse_shows():
    X = np.random.default_rng(0).normal(size=(9, 4))
    others = X[:, 1:]
    own = X[:, 0] - others @ np.linalg.lstsq(others, X[:, 0])[0]
    assert np.linalg.inv(X.T @ X)[0, 0] == pytest.approx(1 / (own @ own))


def test_least_squares_and_trace():
    rng = np.random.default_rng(0)
    X, y = peak.uneven_points(3, 6, rng), rng.normal(size=(3, 6))
    for one, label, w in zip(X, y, peak.least_squares(X, y), strict=True):
        np.testing.assert_allclose(w, np.linalg.lstsq(one, label)[0])
    scaled = np.linalg.cholesky(peak.SIGMA).T[None]  # XᵀX = Σ: the trace is the number of features
    assert peak.inverse_trace(scaled, 0.5) == pytest.approx([1.0])


def test_without_sigma_the_trace_is_that_of_the_inverse():
    X = peak.uneven_points(40_000, 6, np.random.default_rng(1))
    plain = np.trace(np.linalg.inv(X.swapaxes(1, 2) @ X), axis1=1, axis2=2)
    broken = peak.check_variance_formula.broken("Σ left out")
    assert broken.bound == pytest.approx(plain.mean(), abs=2 * broken.tolerance) and not broken.holds


@pytest.mark.parametrize(
    "values", [lambda n, p: np.sqrt(n * directions(n, p, 400, seed=1).s[:, 1]), lambda n, p: 1.3 * peak.smallest(n, p)]
)
def test_check_of_the_smallest_singular_value_notices_others(values):
    assert not peak.check_smallest_singular_value(values=values).holds


def test_what_the_text_says_of_the_smallest_singular_value_s_share():
    s = [directions(40, d, 200).s for d in (20, 38, 40)]
    shares = [float(np.median(1 / one[:, 0] / (1 / one).sum(axis=1))) for one in s]
    assert shares == pytest.approx([0.21, 0.57, 0.84], abs=0.01)


def test_median_smallest_singular_value_of_a_square_matrix():
    n = 40  # Edelman 1988: P(√n s > t) = exp(-t²/2 - t)
    assert np.median(peak.smallest(n, n)) * math.sqrt(n) == pytest.approx(math.sqrt(1 + 2 * math.log(2)) - 1, rel=0.15)


def test_lines_through_close_points_are_steep():
    explorer = peak.explore_lines()
    apart, close = (explorer.draw(gap=gap) for gap in (1.0, 0.1))
    assert close["singular values"] == pytest.approx([math.sqrt(2), 0.1 / math.sqrt(2)], rel=1e-6)
    assert close["error"] > 50 * apart["error"]
    assert explorer.draw(gap=0.1, n=20)["error"] < close["error"] / 3


@pytest.mark.parametrize(
    ("fit", "formula"),
    [
        (lambda X, y: 0.9 * peak.least_squares(X, y), peak.inverse_trace),
        (lambda X, y: peak.least_squares(X[:, :5], y[:, :5]), peak.inverse_trace),
        (peak.least_squares, lambda X, noise: 1.1 * peak.inverse_trace(X, noise)),
    ],
)
def test_check_of_theorem_81_notices(fit, formula):
    assert not peak.check_variance_formula(fit=fit, formula=formula).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("sensitive labels", [1, -1], "right", "1/s²"),
        ("sensitive labels", np.array([-1, 1]) / 2**0.5, "right", "1/s²"),
        ("sensitive labels", [1, 1], "wrong", "least of all"),
        ("sensitive labels", [1, 0], "wrong", "worse"),
        ("sensitive labels", [0, 0], "wrong", "Two numbers"),
        ("sensitive labels", 3, "wrong", "Two numbers"),
        ("sensitive labels", ..., "open", "three dots"),
        ("half as many weights as points", 1, "right", "41 − 20 − 1"),
        ("half as many weights as points", 20 / 41, "wrong", "at the data points"),
        ("half as many weights as points", 20 / 21, "wrong", "χ²"),
        ("half as many weights as points", 20 / 39, "wrong", "other nineteen"),
        ("half as many weights as points", 7, "wrong", "one weight"),
        ("what comes down", "variance", "right", "bias"),
        ("what comes down", "bias", "wrong", "variance"),
        ("what comes down", "Both", "wrong", "hardly moves"),
        ("what comes down", "neither", "wrong", "three words"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_the_sensitive_change_is_the_smallest_singular_direction():
    X = np.array([[1, -0.05], [1, 0.05]])
    u, s, _ = np.linalg.svd(X)
    assert s == pytest.approx([2**0.5, 0.05 * 2**0.5]) and abs(u[:, 1] @ [1, -1]) == pytest.approx(2**0.5)
    for change in np.random.default_rng(0).normal(size=(5, 2)):
        change /= np.linalg.norm(change)
        cost = np.sum(np.linalg.solve(X, change) ** 2)
        assert f"{cost:.3g}" in your_turn("sensitive labels", change).sentence
