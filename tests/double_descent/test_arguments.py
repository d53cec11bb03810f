"""What the exported functions refuse: a ValueError says the argument, what it was and what is allowed."""

import math

import numpy as np
import pytest

import dltheory.double_descent as dd

RNG = np.random.default_rng(0)
X, T = np.array([0.2, 0.5, 0.9]), np.array([0.4])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dd.directions(0, 3, 5), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.directions(5, 3.0, 5), "p must be a whole number of at least 1, got 3.0"),
        (lambda: dd.directions(5, 3, -1), "draws must be a whole number of at least 1, got -1"),
        (lambda: dd.directions(5, 3, 5, law="even"), "law must be one of ['normal', 'signs', 'uneven'], got 'even'"),
        (lambda: dd.directions(5, 3, 5, -1), "seed must be a whole number of at least 0, got -1"),
        (lambda: dd.two_features(0, RNG), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.one_over_chi2([3, math.nan]), "k must be finite, got [3, nan]"),
        (lambda: dd.plot_tamed(0), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.plot_tamed(noise=0), "noise must be a finite number above 0, got 0"),
        (lambda: dd.noisy_digits(0, 1.5), "redrawn must be a number from 0 to 1, got 1.5"),
        (lambda: dd.noisy_digits(-1), "seed must be a whole number of at least 0, got -1"),
        (lambda: dd.width_curves(0, 2), "redrawn must be a number from 0 to 1, got 2"),
        (lambda: dd.width_curves(0, ridge=-1e-3), "ridge must be a finite number of at least 0, got -0.001"),
        (lambda: dd.width_curves(0, scale=0), "scale must be a finite number above 0, got 0"),
        (lambda: dd.width_curves(0, widths=(10, 0)), "widths must be a finite number of at least 1, got (10, 0)"),
        (lambda: dd.train_networks((0, 4)), "widths must be a finite number of at least 1, got (0, 4)"),
        (lambda: dd.train_networks((4,), redrawn=-0.1), "redrawn must be a number from 0 to 1, got -0.1"),
        (lambda: dd.train_networks((4,), seeds=0), "seeds must be a whole number of at least 1, got 0"),
        (lambda: dd.train_networks((4,), steps=0), "steps must be a whole number of at least 1, got 0"),
        (lambda: dd.plot_networks({"test": X}), "live must be what train_networks returns, got the keys ['test']"),
        (lambda: dd.nearest_weights(X[None], T), "x must have shape (n,), got (1, 3)"),
        (lambda: dd.nearest_weights(X, 0.4), "t must have shape (n,), got ()"),
        (lambda: dd.polyline_weights(X[::-1], T), "x must rise, got array([0.9, 0.5, 0.2])"),
        (lambda: dd.polynomial_weights(X, T * math.nan), "t must be finite, got array([nan])"),
        (lambda: dd.polynomial_weights(X[:0], T), "len(x) must be a whole number of at least 1, got 0"),
        (lambda: dd.peaked_weights(X[:1], T), "len(x) must be a whole number of at least 2, got 1"),
        (lambda: dd.peaked_weights(X, T, -1), "exponent must be a finite number of at least 0, got -1"),
        (lambda: dd.excess(dd.nearest_weights, 1), "n must be a whole number of at least 2, got 1"),
        (lambda: dd.excess(dd.nearest_weights, 5, 0), "draws must be a whole number of at least 1, got 0"),
        (lambda: dd.normal_rows(0, 3, RNG), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.wave_rows(3, 0.5, RNG), "p must be a whole number of at least 1, got 0.5"),
        (lambda: dd.noise_level(math.inf), "alpha must be finite, got inf"),
        (lambda: dd.noise_level(2.0, draws=0), "draws must be a whole number of at least 1, got 0"),
        (lambda: dd.two_paces(0, [-1.0]), "steps must be a finite number of at least 0, got [-1.0]"),
        (lambda: dd.two_paces(0, X, slow=0), "slow must be a finite number above 0, got 0"),
        (lambda: dd.two_paces(0, X, hidden=-1), "hidden must be a finite number of at least 0, got -1"),
        (lambda: dd.two_paces(0, X, n=0), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.overfit_digits(20), "redrawn must be a number from 0 to 1, got 20"),
        (lambda: dd.overfit_digits(seeds=0), "seeds must be a whole number of at least 1, got 0"),
        (lambda: dd.sums(0.5), "seed must be a whole number of at least 0, got 0.5"),
        (lambda: dd.sums(0, 0), "p must be a whole number of at least 1, got 0"),
        (lambda: dd.square_network(0, 0), "units must be a whole number of at least 1, got 0"),
        (lambda: dd.accuracies(None, X, X, 3), "seen must be a whole number from 1 to 2, got 3"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words
