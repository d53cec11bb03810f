"""Section 1: a linear regression, its gradients, and one layer held fixed."""

import numpy as np
import pytest

from dltheory.landscape import pieces
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    problem = pieces.regression()
    for call, words in [
        (lambda: pieces.Problem(np.ones(3), np.ones((3, 1))), "X must"),
        (lambda: pieces.Problem(np.ones((3, 1)), np.ones((2, 1))), "Y must"),
        (lambda: pieces.best_B(problem, np.ones((4, 2))), "A must"),
        (lambda: pieces.best_A(problem, np.ones((2, 4))), "B must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_regression_is_what_it_says():
    problem = pieces.regression()
    sigma = problem.slope @ problem.xx @ problem.slope.T
    np.testing.assert_allclose(np.linalg.eigvalsh(sigma), [1, 4, 9, 16, 25])
    assert (problem.Y**2).sum() == pytest.approx(56)
    assert np.linalg.cond(problem.xx) == pytest.approx(4)
    assert problem.loss(problem.slope) == pytest.approx(0.5)
    A, B = np.ones((5, 2)), np.ones((2, 5))
    assert problem.loss(A, B) == pytest.approx(
        sum(((y - A @ B @ x) ** 2).sum() for x, y in zip(problem.X, problem.Y, strict=True)) / 2
    )


def test_gradients_are_differences():
    problem, rng = pieces.random_problem(3), np.random.default_rng(0)
    A, B = rng.normal(size=(4, 2)), rng.normal(size=(2, 5))
    in_A, in_B = pieces.layer_gradients(problem, A, B)
    E, h = np.zeros((4, 2)), 1e-6
    E[2, 1] = h
    assert in_A[2, 1] == pytest.approx((problem.loss(A + E, B) - problem.loss(A - E, B)) / (2 * h), rel=1e-6)
    E = np.zeros((2, 5))
    E[1, 3] = h
    assert in_B[1, 3] == pytest.approx((problem.loss(A, B + E) - problem.loss(A, B - E)) / (2 * h), rel=1e-6)


def test_a_long_vector_is_cut_into_layers():
    parts = pieces.split(np.arange(10), (2, 3, 1, 1))
    assert [part.shape for part in parts] == [(2, 3), (3, 1), (1, 1)] and parts[2] == 9
    problem = pieces.random_problem(0)
    theta = np.random.default_rng(1).normal(size=27)
    import torch

    found = pieces.flat_loss(problem, (4, 3, 5))(torch.tensor(theta))
    assert float(found) == pytest.approx(problem.loss(*pieces.split(theta, (4, 3, 5))))


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (pieces.check_gradients, {"layers": lambda p, A, B: tuple(2 * G for G in pieces.layer_gradients(p, A, B))}),
        (pieces.check_gradients, {"layers": lambda p, A, B: (pieces.layer_gradients(p, A, B)[0], 0 * B)}),
        (
            pieces.check_gradients,
            {"formulas": lambda *at: (*pieces.rules(*at)[:4], 2 * at[3] @ at[4], *pieces.rules(*at)[5:])},
        ),
        (pieces.check_gradients, {"formulas": lambda *at: tuple(1.01 * G for G in pieces.rules(*at))}),
        (pieces.check_best_B, {"best": lambda p, A: A.T @ p.slope}),
        (pieces.check_best_B, {"best": lambda p, A: np.linalg.lstsq(A, p.yx, rcond=None)[0]}),
        (pieces.check_best_B, {"best": lambda p, A: np.nan * pieces.best_B(p, A)}),
        (pieces.check_best_B, {"best": lambda p, A: 1.001 * pieces.best_B(p, A)}),
        (pieces.check_best_A, {"best": lambda p, B: 0.99 * pieces.best_A(p, B)}),
        (pieces.check_best_A, {"best": lambda p, B: p.yx @ B.T @ np.linalg.pinv(B @ B.T)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def test_a_wrong_layer_is_measured_not_refused():
    for check in (pieces.check_best_B, pieces.check_best_A):
        assert all(0.9 < check.broken(words).measured < 1 - 1e-9 for words in check.variants)


def tied(A, x, y):
    e = y - A @ (A.T @ x)
    return -(np.outer(e, x) + np.outer(x, e)) @ A


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("halfway between two minima", 0.5, "right", "chord"),
        ("halfway between two minima", 0, "wrong", "ends"),
        ("a gradient of your own", tied, "right", "two places"),
        ("a gradient of your own", lambda A, x, y: -tied(A, x, y), "wrong", "way down"),
        ("a gradient of your own", lambda A, x, y: 2 * tied(A, x, y), "wrong", "½"),
        ("a gradient of your own", lambda A, x, y: -np.outer(y - A @ A.T @ x, x) @ A, "wrong", "outer A only"),
        ("a gradient of your own", lambda A, x, y: -np.outer(x, y - A @ A.T @ x) @ A, "wrong", "inner"),
        ("a gradient of your own", lambda A, x, y: -2 * np.outer(y - A @ A.T @ x, x) @ A, "wrong", "do not add"),
        ("a gradient of your own", lambda A, x, y: tied(A, x, y).T, "wrong", "shape"),
        ("a gradient of your own", lambda A, x, y: A, "wrong", "then the inner one"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
