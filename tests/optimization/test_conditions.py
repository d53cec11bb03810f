"""Section 1: directions that lead down, and points that are judged by their second derivatives."""

import numpy as np
import pytest

from dltheory.optimization import conditions
from dltheory.optimization._common import random_function
from dltheory.tasks import your_turn


@pytest.mark.parametrize(
    "gradient",
    [lambda f, x: -f.gradient(x), lambda f, x: f.gradient(x)[::-1], lambda f, x: f.gradient(x) * [1.01, 1]],
)
def test_descent_cone_notices(gradient):
    assert not conditions.check_descent_cone(gradient=gradient).holds


@pytest.mark.parametrize(
    "smallest",
    [lambda H: float(np.linalg.det(H)), lambda H: float(np.trace(H)), lambda H: float(np.linalg.eigvalsh(H)[1])],
)
def test_second_order_notices(smallest):
    assert not conditions.check_second_order(smallest=smallest).holds


def test_constants_of_random_functions_are_the_best():
    rng = np.random.default_rng(3)
    for _ in range(5):
        f = random_function(rng, d=3, kappa=20)
        x, y = f.minimizer + rng.normal(size=(2, 2000, 3)) * 10 ** rng.uniform(-3, 2, size=(2, 2000, 1))
        rise, apart = ((f.gradient(x) - f.gradient(y)) * (x - y)).sum(axis=1), ((x - y) ** 2).sum(axis=1)
        assert f.mu * (1 - 1e-9) <= (rise / apart).min() and (rise / apart).max() <= f.L * (1 + 1e-9)
        assert f.value(x).min() >= f.least and np.abs(f.gradient(f.minimizer)).max() < 1e-12
        numeric = [(f.value(x[0] + 1e-5 * e) - f.value(x[0] - 1e-5 * e)) / 2e-5 for e in np.eye(3)]
        assert numeric == pytest.approx(f.gradient(x[0]), rel=1e-4, abs=1e-4)


def right(g, H):
    low, high = np.linalg.eigvalsh(H)[[0, -1]]
    if np.any(g != 0):
        return "none"
    if low < -1e-12 and high > 1e-12:
        return "saddle"
    return "minimum" if low > 1e-12 else "maximum" if high < -1e-12 else "silent"


def by_diagonal(g, H):
    return right(g, np.diag(np.diag(H)))


def by_determinant(g, H):
    if np.any(g != 0):
        return "none"
    det = np.linalg.det(H)
    return "silent" if abs(det) < 1e-12 else "saddle" if det < 0 else "minimum" if H[0, 0] > 0 else "maximum"


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("judge a point", right, "right", "signs"),
        ("judge a point", lambda g, H: ..., "open", "three dots"),
        ("judge a point", lambda g, H: right(0 * g, H), "wrong", "not stationary"),
        ("judge a point", by_diagonal, "wrong", "along (1, −1)"),
        ("judge a point", by_determinant, "wrong", "determinant is positive"),
        ("judge a point", lambda g, H: "minimum" if right(g, H) == "silent" else right(g, H), "wrong", "x² + y³"),
        ("judge a point", lambda g, H: "silent" if (~g.astype(bool)).all() and abs(np.linalg.det(H)) < 1e-9
         else right(g, H), "wrong", "settled"),
        ("directions that lead down", 0.5, "right", "any dimension"),
        ("directions that lead down", 0.3, "wrong", "opposite one"),
        ("directions that lead down", 0.001, "wrong", "what slope has −s"),
        ("what two derivatives decide", 2, "right", "diag(2, 0)"),
        ("what two derivatives decide", 1, "wrong", "*no* minimum"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
