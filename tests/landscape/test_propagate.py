"""Section 4: one random layer, and many."""

import itertools

import numpy as np
import pytest
from scipy.special import digamma

from dltheory.landscape import propagate
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: propagate.entries("cauchy", (2,), rng), "law must"),
        (lambda: propagate.squared_lengths(1, 3, 1.0, 5, rng), "d must"),
        (lambda: propagate.squared_lengths(4, 0, 1.0, 5, rng), "t must"),
        (lambda: propagate.squared_lengths(4, 3, 0.0, 5, rng), "sigma must"),
        (lambda: propagate.squared_lengths(4, 3, 1.0, 0, rng), "draws must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize("law", propagate.LAWS)
def test_entries_have_the_moments_that_are_said(law):
    w = propagate.entries(law, (400_000,), np.random.default_rng(1))
    moments = [np.mean(w**power) for power in (1, 2, 3, 4)]
    np.testing.assert_allclose(moments, [0, 1, 0, propagate.LAWS[law][1]], atol=0.05)


@pytest.mark.parametrize("xi", [[1.0, 0, 0], [1, 1, 1], [2, -1, 0.5]])
def test_the_fourth_moment_of_signs_is_that_of_all_matrices_of_signs(xi):
    W = np.array(list(itertools.product((-1, 1), repeat=9))).reshape(-1, 3, 3) * 0.7
    fourth = (((W @ np.array(xi)) ** 2).sum(axis=1) ** 2).mean()
    assert propagate.mean_fourth(np.array([xi]), 0.7, 1.0) == pytest.approx(fourth)


def test_lengths_are_those_of_the_products_of_the_layers():
    found = propagate.squared_lengths(3, 4, 0.5, 2, np.random.default_rng(2), "uniform")
    rng, h = np.random.default_rng(2), np.array([[0.8, 0.6, 0]] * 2)
    for t in range(4):
        W = 0.5 * propagate.entries("uniform", (2, 3, 3), rng)
        h = np.array([W[i] @ h[i] for i in range(2)])
        np.testing.assert_allclose(found[:, t + 1], (h**2).sum(axis=1))


def test_the_typical_length_is_about_exp_of_depth_over_width_below_the_mean():
    for d in (10, 100):
        assert propagate.typical_log(d, 60, d**-0.5) == pytest.approx(-60 / d, rel=0.04)


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (propagate.check_one_layer, {"mean": lambda A, B, sigma: propagate.mean_after(A, B, 1.01 * sigma)}),
        (propagate.check_one_layer, {"mean": lambda A, B, sigma: sigma**2 * np.sum((A @ A.T) ** 2) ** 0.5}),
        (propagate.check_one_layer, {"mean": lambda A, B, sigma: 0.99 * propagate.mean_after(A, B, sigma)}),
        (propagate.check_one_layer, {"mean": lambda A, B, s: (s * np.linalg.norm(A, 2) * np.linalg.norm(B, 2)) ** 2}),
        (propagate.check_mean_length, {"lengths": lambda d, t, *a: propagate.squared_lengths(d, t + 1, *a)[:, 1:]}),
        (propagate.check_mean_length, {"lengths": lambda *a: propagate.squared_lengths(*a)[:, ::-1]}),
        (propagate.check_mean_length, {"lengths": lambda *a: 0.97 * propagate.squared_lengths(*a)}),
        (propagate.check_mean_length, {"lengths": lambda *a: np.full((50, 7), np.nan)}),
        (propagate.check_fourth, {"formula": lambda xi, s, k: propagate.mean_fourth(xi, 1.01 * s, k)}),
        (propagate.check_fourth, {"formula": lambda xi, s, k: propagate.mean_fourth(xi, s, (k + 3) / 2)}),
        (propagate.check_typical, {"mean_log": lambda d, t, s: t * (2 * np.log(s * d**0.5) - 1 / d)}),
        (propagate.check_typical, {"mean_log": lambda d, t, s: np.nan}),
        (
            propagate.check_typical,
            {"mean_log": lambda d, t, s: propagate.typical_log(d, t, s) / 2 + t * np.log(s * d**0.5)},
        ),
        (
            propagate.check_fourth,
            {"formula": lambda xi, s, k: propagate.mean_fourth(xi, s, k) - 10 * s**4 * (xi**2).sum(axis=-1) ** 2},
        ),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("below the mean", "most", "right", "95 of 100"),
        ("below the mean", "half", "wrong", "median"),
        ("below the mean", "many", "wrong", "three words"),
        ("one coordinate and signs", 1, "right", "column"),
        ("one coordinate and signs", 1.2, "wrong", "normal"),
        ("layers of different widths", lambda ds: np.exp(-sum(1 / d for d in ds)), "right", "add up"),
        ("layers of different widths", lambda ds: np.exp(-len(ds) / np.mean(ds)), "wrong", "narrow layers"),
        ("layers of different widths", lambda ds: np.exp(-len(ds) / min(ds)), "wrong", "narrowest"),
        ("layers of different widths", lambda ds: np.exp(sum(1 / d for d in ds)), "wrong", "shorter"),
        ("layers of different widths", lambda ds: -sum(1 / d for d in ds), "wrong", "exp of it"),
        (
            "layers of different widths",
            lambda ds: sum(digamma(d / 2) - np.log(d / 2) for d in ds),
            "wrong",
            "exp of it",
        ),
        (
            "layers of different widths",
            lambda ds: np.exp(sum(digamma(d / 2) - np.log(d / 2) for d in ds)),
            "right",
            "add up",
        ),
        ("layers of different widths", lambda ds: np.exp(sum(digamma(d) - np.log(d) for d in ds)), "wrong", "d/2"),
        ("layers of different widths", lambda ds: np.exp(-sum(2 / d for d in ds)), "wrong", "variance"),
        ("layers of different widths", lambda ds: 1.0, "wrong", "typical is exp"),
        ("layers of different widths", lambda ds: -1.0, "wrong", "expected"),
        ("layers of different widths", lambda ds: np.ones(3), "wrong", "One number"),
        ("layers of different widths", lambda ds: ..., "open", ""),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
