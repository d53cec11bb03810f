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


@pytest.mark.parametrize(
    ("X", "labels"),
    [
        (np.outer(np.arange(1.0, 5), np.ones(4)), np.array([1.0, -1, 1, -1])),  # four points of a line
        (np.array([[1.0, 1], [-1, -1], [2, 0], [0, 3], [3, 1]]), np.array([1.0, 1, -1, -1, -1])),  # a line through 0
    ],
)
def test_slab_memorizer_refuses_points_that_are_not_in_general_position(X, labels):
    with pytest.raises(ValueError, match=r"^X must be in general position"):
        memorizing.slab_memorizer(X, labels)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: memorizing.slab_memorizer(np.ones(3), np.ones(3)), r"^X must have shape"),
        (lambda: memorizing.slab_memorizer(np.ones((3, 2)), np.ones(2)), r"^labels must have shape \(3,\), got \(2,\)"),
        (lambda: memorizing.slab_memorizer(np.ones((3, 2)), np.ones(3), 0), r"^group must be .* got 0"),
        (lambda: memorizing.coin_labels(0, 2, np.random.default_rng(0)), r"^n must"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("digits", [7, 12])
def test_weights_of_fewer_digits_are_noticed(digits, rng):
    def network(X, y, direction):
        w, direction, b = memorizing.line_memorizer(X, y, direction)
        return w * (1 + 10.0**-digits * rng.uniform(-1, 1, len(w))), direction, b

    assert not memorizing.check_memorizer_rounding(network=network).holds


@pytest.mark.parametrize(
    ("guess", "state", "words"),
    [
        ("Hundreds ", "right", "420"),
        ("thousands", "wrong", "Far fewer"),
        ("hopeless", "wrong", "a table"),
        (4200, "wrong", "Write"),
        (None, "wrong", "Write"),
        (np.ones(2), "wrong", "Write"),
        (..., "open", "three dots"),
    ],
)
def test_how_many_weights(guess, state, words):
    feedback = your_turn("how many weights", guess)
    assert feedback.state == state and words in feedback.sentence


def gains(z, y):
    where = np.flatnonzero(np.diff(y, prepend=0.0))
    return np.diff(y, prepend=0.0)[where], z[where]


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (gains, "right", "n/2"),
        (lambda z, y: (np.append(y[0], np.diff(y)), np.append(z[0] - 9, (z[1:] + z[:-1]) / 2)), "wrong", "12 units"),
        (lambda z, y: (np.diff(y), z[1:]), "wrong", "the first label"),
        (lambda z, y: (np.append(y[0], np.diff(y) / 2), z), "wrong", "step of 2"),
        (lambda z, y: (y, z), "wrong", "of 12 labels are wrong"),
        (lambda z, y: gains(z, y)[::-1], "wrong", "of 12 labels are wrong"),
        (lambda z, y: (np.diff(y), z), "wrong", "(11,) and (12,)"),
        (lambda z, y: (1, 2), "wrong", "for every unit"),
        (lambda z, y: None, "wrong", "TypeError"),
        (lambda z, y: ("a", "b"), "wrong", "for every unit"),
        (lambda z, y: (..., ...), "open", "three dots"),
    ],
)
def test_stairs_for_labels(answer, state, words):
    feedback = your_turn("stairs for labels", answer)
    assert feedback.state == state and words in feedback.sentence
