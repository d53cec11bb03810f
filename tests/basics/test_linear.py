"""Section 3: chains of matrices, the best matrix of a rank, and what a linear autoencoder learns."""

import functools
import math

import numpy as np
import pytest

from dltheory.basics import linear
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    X, rng = np.eye(3), np.random.default_rng(0)
    for call, words in [
        (lambda: linear.chain([3]), "widths must"),
        (lambda: linear.chain([3, 0]), "widths must"),
        (lambda: linear.truncated(X, 0), "m must"),
        (lambda: linear.rival(X, 0, 1.0, rng), "m must"),
        (lambda: linear.rival(X, 1, -1.0, rng), "tilt must"),
        (lambda: linear.forward(X, [X], -1), "bent must"),
        (lambda: linear.descend(X, 1, eta=0.0), "eta must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_truncated_decomposition_by_hand():
    np.testing.assert_allclose(linear.truncated(np.diag([3.0, 2.0, 1.0]), 1), np.diag([3.0, 0, 0]), atol=1e-12)
    X = np.random.default_rng(0).normal(size=(7, 4))
    s = np.linalg.svd(X, compute_uv=False)
    for m in (1, 2, 3):
        assert np.sum((X - linear.truncated(X, m)) ** 2) == pytest.approx(np.sum(s[m:] ** 2))


def test_rivals_have_the_rank_and_the_best_coefficients():
    X, rng = np.random.default_rng(0).normal(size=(9, 6)), np.random.default_rng(1)
    for tilt in (0.01, 1.0, math.inf):
        Y = linear.rival(X, 2, tilt, rng)
        assert np.linalg.matrix_rank(Y) == 2
        np.testing.assert_allclose((X - Y) @ Y.T, 0, atol=1e-12)  # what is left is at right angles to the rows of Y


def test_each_relu_adds_one_to_the_rank():
    weights, X = linear.chain([64, 5, 50, 64]), np.random.default_rng(1).normal(size=(200, 64))
    for bent in (0, 1, 2, 10):
        assert np.linalg.matrix_rank(linear.forward(X, weights, bent)) == 5 + bent


def test_training_that_starts_larger_has_not_arrived():
    X, mean = linear.centred_digits()
    assert X.shape == (1297, 64) and mean.shape == (64,) and abs(X.mean(axis=0)).max() < 1e-12
    best = np.sum(np.linalg.svd(X, compute_uv=False)[4:] ** 2)
    for seed in range(3):  # what "Try this" says
        C, D = linear.descend(X, 4, seed, start=0.1)
        assert 4e-5 < np.sum((X - X @ C @ D) ** 2) / best - 1 < 9e-5


def at_random(X, m, seed):
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.normal(size=(X.shape[1], m)))[0]
    return Q, Q.T


def shrunk(X, m, seed):
    V = np.linalg.svd(X, full_matrices=False)[2][:m]
    return 0.99 * V.T, V


def others(X, m, seed):
    V = np.linalg.svd(X, full_matrices=False)[2][1 : m + 1]
    return V.T, V


def optimal(X, m, seed):
    V, G = np.linalg.svd(X, full_matrices=False)[2][:m], np.eye(m) + np.triu(np.ones((m, m)), 1)
    return V.T @ G, np.linalg.solve(G, V)


def test_any_invertible_matrix_between_gives_an_optimum():
    assert linear.check_autoencoder(optimal).holds and linear.check_subspace(optimal).holds


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (linear.check_collapse, {"network": lambda X, W: np.tanh(0.01 * linear.forward(X, W))}),
        (linear.check_collapse, {"network": lambda X, W: np.abs(linear.forward(X, W))}),
        (linear.check_collapse, {"network": lambda X, W: 2 * linear.forward(X, W)}),
        (linear.check_collapse, {"network": lambda X, W: linear.forward(X, W)[:, ::-1]}),
        (linear.check_collapse, {"network": lambda X, W: X @ W[0]}),
        (linear.check_collapse, {"network": lambda X, W: X}),
        (linear.check_rank, {"network": lambda X, W: X @ W[0]}),
        (linear.check_rank, {"network": lambda X, W: linear.forward(X, W)[:, :2]}),
        (linear.check_best, {"best": lambda X, m: linear.truncated(X, m) * 0.999}),
        (linear.check_best, {"best": lambda X, m: linear.truncated(X, max(m - 1, 1))}),
        (linear.check_best, {"best": lambda X, m: X}),
        (linear.check_best, {"best": lambda X, m: np.full(X.shape, np.nan)}),
        (linear.check_tail, {"best": lambda X, m: linear.truncated(X + 1e-5 * np.cos(np.arange(20)), m)}),
        (linear.check_tail, {"best": lambda X, m: linear.truncated(X, m + 1)}),
        (linear.check_tail, {"best": lambda X, m: np.full(X.shape, np.nan)}),
        (linear.check_autoencoder, {"train": at_random}),
        (linear.check_autoencoder, {"train": shrunk}),
        (linear.check_autoencoder, {"train": others}),
        (linear.check_autoencoder, {"train": lambda X, m, seed: (np.eye(64), np.eye(64))}),
        (linear.check_subspace, {"train": at_random}),
        (linear.check_subspace, {"train": others}),
        (linear.check_subspace, {"train": lambda X, m, seed: (0 * others(X, m, seed)[0], optimal(X, m, seed)[1])}),
    ],
)
def test_the_checks_notice_a_subtler_fault(check, broken):
    try:
        assert not check(**broken).holds
    except np.linalg.LinAlgError:
        pass  # NaN has no rank


def collapse(weights, biases):
    W, b = np.eye(len(weights[0])), np.zeros(len(weights[0]))
    for V, c in zip(weights, biases, strict=True):
        W, b = W @ V, b @ V + c
    return W, b


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("rank of a chain", 3, "right", "narrowest"),
        ("rank of a chain", 50, "wrong", "combinations"),
        ("what rank one must miss", math.sqrt(5), "right", "3 is kept"),
        ("what rank one must miss", 5, "wrong", "square"),
        ("must the rows be singular vectors", "no", "right", "subspace"),
        ("must the rows be singular vectors", "no.", "right", "subspace"),
        ("must the rows be singular vectors", False, "right", "subspace"),
        ("must the rows be singular vectors", "yes", "wrong", "invertible"),
        ("one layer for many", collapse, "right", "one affine map"),
        ("one layer for many", lambda W, b: (functools.reduce(np.matmul, W), sum(map(np.sum, b))), "wrong", "input 0"),
        ("one layer for many", lambda W, b: (functools.reduce(np.matmul, W), b[-1]), "wrong", "input 0"),
        ("one layer for many", lambda W, b: (W[0][:, :2], b[0]), "wrong", "shape"),
        ("one layer for many", lambda W, b: (W[0], b[0]), "wrong", "product"),
        ("one layer for many", lambda W, b: (collapse(W, b)[0], collapse(W, b)[1][None]), "wrong", "of shape (3,)"),
        ("one layer for many", lambda W, b: (np.ones((len(W[0]), len(b[-1]))), b[-1]), "wrong", "product"),
        ("units for nine tenths", 21, "right", "64"),
        ("units for nine tenths", 20, "wrong", "counts from 0"),
        ("units for nine tenths", 58, "wrong", "smallest m"),
        ("units for nine tenths", 4, "wrong", "smallest m"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
