"""What the exported functions refuse: a ValueError says the argument, what it was and what is allowed."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

import dltheory.optimization as op

RNG = np.random.default_rng(0)
X = np.eye(2)


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
        (lambda: op.turned("30"), "angle must be finite, got '30'"),
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
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words
    plt.close("all")
