"""Section 1: shrinking, the excess risk as a distance, and a mistake that costs nothing."""

import math

import numpy as np
import pytest

from dltheory.double_descent import decomposition
from dltheory.tasks import your_turn


def test_two_features_have_the_stated_covariance():
    X = decomposition.two_features(200_000, np.random.default_rng(0))
    np.testing.assert_allclose(X.T @ X / len(X), decomposition.SIGMA, atol=0.01)


def test_planted_labels_come_from_the_planted_weights():
    Phi, y = decomposition.planted(100_000, np.random.default_rng(0))
    np.testing.assert_allclose(np.linalg.lstsq(Phi, y)[0], [1, -1, 2], atol=0.02)
    assert np.var(y - Phi @ [1, -1, 2]) == pytest.approx(0.25, rel=0.02)


def test_shrinking_the_mean_of_four_is_best_at_four_fifths():
    s = np.linspace(0, 1, 1001)
    assert s[((1 - s) ** 2 + s**2 / 4).argmin()] == pytest.approx(0.8)


def test_parts_on_paper_are_those_of_the_fits():
    w = decomposition.shrunk_fits(0.5, 20_000, np.random.default_rng(1))
    off = w.mean(axis=0) - decomposition.W_STAR
    bias, variance = decomposition.shrunk_parts(0.5)
    assert off @ decomposition.SIGMA @ off == pytest.approx(bias, rel=0.02)
    assert decomposition._cost(w - w.mean(axis=0)).mean() == pytest.approx(variance, rel=0.05)


@pytest.mark.parametrize("fits", [lambda *given: decomposition.shrunk_fits(*given) * 0.95,
                                  lambda s, *rest: decomposition.shrunk_fits(1.0, *rest)])  # fmt: skip
def test_checks_of_theorem_80_notice_other_fits(fits):
    assert not decomposition.check_decomposition(fits=fits).holds
    assert not decomposition.check_cross_term(fits=fits).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("best shrinking", 4 / 5, "right", "0.2"),
        ("best shrinking", 1, "wrong", "right on average"),
        ("best shrinking", 0.5, "wrong", "bias"),
        ("best shrinking", 0.9, "wrong", "derivative"),
        ("best shrinking", ..., "open", "three dots"),
        ("a free mistake", [2, -1], "right", "agree"),
        ("a free mistake", (-0.4, 0.2), "right", "agree"),
        ("a free mistake", [1, -1], "wrong", "equal to the first"),
        ("a free mistake", [2, 1], "wrong", "same direction"),
        ("a free mistake", [1, 0], "wrong", "costs 1"),
        ("a free mistake", [1e-5, 0], "wrong", "costs 1"),
        ("a free mistake", [2e-200, -1e-200], "right", "agree"),
        ("a free mistake", [0, 0], "wrong", "not zero"),
        ("a free mistake", [1, 2, 3], "wrong", "Two numbers"),
        ("a free mistake", [math.nan, 1], "wrong", "Two numbers"),
        ("a free mistake", "2, -1", "wrong", "Two numbers"),
        ("a free mistake", ..., "open", "three dots"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
