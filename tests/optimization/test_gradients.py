"""Section 6: the descent lemma on a small network, the washboard, PL functions."""

import math

import numpy as np
import pytest

from dltheory.optimization import gradients
from dltheory.optimization._common import Function, descend
from dltheory.tasks import your_turn


def test_the_network_s_gradient():
    f, start = gradients.small_network()
    g, h = f.gradient(start), 1e-6
    for i in (0, 100, 515, 521, 590, 605):
        e = h * np.eye(len(start))[i]
        assert g[i] == pytest.approx((f.value(start + e) - f.value(start - e)) / 2 / h, abs=1e-7)
    assert f.value(start) > 0 and not np.allclose(start, gradients.small_network(1)[1])


@pytest.mark.parametrize(("eta", "units", "loss"), [(0.3, 0.90, 0.118), (0.7, 2.4, 0.08)])
def test_what_the_text_says_of_the_network(eta, units, loss):
    values, squared, L = gradients.run(descend, eta, 400)
    quotients = -np.diff(values) / (eta / 2 * squared[:-1])
    assert eta * L == pytest.approx(units, rel=0.02) and values[-1] == pytest.approx(loss, abs=0.005)
    assert (quotients[20:].min() > 1.95) == (eta == 0.3) and (quotients.min() < 0) == (eta == 0.7)


def test_the_curvature_along_a_path_is_that_of_a_quadratic():
    Q = np.diag([0.5, 3.0, -4.0])
    f = Function(lambda x: x @ Q @ x / 2, lambda x: Q @ x, 0.0, math.nan, np.zeros(3))
    found = gradients.curvature_along(f, np.random.default_rng(0).normal(size=(41, 3)))
    assert found.shape == (8,) and found == pytest.approx(4, rel=1e-6)


@pytest.mark.parametrize("teeth", [0, 1, 2, 9])
def test_the_washboard(teeth):
    f, start = gradients.washboard(teeth)
    x, h = np.random.default_rng(0).uniform(-1, teeth + 2, (400, 1)), 1e-6
    np.testing.assert_allclose(f.gradient(x)[:, 0], (f.value(x + h) - f.value(x - h)) / 2 / h, atol=1e-5)
    fine = np.linspace(-1, teeth + 2, 4001)
    assert np.abs(np.diff(f.gradient(fine))).max() <= np.diff(fine)[0] * (1 + 1e-9)
    path = descend(f.gradient, start, 1.0, teeth)
    np.testing.assert_allclose(f.gradient(path), 1)
    assert float(f.value(start)) == pytest.approx(0.75 * teeth + 0.5)


def test_what_a_step_gains_at_least_when_both_gradients_are_known():
    # fall ≥ (2|g_k|² + |g_{k+1}|²)/4L for η = 1/L: sums to 4LΔ/(3k + 2)
    rng = np.random.default_rng(0)
    for _ in range(200):
        knots = np.cumsum(rng.uniform(0.05, 1, 30))
        slope = np.concatenate([[0], np.cumsum(rng.uniform(-1, 1, 29) * np.diff(knots))])
        x = np.linspace(knots[0] + 1, knots[-1] - 1, 50)
        g = np.interp(x, knots, slope)
        inside = np.abs(g) < 1
        area = np.concatenate([[0], np.cumsum((slope[1:] + slope[:-1]) / 2 * np.diff(knots))])
        next_x = (x - g)[inside]
        fall = exact(knots, slope, area, x[inside]) - exact(knots, slope, area, next_x)
        assert (fall >= (2 * g[inside] ** 2 + np.interp(next_x, knots, slope) ** 2) / 4 - 1e-12).all()


def exact(knots, slope, area, x):
    """Return the integral of a polygon of slopes up to x."""
    i = np.clip(np.searchsorted(knots, x) - 1, 0, len(knots) - 2)
    return area[i] + (slope[i] + np.interp(x, knots, slope)) / 2 * (x - knots[i])


