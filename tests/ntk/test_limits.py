"""Section 9: a parity, the kernel that cannot see it, and why."""

import numpy as np
import pytest

from dltheory.ntk import limits
from dltheory.tasks import your_turn


def test_the_kernel_is_the_mean_over_units():
    rng = np.random.default_rng(0)
    X, found = limits.draw_signs(4, 0), []
    for _ in range(400):
        a, W, b = rng.normal(size=500), rng.normal(size=(500, limits.D)), rng.normal(size=500)
        z = X @ W.T / np.sqrt(limits.D) + b
        h, on = np.maximum(z, 0), (z > 0) * a
        found.append((h @ h.T + (X @ X.T / limits.D + 1) * (on @ on.T)) / 500 + 1)
    found = np.array(found)
    error = 4 * found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - limits.relu_kernel(X, X)) < error).all()


def test_ridge_regression_is_that_of_the_normal_equations():
    X, Z = np.split(limits.draw_signs(60, 1), [40])
    K, K_new, y = limits.relu_kernel(X, X), limits.relu_kernel(Z, X), limits.parity(X, 2)
    fits = np.array([K_new @ np.linalg.solve(K + ridge * np.eye(40), y) for ridge in limits.RIDGES])
    square, wrong = limits.best_ridge(K, y, K_new, limits.parity(Z, 2))
    assert square == pytest.approx(((fits - limits.parity(Z, 2)) ** 2).mean(axis=1).min())
    assert wrong == pytest.approx((np.sign(fits) != limits.parity(Z, 2)).mean(axis=1).min())


def test_what_the_text_says():
    assert limits.net_wrong(limits.learn_parity(3, 500, 0.5, 1500)["fits"], 3, 500).max() == 0
    kernel = limits.kernel_wrong(limits.relu_kernel, 3, 500)
    assert 0.42 < kernel.min() and kernel.max() < 0.47
    few = limits.net_wrong(limits.learn_parity(3, 200, 0.5, 1500)["fits"], 3, 200)
    assert 0.37 < few.min() and few.max() < 0.51 and limits.kernel_wrong(limits.relu_kernel, 3, 200).min() > 0.465


@pytest.mark.parametrize(
    "kernel",
    [
        lambda X, Z: np.ones((len(X), len(Z))),
        lambda X, Z: limits.relu_kernel(X, Z, 0.0),
        lambda X, Z: limits.relu_kernel(X, np.roll(Z, 1, axis=0)),
        lambda X, Z: X @ Z.T,
        lambda X, Z: np.exp(-np.sqrt(np.maximum(0, 2 * X.shape[1] - 2 * X @ Z.T)) / 4),
        lambda X, Z: limits.deep_kernels(X, Z, 1, "relu", 1.0, 1.0)[0],
    ],
    ids=["constant", "no biases", "neighbours", "linear", "Laplace", "NNGP"],
)
def test_the_parity_does_not_count_against_a_worse_kernel(kernel):
    assert not limits.check_parity(kernel=kernel).holds


def test_parities_of_all_signs_are_orthogonal():
    targets = limits.triples(limits.all_signs(6))
    np.testing.assert_allclose(targets.T @ targets, 64 * np.eye(20), atol=1e-12)


def test_the_counting_bound_is_attained_by_parities_themselves():
    everything = limits.all_signs(10)
    targets = limits.triples(everything)
    assert limits.distances(targets[:, :60], targets).mean() == pytest.approx(0.5)
    assert limits.distances(limits.relu_kernel(everything, everything[::17][:60]), targets).mean() > 0.5


def test_the_zigzag_of_the_text():
    for x in limits.all_signs(3):
        s = x.sum()
        assert s + 2 - 2 * max(0, s + 1) + 2 * max(0, s - 1) == x.prod()


def test_checks_notice_other_kernels_and_fits():
    assert not limits.check_odd_part(kernel=lambda X, Z: 1.01 * limits.relu_kernel(X, Z, 0.0)).holds
    assert not limits.check_odd_part(kernel=lambda X, Z: limits.relu_kernel(X, Z, 0.01)).holds
    for factor in (0.99, 1.01, 2.0):
        assert not limits.check_counting(best=lambda F, T, c=factor: c * limits.distances(F, T)).holds
    assert not limits.check_counting(best=lambda F, T: limits.distances(F[:, 1:], T)).holds
    assert not limits.check_counting(best=lambda F, T: limits.distances(np.c_[F, T[:, :5]], T)).holds
    assert not limits.check_linear_target(kernel=lambda X, Z: limits.relu_kernel(X, np.roll(Z, 1, axis=0))).holds


def test_bad_input_is_refused():
    for call, words in (
        (lambda: limits.draw_signs(0, 1), "n must be"),
        (lambda: limits.parity(np.ones((2, 3)), 4), "k must be"),
    ):
        with pytest.raises(ValueError, match=words):
            call()


def relu(z):
    return np.maximum(0, z)


@pytest.mark.parametrize(
    ("net", "state", "words"),
    [
        (lambda x: x.sum() + 2 - 2 * relu(x.sum() + 1) + 2 * relu(x.sum() - 1), "right", "zigzag"),
        (lambda x: -1 + relu(x.sum() + 3) - 2 * relu(x.sum() + 1) + 2 * relu(x.sum() - 1), "right", "zigzag"),
        (lambda x: x.prod(), "wrong", "far out"),
        (lambda x: np.prod(np.sign(x)), "wrong", "jumps"),
        (lambda x: 1 if x.sum() in (3, -1) else -1, "wrong", "jumps"),
        (lambda x: x.sum(), "wrong", "x sums to"),
        (lambda x: x.sum() + 2 - 2 * relu(x.sum() + 1), "wrong", "+3"),
    ],
)
def test_a_parity_from_few_units(net, state, words):
    feedback = your_turn("a parity from few units", net)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the kernel on a 3-parity", "nearly half", "right", "0"),
        ("the kernel on a 3-parity", "Nearly", "right", "0"),
        ("the kernel on a 3-parity", "a quarter", "wrong", "label"),
        ("the kernel on a 3-parity", "none", "wrong", "network"),
        ("the kernel on a 3-parity", 0.5, "wrong", "three"),
        ("500 functions for 1,140 parities", 0.5614035087719298, "right", "44 %"),
        ("500 functions for 1,140 parities", 0.5614, "right", "44 %"),
        ("500 functions for 1,140 parities", 0.56, "right", "44 %"),
        ("500 functions for 1,140 parities", 0.44, "wrong", "*caught*"),
        ("500 functions for 1,140 parities", 0.439, "wrong", "*caught*"),
        ("500 functions for 1,140 parities", 0, "wrong", "all 1,140"),
        ("500 functions for 1,140 parities", 1, "wrong", "nothing"),
        ("500 functions for 1,140 parities", 0.3, "wrong", "N orthogonal"),
        ("a parity without biases", "impossible", "right", "even"),
        ("a parity without biases", "few", "wrong", "biases"),
        ("a parity without biases", "very many", "wrong", "−x"),
    ],
)
def test_predictions_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
