"""Section 2: losses and their slopes, the largest margin, and where powers lead."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from dltheory.regularization import tails
from dltheory.tasks import your_turn


def samples(seed=3):
    Z, y = tails.cloud(seed)
    return y[:, None] * Z


def test_bad_input_is_refused_by_name():
    X = samples()
    for call, words in [
        (lambda: tails.cloud(-1), "seed must"),
        (lambda: tails.cloud(0, 1), "n must"),
        (lambda: tails.cloud(0, noise=0), "noise must"),
        (lambda: tails.hardest(X[0]), "X must"),
        (lambda: tails.hardest(np.vstack([X, -X])), "X must hold samples"),
        (lambda: tails.flow("hinge", X, np.zeros(2), np.ones(1)), "loss must"),
        (lambda: tails.flow("logistic", X, np.zeros(3), np.ones(1)), "start must"),
        (lambda: tails.flow("logistic", X, np.zeros(2), np.array([2.0, 1])), "s must"),
        (lambda: tails.flow("logistic", X, np.zeros(2), np.array([-1.0])), "s must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize(("name", "loss"), [
    ("exponential", lambda u: np.exp(-u)),
    ("logistic", lambda u: np.log1p(np.exp(-u))),
    ("probit", lambda u: -norm.logcdf(u)),
    ("power 4", lambda u: np.where(u > 0, (1 + np.maximum(u, 0)) ** -4 / 4, 0.25 - u)),
    ("power 1", lambda u: np.where(u > 0, 1 / (1 + np.maximum(u, 0)), 1 - u)),
])  # fmt: skip
def test_slopes_are_those_of_the_losses(name, loss):
    u = np.array([-3, -0.5, 0.3, 1, 4.0])
    slope = (loss(u - 1e-6) - loss(u + 1e-6)) / 2e-6
    np.testing.assert_allclose(np.exp(tails.LOSSES[name](u)), slope, rtol=1e-4)


def test_the_margin_by_hand():
    w, alpha = tails.hardest(np.array([[1.0, 2], [2, 1], [3, 3]]))
    np.testing.assert_allclose(w, [1 / 3, 1 / 3])
    np.testing.assert_allclose(alpha, [1 / 9, 1 / 9, 0], atol=1e-15)


def test_the_margin_is_that_of_a_general_solver():
    for X in tails._clouds()[10:14]:
        room = {"type": "ineq", "fun": lambda w, X=X: X @ w - 1}
        start = 3 * tails.hardest(X)[0] + 0.1
        found = minimize(
            lambda w: w @ w, start, constraints=room, method="SLSQP", options={"ftol": 1e-14, "maxiter": 500}
        )
        np.testing.assert_allclose(tails.hardest(X)[0], found.x, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("p", [1, 4, 30])
def test_the_level_direction_is_found_by_search_too(p):
    X = samples()
    a = np.linspace(0, 2 * np.pi, 200_001)
    u = X @ [np.cos(a), np.sin(a)]
    ok = u.min(axis=0) > 0
    sums = np.where(ok, (np.where(ok, u, 1) ** -p).sum(axis=0), np.inf)
    best = a[np.argmin(sums)]
    np.testing.assert_allclose(tails.level(X, p), [np.cos(best), np.sin(best)], atol=1e-4)


def test_the_slow_clock_is_the_plain_flow():
    from scipy.integrate import solve_ivp

    X = samples()
    plain = solve_ivp(
        lambda t, w: X.T @ (1 / (1 + np.exp(X @ w))), (1, np.exp(3)), np.array([-1.0, 0.5]), rtol=1e-10, atol=1e-12
    )
    found = tails.flow("logistic", X, np.array([-1.0, 0.5]), np.array([3.0]))[0]
    np.testing.assert_allclose(found, plain.y[:, -1], rtol=1e-7)


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (tails.check_tail, {"slope": lambda u: -u + 0.01}),
        (tails.check_tail, {"slope": lambda u: tails.LOSSES["logistic"](u) + 1e-6}),
        (tails.check_kkt, {"solve": lambda X: tuple(1.01 * part for part in tails.hardest(X))}),
        (tails.check_kkt, {"solve": lambda X: (tails.hardest(X)[0], np.roll(tails.hardest(X)[1], 1))}),
        (tails.check_kkt, {"solve": lambda X: (tails.hardest(X)[0], 0 * X[:, 0])}),
        (tails.check_power, {"least": lambda X, p: tails.hardest(X)[0]}),
        (tails.check_power, {"least": lambda X, p: tails.level(X, 1.01 * p)}),
        (tails.check_power, {"follow": lambda loss, *rest: tails.flow("power 1", *rest)}),
        (tails.check_power, {"follow": lambda loss, X, w, s: tails.flow(loss, X, w, s / 40)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def conditions(X, w, alpha, gap=True, sign=True, margin=True, stationary=True):
    parts = [np.zeros(1)]
    parts += [abs(w - alpha @ X)] * stationary + [1 - X @ w] * margin + [-alpha] * sign
    return np.concatenate([*parts, *[abs(alpha * (X @ w - 1))] * gap]).max()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("twice the margin", 1 / 4, "right", "quarter"),
        ("twice the margin", 0.5, "wrong", "square"),
        ("twice the margin", 0, "wrong", "exponential"),
        ("what a solution must satisfy", conditions, "right", "four"),
        ("what a solution must satisfy", lambda X, w, a: max(abs(w - a @ X).max(), *(1 - X @ w), *(-a), abs(a * (X @ w - 1)).max()), "right", ""),
        ("what a solution must satisfy", lambda *_: conditions(*_, gap=False), "wrong", "doubled"),
        ("what a solution must satisfy", lambda *_: conditions(*_, margin=False), "wrong", "too short"),
        ("what a solution must satisfy", lambda *_: conditions(*_, sign=False), "wrong", "negative"),
        ("what a solution must satisfy", lambda *_: conditions(*_, stationary=False), "wrong", "not Σ"),
        ("what a solution must satisfy", lambda X, w, a: max((w - a @ X).max(), conditions(X, w, a, stationary=False)), "wrong", "size"),
        ("what a solution must satisfy", lambda X, w, a: max(np.linalg.norm(w - a @ X), conditions(X, w, a)), "wrong", "size"),
        ("what a solution must satisfy", lambda X, w, a: max((a * (X @ w - 1)).max(), conditions(X, w, a, gap=False)), "wrong", "product"),
        ("what a solution must satisfy", lambda X, w, a: a * (X @ w - 1), "wrong", "One number"),
        ("what a solution must satisfy", lambda X, w, a: 0.0, "wrong", "doubled"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