def test_the_wavy_function_has_one_point_of_slope_zero_and_the_constant_it_says():
    f = gradients.wavy()
    x = np.linspace(-8, 8, 160_001)[:, None]
    x = x[np.abs(x[:, 0]) > 1e-3]
    quotients = f.gradient(x)[:, 0] ** 2 / 2 / f.value(x)
    assert quotients.min() == pytest.approx(f.mu, rel=1e-6) and f.mu == pytest.approx(0.1756, abs=1e-4)
    curvature = np.diff(f.gradient(x[x[:, 0] > 0])[:, 0]) / 1e-4
    assert curvature.min() == pytest.approx(-4, abs=1e-2) and curvature.max() == pytest.approx(8, abs=1e-2)


def test_a_wide_system_is_pl_and_not_strongly_convex():
    f = gradients.wide_system(np.random.default_rng(0))
    w = np.random.default_rng(1).normal(size=(300, 30))
    assert ((f.gradient(w) ** 2).sum(axis=1) / 2 >= f.mu * f.value(w) * (1 - 1e-12)).all()
    assert f.value(f.minimizer) == pytest.approx(0, abs=1e-20) and 0 < f.mu < f.L
    e = np.eye(30)[3] * 1e-6
    assert f.gradient(w[0])[3] == pytest.approx((f.value(w[0] + e) - f.value(w[0] - e)) / 2e-6, rel=1e-5)


@pytest.mark.parametrize("units", [0.99, 1.01])
def test_the_sharp_check_notices_one_per_cent(units):
    walk = lambda g, x, eta, n: descend(g, x, units * eta, n)  # noqa: E731
    assert not gradients.check_washboard(walk=walk).holds


def test_the_sharp_check_notices_a_walk_that_is_a_step_late():
    late = lambda g, x, eta, n: np.concatenate([x[None], descend(g, x, eta, n - 1)])  # noqa: E731
    assert not gradients.check_washboard(walk=late).holds


def test_the_descent_lemma_notices_an_ascent_and_other_gradients():
    assert not gradients.check_descent(walk=lambda g, x, eta, n: descend(g, x, -eta / 100, n)).holds
    assert not gradients.check_descent(walk=lambda g, x, eta, n: descend(lambda t: g(t)[::-1], x, eta, n)).holds
    assert not gradients.check_descent(walk=lambda g, x, eta, n: descend(g, x, 0.4 * eta, n)).holds


@pytest.mark.parametrize("walk", [lambda g, x, eta, n: descend(g, x, eta / 3, n)])
def test_theorem_40_notices(walk):
    assert not gradients.check_pl(walk=walk).holds


def measure(f, df, least):
    gap = f - least
    return (df[gap > 0] ** 2 / 2 / gap[gap > 0]).min()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the least fall", 0.75, "right", "¾"),
        ("the least fall", 0.5, "wrong", "climb back"),
        ("the least fall", 0.6, "wrong", "area"),
        ("which one is not PL", "fourth", "right", "8x²"),
        ("which one is not PL", "gutter", "wrong", "parabola"),
        ("which one is not PL", "wavy", "wrong", "not convex"),
        ("a PL constant", measure, "right", "every step"),
        ("a PL constant", lambda f, df, least: 2 * measure(f, df, least), "wrong", "½"),
        ("a PL constant", lambda f, df, least: np.nanmin(df**2 / 2 / f), "wrong", "least value"),
        ("a PL constant", lambda f, df, least: np.nanmax(df**2 / 2 / (f - least)), "wrong", "largest quotient"),
        ("a PL constant", lambda f, df, least: (df**2 / 2 / (f - least)).min(), "wrong", "0/0"),
        ("a PL constant", lambda f, df, least: df**2 / 2 / (f - least + 1), "wrong", "One number"),
        ("a PL constant", lambda f, df, least: 0.1, "wrong", "another"),
        ("a PL constant", lambda f, df, least: measure(f, df, f.min()), "wrong", "between the points"),
        ("a PL constant", lambda f, df, least: (df**2 / 2 / (f - least + 1e-12)).min(), "wrong", "says 0"),
        ("a PL constant", lambda f, df, least: ..., "open", "three dots"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
