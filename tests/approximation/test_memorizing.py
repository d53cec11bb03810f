"""Section 10: memorizers against interpolation and direct counts, and what the task says to each answer."""

import math

import numpy as np
import pytest

from dltheory.approximation import memorizing
from dltheory.tasks import your_turn


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def output(X, network):
    w, direction, b = network
    return np.maximum((X @ direction)[:, None] - b, 0) @ w


@pytest.mark.parametrize("n", [1, 2, 30])
def test_line_memorizer_takes_any_real_labels(n, rng):
    X, y = rng.standard_normal((n, 4)), rng.standard_normal(n)
    w, direction, b = memorizing.line_memorizer(X, y, rng.standard_normal(4))
    np.testing.assert_allclose(output(X, (w, direction, b)), y, atol=1e-9)
    assert w.size + direction.size + b.size == 2 * n + 4


def test_line_memorizer_is_the_polyline_between_the_points(rng):
    X, y, direction = rng.standard_normal((12, 3)), rng.standard_normal(12), rng.standard_normal(3)
    network = memorizing.line_memorizer(X, y, direction)
    order = np.argsort(X @ direction)
    share = rng.uniform(size=(11, 1))
    between = share * X[order][1:] + (1 - share) * X[order][:-1]
    np.testing.assert_allclose(
        output(between, network), np.interp(between @ direction, (X @ direction)[order], y[order]), atol=1e-9
    )


def test_line_error_returns_the_deviation_and_the_sum_of_sizes():
    X, direction = np.array([[1.0], [2.0], [4.0]]), np.array([1.0])
    network = (np.array([1.0, -3.0]), direction, np.array([0.0, 1.0]))  # terms: 1; 2, -3; 4, -9
    assert memorizing.line_error(X, np.array([1.0, -1.0, -4.5]), network) == (0.5, 13.0)


@pytest.mark.parametrize(("n", "d"), [(1, 3), (2, 3), (40, 2), (41, 5), (300, 20)])
def test_slab_memorizer_is_right_with_the_units_that_it_promises(n, d, rng):
    X, labels = memorizing.coin_labels(n, d, rng)
    W, width, rarer = memorizing.slab_memorizer(X, labels)
    np.testing.assert_array_equal(memorizing.slab_output(X, W, width, rarer), labels)
    assert len(W) == math.ceil(min((labels > 0).sum(), (labels < 0).sum()) / d)


def test_slabs_hold_their_points_and_no_others(rng):
    X, labels = memorizing.coin_labels(40, 2, rng)
    W, width, rarer = memorizing.slab_memorizer(X, labels)
    inside = np.abs(X @ W.T - 1) < width
    np.testing.assert_array_equal(inside.sum(axis=1), labels == rarer)
    assert (inside.sum(axis=0) <= 2).all()


@pytest.mark.parametrize(
    ("X", "y", "name"),
    [
        (np.ones((3, 3)), np.ones(3), "X must have shape"),
        (np.ones((3, 2)), np.ones(2), "y must have shape"),
        (np.ones((3, 2)), np.ones(3), "direction must tell all rows"),
    ],
)
def test_line_memorizer_names_a_bad_argument(X, y, name):
    with pytest.raises(ValueError, match=name):
        memorizing.line_memorizer(X, y, np.ones(2))


def units(z):
    return np.maximum(z[:, None] - np.append(z[0] - 1, z[:-1]), 0)


def test_polyline_accepts_the_weights_by_any_route():
    assert your_turn("polyline", lambda z, y: np.linalg.solve(units(z), y)).state == "right"

    def by_hand(z, y):
        slopes = np.diff(y, prepend=0.0) / np.diff(z, prepend=z[0] - 1)
        return [slopes[0], *(slopes[k] - slopes[k - 1] for k in range(1, len(z)))]

    assert your_turn("polyline", by_hand).state == "right"
    assert your_turn("polyline", lambda z, y: ...).state == "open"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda z, y: np.diff(y, prepend=0.0) / np.diff(z, prepend=z[0] - 1), "goes wrong in piece 2"),
        (lambda z, y: 2 * y, "goes wrong in piece 1"),
        (lambda z, y: np.diff(y) / np.diff(z), "9 units"),
    ],
)
def test_polyline_names_what_is_wrong(answer, words):
    feedback = your_turn("polyline", answer)
    assert feedback.state == "wrong" and words in feedback.sentence
