"""What several sections of the chapter need: types, units, and the best uniform fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from ..numerics import Array

Function = Callable[[Array], Array]
Activation = Callable[[Any], Any]


def relu(z: ArrayLike) -> Array:
    """Return max(z, 0) elementwise."""
    return np.asarray(np.maximum(np.asarray(z, dtype=float), 0.0))


def step(z: ArrayLike) -> Array:
    """Return 1 where z >= 0 and 0 elsewhere: the threshold unit."""
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


def values_at(points: Array, name: str, f: Function) -> Array:
    """Return the values (n,) of a function at n points; unless it gives one for each, a ValueError names it."""
    if np.shape(y := f(points)) != (len(points),):
        raise ValueError(f"{name} must return one number for each of {len(points)} points, got shape {np.shape(y)}")
    return y


def chebyshev_points(n: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Return n points of [low, high] that crowd towards its ends; polynomials of low degree small on them are small."""
    return (low + high) / 2 - (high - low) / 2 * np.cos(np.pi * np.arange(n) / (n - 1))


def best_uniform_fit(features: Array, y: Array) -> tuple[Array, float]:
    """Return the linear combination of features with the smallest sup error, by linear programming.

    `features` (n, m) holds m functions at n points, `y` (n,) the target there; shapes that differ are a ValueError.
    Returns the values (n,) of the best combination, and its sup error over the n points.
    """
    if features.ndim != 2 or features.shape[0] != len(y):
        raise ValueError(f"features must have shape ({len(y)}, m), got {features.shape}")
    # An orthonormal basis of the same span: nearly dependent features would confuse the solver.
    left, scale, _ = np.linalg.svd(features, full_matrices=False)
    basis = left[:, scale > 1e-12 * scale[0]] * math.sqrt(len(y))
    rank = basis.shape[1]
    slack = np.ones((len(y), 1))
    cost, sides = np.r_[np.zeros(rank), 1.0], np.block([[basis, -slack], [-basis, -slack]])
    limits = [(None, None)] * rank + [(0, None)]
    solution = optimize.linprog(cost, sides, np.r_[y, -y], bounds=limits, method="highs")
    fit = basis @ solution.x[:-1]
    return fit, float(np.abs(fit - y).max())
