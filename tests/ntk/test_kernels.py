"""Section 1: feature maps, kernels, and fits by weights or by coefficients."""

import itertools
import math

import numpy as np
import pytest

from dltheory.ntk import kernels
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    X = np.ones((3, 2))
    for call, words in [
        (lambda: kernels.monomials(np.ones(3), 2), "X must"),
        (lambda: kernels.monomials(X, 0), "degree must"),
        (lambda: kernels.polynomial(X, np.ones((3, 4)), 2), "Z must"),
        (lambda: kernels.polynomial(X, X, 1.5), "degree must"),
        (lambda: kernels.rings(1), "n must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize(("d", "degree"), [(1, 1), (1, 3), (2, 1), (2, 3), (4, 3)])
def test_there_are_as_many_monomials_as_the_text_says(d, degree):
    assert kernels.monomials(np.ones((2, d)), degree).shape == (2, math.comb(d + degree, degree))


def test_a_circle_parts_the_rings():
    x, y = kernels.rings(200, seed=3)
    np.testing.assert_array_equal(np.sign(np.linalg.norm(x, axis=1) - 1), y)


@pytest.mark.parametrize(
    "features",
    [
        lambda X, k: np.roll(kernels.monomials(X, k), 1, axis=0),  # the neighbour's features
        lambda X, k: kernels.monomials(X, k)[:, 1:],  # no constant
        lambda X, k: kernels.monomials(X, max(k - 1, 1)),  # a degree less
    ],
)
def test_the_check_of_the_kernel_notices_other_features(features):
    assert not kernels.check_polynomial(features=features).holds


@pytest.mark.parametrize(
    "coefficients",
    [
        lambda K, y, ridge: kernels.dual_coefficients(K, y, 2 * ridge),
        lambda K, y, ridge: np.roll(kernels.dual_coefficients(K, y, ridge), 1),
        lambda K, y, ridge: kernels.dual_coefficients(K @ K, y, ridge),
        lambda K, y, ridge: y / ridge,
    ],
)
def test_the_check_of_the_representer_notices_other_coefficients(coefficients):
    assert not kernels.check_representer(coefficients=coefficients).holds


def every_set(X, Z):
    sets = [list(c) for size in range(X.shape[1] + 1) for c in itertools.combinations(range(X.shape[1]), size)]
    return sum(X[:, s].prod(axis=1)[:, None] * Z[:, s].prod(axis=1) for s in sets)


def slow_product(X, Z):
    K = np.ones((len(X), len(Z)))
    for i in range(X.shape[1]):
        K *= 1 + np.outer(X[:, i], Z[:, i])
    return K


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("features of a square", 500_500, "right", "499,500"),
        ("features of a square", 1e6, "wrong", "√2"),
        ("features of a square", 501_501, "wrong", "themselves"),
        ("a minimizer without a penalty", "No", "right", "right angles"),
        ("a minimizer without a penalty", "yes", "wrong", "proof"),
        ("a million features", slow_product, "right", "million"),
        ("a million features", lambda X, Z: (1 + X @ Z.T) ** X.shape[1], "wrong", "squares"),
        ("a million features", lambda X, Z: every_set(X, Z) - 1, "wrong", "empty set"),
        ("a million features", lambda X, Z: 1 + X @ Z.T, "wrong", "single coordinates"),
        ("a million features", lambda X, Z: X @ Z.T, "wrong", "product of two"),
        ("a million features", lambda X, Z: np.prod(X[:, None] * Z, -1), "wrong", "one feature"),
        ("a million features", lambda X, Z: slow_product(X, X), "wrong", "shape"),
        ("a million features", lambda X, Z: slow_product(X[:, :3], Z[:, :3]), "wrong", "any d"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
