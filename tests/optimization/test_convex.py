"""Section 5: Huber functions, flat bottoms, logistic regression, the bounds of Theorem 37."""

import math

import numpy as np
import pytest

from dltheory.optimization import convex
from dltheory.optimization._common import descend
from dltheory.tasks import your_turn


@pytest.mark.parametrize(
    "f", [convex.huber(0.3), convex.power(4), convex.power(10), convex.logistic(np.random.default_rng(0), 1.0)]
)
def test_gradients_and_smoothness(f):
    d = len(f.minimizer)
    x = np.random.default_rng(1).uniform(-1, 1, (200, d)) / d
    h = 1e-6
    slopes = np.stack([(f.value(x + h * e) - f.value(x - h * e)) / 2 / h for e in np.eye(d)], axis=-1)
    np.testing.assert_allclose(f.gradient(x), slopes, atol=1e-6)
    rise = np.linalg.norm(f.gradient(x[1:]) - f.gradient(x[:-1]), axis=1) / np.linalg.norm(x[1:] - x[:-1], axis=1)
    assert rise.max() <= f.L * (1 + 1e-9)
    middle = f.value((x[1:] + x[:-1]) / 2)
    assert (middle <= (f.value(x[1:]) + f.value(x[:-1])) / 2 + 1e-12).all()


def test_logistic_regression_is_flat_along_a_line_and_separable_where_the_gap_is_wide():
    for gap, separable in ((8.0, True), (1.0, False)):
        f = convex.logistic(np.random.default_rng(0), gap)
        assert f.gradient(np.array([0.3, -0.2, 0.5])) @ [1, 1, -1] == pytest.approx(0, abs=1e-12)
        assert (f.value(descend(f.gradient, np.zeros(3), 1 / f.L, 3000))[-1] < 0.01) == separable


@pytest.mark.parametrize("k", [1, 2, 7, 50])
def test_the_worst_huber_function_of_each_k(k):
    def height(knee):
        f = convex.huber(knee)
        return float(f.value(descend(f.gradient, [1.0], 1.0, k)[-1]))

    worst = height(1 / (2 * k + 1))
    assert worst == pytest.approx(1 / (4 * k + 2), rel=1e-12)
    assert max(height(knee) for knee in np.linspace(1e-3, 1, 2001)) <= worst


@pytest.mark.parametrize("units", [0.99, 1.01])
def test_the_sharp_checks_notice_one_per_cent(units):
    walk = lambda g, x, eta, n: descend(g, x, units * eta, n)  # noqa: E731
    assert not convex.check_huber(walk=walk).holds
    assert not convex.check_huber(worst=lambda knee: convex.huber(units * knee)).holds


@pytest.mark.parametrize(
    "walk", [lambda g, x, eta, n: descend(g, x, 0.2 * eta, n), lambda g, x, eta, n: descend(g, x, 2.2 * eta, n)]
)
def test_the_check_of_theorem_37_notices(walk):
    assert not convex.check_convex(walk=walk).holds


def test_no_convex_function_settles_at_a_constant_over_k():
    for f in (convex.huber(0.01), convex.power(4), convex.power(10)):
        scaled = np.arange(20_001) * f.value(descend(f.gradient, np.ones(1), 1.0, 20_000))
        assert scaled[-1] < scaled.max() / 2


def test_when_strong_convexity_begins_to_help():
    k = np.arange(1, 2000)
    sharp = 1.01 / (4 * k + 2)
    for power, first in ((1, 733), (2, 326)):
        corollary = 1.01 / 2 * (1 - 0.01 / 1.01) ** (power * k)
        assert k[corollary < sharp][0] == first
    after = 1.01 / 2 * (1 - 0.01 / 1.01) ** 100
    assert corollary[0] > sharp[0] and (round(after, 2), round(sharp[99], 4)) == (0.19, 0.0025)


def enough(L, R, eps):
    return max(0, math.ceil((L * R**2 / eps - 2) / 4))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the worst knee", 0.2, "right", "0.6"),
        ("the worst knee", 1 / 3, "wrong", "1/18"),
        ("the worst knee", 0.7, "wrong", "largest"),
        ("in the end", "zero", "right", "faster"),
        ("in the end", "Constant", "wrong", "add up"),
        ("in the end", "infinity", "wrong", "forbids"),
        ("a flat bottom", 10, "right", "10/8"),
        ("a flat bottom", 5, "wrong", "one power lower"),
        ("a flat bottom", 7, "wrong", "t^"),
        ("enough steps", enough, "right", "one step fewer"),
        ("enough steps", lambda L, R, eps: (L * R**2 / eps - 2) / 4, "wrong", "whole"),
        ("enough steps", lambda L, R, eps: math.floor((L * R**2 / eps - 2) / 4), "wrong", "round up"),
        ("enough steps", lambda L, R, eps: math.ceil(L * R**2 / eps / 2), "wrong", "as stated"),
        ("enough steps", lambda L, R, eps: math.ceil(L * R**2 / eps / 4), "wrong", "smallest"),
        ("enough steps", lambda L, R, eps: enough(L, R**0.5, eps), "wrong", "R or R²"),
        ("enough steps", lambda L, R, eps: [1, 2], "wrong", "one whole number"),
        ("enough steps", lambda L, R, eps: ..., "open", "three dots"),
    ],
)
def test_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_enough_steps_are_enough_and_one_fewer_is_not():
    for eps in (0.3, 0.11, 0.013):
        k = enough(1.0, 1.0, eps)
        f = [convex.huber(1 / (2 * j + 1)) for j in (k, max(k - 1, 0))]
        reached = [
            float(g.value(descend(g.gradient, [1.0], 1.0, j)[-1])) for g, j in zip(f, (k, k - 1), strict=True) if j >= 0
        ]
        assert reached[0] <= eps < reached[1]
