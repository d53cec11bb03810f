"""Section 4: bowls, the bounds of Theorem 34 and its corollary, certificates."""

import numpy as np
import pytest

from dltheory.optimization import strong
from dltheory.optimization._common import descend, quadratic, random_function
from dltheory.tasks import your_turn


def test_the_bottom_of_the_upper_bowl_lies_above_the_minimum():
    f = random_function(np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(50, 4))
    g2 = (f.gradient(x) ** 2).sum(axis=1)
    bottom = f.value(x) - g2 / 2 / f.L
    assert (f.value(strong.bottom_of_bowl(f, x)) <= bottom + 1e-12).all() and (bottom >= f.least).all()
    steep = quadratic([[3.0]])
    assert strong.bottom_of_bowl(steep, np.array([[2.0]])) == pytest.approx(0)


@pytest.mark.parametrize("mu", [0.3, 1.0])
@pytest.mark.parametrize("units", [0.1, 0.7, 1.0, 1.5, 1.99])
def test_the_sharper_factor_is_attained_by_a_quadratic(mu, units):
    f = quadratic(np.diag([mu, 2.0]))
    path = descend(f.gradient, np.eye(2), units / 2, 1)
    factors = np.linalg.norm(path[1], axis=1)
    assert factors.max() == pytest.approx(max(abs(1 - units / 2 * mu), abs(1 - units)))


@pytest.mark.parametrize("draw", [strong.fading, strong.with_kinks])
def test_a_class_without_one_bowl_has_the_gradients_it_says(draw):
    f, x, h = draw(np.random.default_rng(0)), np.array([0.7, -1.3, 2.0, 0.1]), 1e-6
    slopes = [(f.value(x + h * e) - f.value(x - h * e)) / 2 / h for e in np.eye(4)]
    assert f.gradient(x) == pytest.approx(slopes, abs=1e-6)
    assert f.value(f.minimizer) == pytest.approx(f.least, abs=1e-12)


@pytest.mark.parametrize(
    "walk",
    [
        lambda g, x, eta, n: descend(g, x, 0.45 * eta, n),
        lambda g, x, eta, n: descend(lambda y: 0.4 * np.asarray(g(y)), x, eta, n),
        lambda g, x, eta, n: np.repeat(descend(g, x, eta, n // 3)[:, None], 3, 1).reshape(-1, *x.shape)[: n + 1],
    ],
)
def test_the_checks_of_theorem_34_notice(walk):
    assert not strong.check_strong(walk=walk).holds
    assert not strong.check_contraction(walk=walk).holds


@pytest.mark.parametrize("units", [0.99, 1.01])
def test_the_sharper_check_notices_one_per_cent(units):
    walk = lambda g, x, eta, n: descend(g, x, units * eta, n)  # noqa: E731
    assert not strong.check_contraction(walk=walk).holds


def test_the_fall_is_measured_and_not_the_step():
    assert not strong.check_fall(jump=lambda f, x: x - 0.99 * f.gradient(x) / f.L).holds
    assert not strong.check_fall(jump=lambda f, x: strong.bottom_of_bowl(f, x)[::-1]).holds


def test_the_explorer_crosses_the_bound_only_where_an_assumption_is_missing():
    explorer = strong.explore_bowls()
    for kappa in (2.0, 10.0, 50.0):
        for step in (0.1, 0.5, 1.0):
            drawn = explorer.draw(kind="both bowls", step=step, kappa=kappa)
            assert (drawn["distances"] <= drawn["bound"] * (1 + 1e-9) + 1e-9).all()
    for kind in ("no lower bowl", "no upper bowl"):
        drawn = explorer.draw(kind=kind)
        assert (drawn["distances"] > drawn["bound"]).any()
    assert explorer.draw(step=2.2)["distances"][-1] < 1e-6  # flat around its minimum, as the text says
    hops = [explorer.draw(kind="no upper bowl", step=step)["distances"][-5:].max() for step in (0.5, 1.0)]
    assert 0 < hops[0] < hops[1]


def test_the_explorer_draws_a_function_of_its_slope():
    explorer = strong.explore_bowls()
    for kind in strong.KINDS:
        drawn = explorer.draw(kind=kind, step=1.0, kappa=10.0)
        f, x = drawn["f"], np.linspace(-3.2, 3.2, 321)
        first = np.gradient(f, x)[np.argmin(abs(x - 3.0))]
        assert drawn["path"][0] == 3 and drawn["path"][1] == pytest.approx(3 - first, abs=0.02)
        assert f.min() == f[160] == 0


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("how far the minimum can be", 2, "right", "used up after 2"),
        ("how far the minimum can be", 0.5, "wrong", "least"),
        ("how far the minimum can be", 3, "wrong", "at least over a way"),
        ("how low the minimum can be", [-1, 0.5], "right", "bottoms"),
        ("how low the minimum can be", (0.5, -1), "wrong", "other way round"),
        ("how low the minimum can be", [-3, 0.5], "wrong", "only half"),
        ("how low the minimum can be", [-1, 0], "wrong", "upper one is off: the slope shrinks"),
        ("how low the minimum can be", [-1, 0.7], "wrong", "upper one is off. Which"),
        ("how low the minimum can be", 3, "wrong", "Two numbers"),
        ("how low the minimum can be", [..., ...], "open", "three dots"),
        ("a certificate", lambda g, mu, L: g @ g / (2 * mu), "right", "too little"),
        ("a certificate", lambda g, mu, L: np.linalg.norm(g) ** 2 / 2 / mu, "right", "too little"),
        ("a certificate", lambda g, mu, L: g @ g / (2 * L), "wrong", "Lemma 36"),
        ("a certificate", lambda g, mu, L: g @ g / mu, "wrong", "2 times too large"),
        ("a certificate", lambda g, mu, L: np.linalg.norm(g) / (2 * mu), "wrong", "its square"),
        ("a certificate", lambda g, mu, L: g @ g / (4 * mu), "wrong", "Not safe"),
        ("a certificate", lambda g, mu, L: g, "wrong", "one number"),
        ("a certificate", lambda g, mu, L: ..., "open", "three dots"),
    ],
)
def test_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
