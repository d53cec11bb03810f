"""Section 4: sigmoid, softmax, and the laws behind the losses."""

import numpy as np
import pytest
from scipy import special

from dltheory.basics import softmax
from dltheory.tasks import your_turn


def test_numbers_of_the_paper_work():
    np.testing.assert_allclose(softmax.naive_softmax([[np.log(3), 0.0]]), [[0.75, 0.25]])
    e = 3.0  # e^d as printed gives 0.9
    assert e / (e + 1 / e) == pytest.approx(0.9)
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(709.0)) and np.isinf(np.exp(710.0))


def test_the_slip_is_sigma_of_twice_the_difference():
    erratum = softmax.erratum_difference()
    assert erratum.confirmed and erratum.printed.measured > 0.1
    e = np.exp(1.1)  # the numbers of the list of slips
    assert (round(e / (e + 1 / e), 4), round(e / (e + 1), 4)) == (0.9002, 0.7503)


def test_what_the_text_says_of_median_and_mean():
    y = np.array([1.0, 2, 3, 4, 90])
    assert (y.mean(), np.median(y)) == (20, 3)
    y = np.random.default_rng(0).normal(size=31)
    gone = [np.median(np.r_[np.full(k, 100.0), y[k:]]) > 50 for k in range(31)]
    assert gone.index(True) == 16


@pytest.mark.parametrize(
    "broken",
    [
        {"sigma": lambda z: 1 / (1 + np.exp(-1.01 * z))},
        {"slope": lambda s: s - 0.99 * s**2},
        {"tanh": lambda z: 2 * softmax.sigmoid(2 * z)},
        {"logit": lambda t: np.log(t) + np.log(1 - t)},
        {"logit": lambda t: np.full_like(t, np.nan)},
    ],
)
def test_the_check_of_sigmoid_notices(broken):
    assert not softmax.check_sigmoid(**broken).holds


@pytest.mark.parametrize(
    "wrong",
    [
        lambda Z: softmax.naive_softmax(2 * Z),
        lambda Z: special.expit(Z - Z.mean(axis=1, keepdims=True)),
        lambda Z: (
            np.column_stack([special.expit(2 * (Z[:, :1] - Z[:, 1:2])), special.expit(2 * (Z[:, 1:2] - Z[:, :1]))])
            if Z.shape[1] == 2
            else softmax.naive_softmax(Z)
        ),
        lambda Z: np.full(Z.shape, 1 / Z.shape[1]),
        lambda Z: np.full(Z.shape, np.nan),
    ],
)
def test_the_check_of_softmax_notices(wrong):
    assert not softmax.check_softmax(softmax=wrong).holds


@pytest.mark.parametrize(
    "broken",
    [
        {"square": lambda c, y: np.mean(np.abs(y - c))},
        {"size": lambda c, y: np.mean((y - c) ** 2)},
        {"size": lambda c, y: np.mean(np.abs(y - c) * (1 + 0.1 * (y > c)))},
        {"entropy": lambda z, labels: np.mean(z[labels])},
        {"entropy": lambda z, labels: -softmax.naive_softmax(z[None])[0][labels].mean()},
        {"entropy": lambda z, labels: 1.001 * softmax.cross_entropy(z, labels)},
        {"entropy": lambda z, labels: softmax.cross_entropy(2 * z, labels) + 0.01 * (z**2).sum()},
    ],
)
def test_the_check_of_likelihoods_notices(broken):
    assert not softmax.check_likelihood(**broken).holds


def large(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def shifted_by(what):
    def found(Z):
        E = np.exp(Z - what(Z, axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    return found


def one_shift(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a softmax for large scores", large, "right", "each row"),
        ("a softmax for large scores", lambda Z: special.softmax(Z, axis=1), "right", "each row"),
        ("a softmax for large scores", softmax.naive_softmax, "wrong", "1,000"),
        ("a softmax for large scores", one_shift, "wrong", "each row needs"),
        ("a softmax for large scores", shifted_by(np.mean), "wrong", "none above 0"),
        ("a softmax for large scores", shifted_by(np.min), "wrong", "none above 0"),
        ("a softmax for large scores", shifted_by(np.median), "wrong", "none above 0"),
        ("a softmax for large scores", shifted_by(lambda Z, **_: Z[:, :1]), "wrong", "none above 0"),
        ("a softmax for large scores", lambda Z: special.softmax(np.minimum(Z, 500), axis=1), "wrong", "1,000"),
        ("a softmax for large scores", lambda Z: large(Z / Z.max(axis=1, keepdims=True)), "wrong", "divide"),
        ("a softmax for large scores", lambda Z: large(Z.T).T, "wrong", "add up"),
        ("a softmax for large scores", lambda Z: large(Z)[:, 0], "wrong", "shape"),
        ("a softmax for large scores", lambda Z: ..., "open", "three dots"),
        ("the largest exponential", 710, "right", "709.8"),
        ("the largest exponential", 709, "wrong", "still fits"),
        ("the largest exponential", 308, "wrong", "power of ten"),
        ("the largest exponential", 500, "wrong", "whole number"),
        ("where the squares are least", 20, "right", "mean"),
        ("where the squares are least", 3, "wrong", "middle one"),
        ("where the sizes are least", 3, "right", "median"),
        ("where the sizes are least", 20, "wrong", "mean"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
