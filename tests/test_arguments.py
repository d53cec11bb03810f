"""What the exported functions of a chapter refuse: a ValueError says the argument, what it was and what is allowed."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

import dltheory.double_descent as dd
import dltheory.optimization as op

RNG = np.random.default_rng(0)
X, LINE, T = np.eye(2), np.array([0.2, 0.5, 0.9]), np.array([0.4])


def slope(x):
    return x


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: op.descend(slope, [1.0], math.nan, 3), "eta must be finite, got nan"),
        (lambda: op.descend(slope, [1.0], 0.1, 2.5), "steps must be a whole number of at least 0, got 2.5"),
        (lambda: op.draw_levels(plt.gca(), slope, (0, 1)), "window must have shape (4,), got (2,)"),
        (lambda: op.draw_levels(plt.gca(), slope, (0, 1, 0, math.inf)), "window must be finite, got (0, 1, 0, inf)"),
        (lambda: op.random_function(RNG, d=0), "d must be a whole number of at least 1, got 0"),
        (lambda: op.random_function(RNG, kappa=0.5), "kappa must be a finite number of at least 1, got 0.5"),
        (lambda: op.gradient_flow(slope, [1.0], []), "times must rise, from 0 or later, got []"),
        (lambda: op.gradient_flow(slope, [1.0], [-1, 1]), "times must rise, from 0 or later, got [-1, 1]"),
        (lambda: op.wells([1.0, 2.0, 3.0]), "p must have shape (..., 2), got (3,)"),
        (lambda: op.wells_gradient(1.0), "p must have shape (..., 2), got ()"),
        (lambda: op.add_squared_gradient(slope, math.inf), "share must be finite, got inf"),
        (lambda: op.gaps(slope, slope, [1.0], -0.1, 3), "eta must be a finite number above 0, got -0.1"),
        (lambda: op.gaps(slope, slope, [1.0], 0.1, -3), "steps must be a whole number of at least 0, got -3"),
        (lambda: op.rotation("30"), "degrees must be finite, got '30'"),
        (lambda: op.huber(0), "knee must be a finite number above 0, got 0"),
        (lambda: op.logistic(RNG, math.nan), "gap must be finite, got nan"),
        (lambda: op.logistic(RNG, 1.0, 0), "n must be a whole number of at least 2, got 0"),
        (lambda: op.logistic(RNG, 1.0, 5), "n must be a multiple of 2, got 5"),
        (lambda: op.small_network(-1), "seed must be a whole number of at least 0, got -1"),
        (lambda: op.curvature_along(op.wavy(), np.ones(3)), "path must have shape (n, n), got (3,)"),
        (lambda: op.curvature_along(op.wavy(), X, 0), "every must be a whole number of at least 1, got 0"),
        (lambda: op.washboard(-1), "teeth must be a whole number of at least 0, got -1"),
        (lambda: op.wide_system(RNG, 0), "n must be a whole number of at least 1, got 0"),
        (lambda: op.wide_system(RNG, d=0.5), "d must be a whole number of at least 1, got 0.5"),
        (lambda: op.promise([10, 0]), "K must be a finite number of at least 1, got [10, 0]"),
        (lambda: op.squared_slopes(0), "K must be a whole number of at least 1, got 0"),
        (lambda: op.squared_slopes(10, eta=0), "eta must be a finite number above 0, got 0"),
        (lambda: op.roll(slope, [1.0], 0.1, 1.0, 3), "beta must be at least 0 and less than 1, got 1.0"),
        (lambda: op.roll(slope, [1.0], math.inf, 0.5, 3), "eta must be finite, got inf"),
        (lambda: op.roll(slope, [1.0], 0.1, 0.5, -3), "steps must be a whole number of at least 0, got -3"),
        (lambda: op.best_momentum(0.5), "kappa must be a finite number of at least 1, got 0.5"),
        (lambda: op.count_steps(op.roll, 0.5, 0.1, 0), "kappa must be a finite number of at least 1, got 0.5"),
        (lambda: op.count_steps(op.roll, 2, 0, 0), "eta must be a finite number above 0, got 0"),
        (lambda: op.smallest_network([1.0, 2.0, 3.0]), "xy must have shape (2, ...), got (3,)"),
        (lambda: op.linear_law(X[0], X[0], 0.1, 1), "X must have shape (n, n), got (2,)"),
        (lambda: op.linear_law(X, X[0], 0, 1), "eta must be a finite number above 0, got 0"),
        (lambda: op.exact_law(X, np.ones(3), 0.1, 1), "r must have shape (2,), got (3,)"),
        (lambda: op.exact_law(X, X[0], 0.1, 0), "batch must be a whole number of at least 1, got 0"),
        (lambda: op.spread(-0.1, 1), "eta must be a finite number above 0, got -0.1"),
        (lambda: op.spread(0.1, 1, walkers=0), "walkers must be a whole number of at least 1, got 0"),
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
        (lambda: dd.plot_networks({"test": LINE}), "live must be what train_networks returns, got the keys ['test']"),
        (lambda: dd.nearest_weights(LINE[None], T), "x must have shape (n,), got (1, 3)"),
        (lambda: dd.nearest_weights(LINE, 0.4), "t must have shape (n,), got ()"),
        (lambda: dd.polyline_weights(LINE[::-1], T), "x must rise, got array([0.9, 0.5, 0.2])"),
        (lambda: dd.polynomial_weights(LINE, T * math.nan), "t must be finite, got array([nan])"),
        (lambda: dd.polynomial_weights(LINE[:0], T), "len(x) must be a whole number of at least 1, got 0"),
        (lambda: dd.peaked_weights(LINE[:1], T), "len(x) must be a whole number of at least 2, got 1"),
        (lambda: dd.peaked_weights(LINE, T, -1), "exponent must be a finite number of at least 0, got -1"),
        (lambda: dd.excess(dd.nearest_weights, 1), "n must be a whole number of at least 2, got 1"),
        (lambda: dd.excess(dd.nearest_weights, 5, 0), "draws must be a whole number of at least 1, got 0"),
        (lambda: dd.normal_rows(0, 3, RNG), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.wave_rows(3, 0.5, RNG), "p must be a whole number of at least 1, got 0.5"),
        (lambda: dd.noise_level(math.inf), "alpha must be finite, got inf"),
        (lambda: dd.noise_level(2.0, draws=0), "draws must be a whole number of at least 1, got 0"),
        (lambda: dd.two_paces(0, [-1.0]), "steps must be a finite number of at least 0, got [-1.0]"),
        (lambda: dd.two_paces(0, LINE, slow=0), "slow must be a finite number above 0, got 0"),
        (lambda: dd.two_paces(0, LINE, hidden=-1), "hidden must be a finite number of at least 0, got -1"),
        (lambda: dd.two_paces(0, LINE, n=0), "n must be a whole number of at least 1, got 0"),
        (lambda: dd.overfit_digits(20), "redrawn must be a number from 0 to 1, got 20"),
        (lambda: dd.overfit_digits(seeds=0), "seeds must be a whole number of at least 1, got 0"),
        (lambda: dd.sums(0.5), "seed must be a whole number of at least 0, got 0.5"),
        (lambda: dd.sums(0, 0), "p must be a whole number of at least 1, got 0"),
        (lambda: dd.square_network(0, 0), "units must be a whole number of at least 1, got 0"),
        (lambda: dd.accuracies(None, LINE, LINE, 3), "seen must be a whole number from 1 to 2, got 3"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words
    plt.close("all")
