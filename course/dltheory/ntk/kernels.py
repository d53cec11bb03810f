"""Section 1, a straight line in other coordinates: feature maps, their kernels, and the coefficients of a kernel fit."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..evidence import check, erratum, largest
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_count, require_shape


def monomials(X: ArrayLike, degree: int, factors: bool = True) -> Array:
    """Return the features (n, p) whose inner product is (1 + x·z)^degree: all monomials up to it, each times a constant.

    Parameters
    ----------
    X : array_like of shape (n, d)
    degree : int
        At least 1. There are p = (d + degree)! / (d! degree!) features.
    factors : bool
        Whether each monomial has its constant, the square root of its multinomial coefficient.
    """
    X = np.asarray(X, dtype=float)
    require_shape(None, None, X=X)
    require_count(1, degree=degree)
    with_one = np.column_stack([np.ones(len(X)), X])
    columns = []
    for chosen in itertools.combinations_with_replacement(range(with_one.shape[1]), degree):
        repeats = math.prod(math.factorial(count) for count in Counter(chosen).values())
        factor = math.sqrt(math.factorial(degree) / repeats) if factors else 1.0
        columns.append(factor * with_one[:, chosen].prod(axis=1))
    return np.column_stack(columns)


def polynomial(X: ArrayLike, Z: ArrayLike, degree: int) -> Array:
    """Return the kernel (1 + x·z)^degree for all pairs: (n, m) from X (n, d) and Z (m, d)."""
    X, Z = np.asarray(X, dtype=float), np.asarray(Z, dtype=float)
    require_shape(None, None, X=X)
    require_shape(None, X.shape[1], Z=Z)
    require_count(1, degree=degree)
    return np.asarray((1 + X @ Z.T) ** degree)


def rings(n: int, seed: int = 0) -> tuple[Array, Array]:
    """Draw n points (n, 2) in the plane, half of them in a disc and half in a ring around it, and labels -1 and 1 (n,)."""
    require_count(2, n=n)
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n) % 2, 1.0, -1.0)
    radius = np.where(y > 0, rng.uniform(1.2, 1.7, n), 0.8 * np.sqrt(rng.uniform(0, 1, n)))
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), y


@check("Definition 25", "largest difference of ⟨φ(x), φ(z)⟩ from (1 + x·z)^k, over the largest value; 30 points, dimensions 1 to 5, "
       "degrees 1 to 4", "<=", 0.0, 1e-12, kind="identity")  # fmt: skip
def check_polynomial(features: Callable[[Array, int], Array] = monomials) -> float:
    """Multiply the features out, and compare with the power."""
    rng, found = np.random.default_rng(0), []
    for d, degree in itertools.product(range(1, 6), range(1, 5)):
        X = rng.normal(size=(30, d))
        phi, K = features(X, degree), (1 + X @ X.T) ** degree
        found.append(np.abs(phi @ phi.T - K).max() / np.abs(K).max())
    return largest(found)


check_polynomial.breaks("the factors such as √2 left out", features=lambda X, k: monomials(X, k, factors=False))
check_polynomial.breaks("features 1 % too long", features=lambda X, k: 1.01 * monomials(X, k))


def dual_coefficients(K: Array, y: Array, ridge: float) -> Array:
    """Return the coefficients (n,) of the fit Σ αᵢ K(x, xᵢ) with a penalty of ridge/2 times the squared weights."""
    return np.asarray(np.linalg.solve(K + ridge * np.eye(len(K)), y))


@check("Theorem 53", "largest difference at 50 new points of Σ αᵢ K(x, xᵢ) from the fit by weights, over the largest value; 40 points in "
       "2 and 5 dimensions (10 and 56 features), ridge 0.01, 1 and 30", "<=", 0.0, 1e-8, kind="identity")  # fmt: skip
def check_representer(coefficients: Callable[[Array, Array, float], Array] = dual_coefficients) -> float:
    """Fit the weights by least squares on the points and the penalty, stacked; then look where no point was."""
    rng, found = np.random.default_rng(1), []
    for d, ridge in itertools.product((2, 5), (0.01, 1.0, 30.0)):
        X, new, y = 0.7 * rng.normal(size=(40, d)), 0.7 * rng.normal(size=(50, d)), rng.normal(size=40)
        phi = monomials(X, 3)
        p = phi.shape[1]
        stacked = np.vstack([phi, math.sqrt(ridge) * np.eye(p)])
        theta = np.linalg.lstsq(stacked, np.append(y, np.zeros(p)), rcond=None)[0]
        by_weights = monomials(new, 3) @ theta
        by_kernel = polynomial(new, X, 3) @ coefficients(polynomial(X, X, 3), y, ridge)
        found.append(np.abs(by_kernel - by_weights).max() / np.abs(by_weights).max())
    return largest(found)


check_representer.breaks("no penalty with the coefficients", coefficients=lambda K, y, ridge: dual_coefficients(K, y, 1e-4))  # fmt: skip
check_representer.breaks("coefficients 1 % too large", coefficients=lambda K, y, r: 1.01 * dual_coefficients(K, y, r))


@erratum(77, "Theorem 53", "5 points, 10 features, no penalty: part of a minimizer θ across all φ(xᵢ), over its length", "==", 0.0, 1e-9,
         printed="every minimizer is Σ αᵢ φ(xᵢ)", corrected="the minimizer of least length is")  # fmt: skip
def erratum_every_minimizer() -> tuple[float, float]:
    """Descend from a start that is not 0, and from 0: both end with the loss 0."""
    rng = np.random.default_rng(2)
    phi, y = monomials(rng.normal(size=(5, 2)), 3), rng.normal(size=5)
    onto = np.linalg.pinv(phi) @ phi
    found = []
    for start in (rng.normal(size=10), np.zeros(10)):
        theta = start + np.linalg.lstsq(phi, y - phi @ start, rcond=None)[0]
        found.append(float(np.linalg.norm(theta - onto @ theta) / np.linalg.norm(theta)))
    return found[0], found[1]


@task("a million features", right="Right: a million features, and about 60 operations a pair. Each factor decides about one coordinate: in the "
      "product, or not.")  # fmt: skip
def _million(kernel: Callable[[Array, Array], Any]) -> str:
    rng = np.random.default_rng(3)
    X, Z = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    sets = [list(chosen) for size in range(4) for chosen in itertools.combinations(range(3), size)]
    true = sum(np.outer(X[:, s].prod(axis=1), Z[:, s].prod(axis=1)) for s in sets)
    found = numbers(kernel(X, Z))
    if found.shape != (4, 5):
        return f"For X (4, 3) and Z (5, 3) the result should have shape (4, 5), one number a pair; it is {found.shape}."
    slips = [
        ((1 + X @ Z.T) ** 3, "That is the kernel of *all* monomials, squares too. No coordinate may occur twice."),
        (true - 1, "The empty set is a subset too: its feature is 1."),
        ((X[:, None] * Z).prod(axis=-1), "That is one feature only. Each factor should leave open: in or not."),
        (1 + X @ Z.T, "That has the empty set and the single coordinates only."),
    ]
    if not np.allclose(found, true, rtol=1e-6):
        otherwise = "For d = 2, multiply out: 1 + x₁z₁ + x₂z₂ + x₁x₂z₁z₂. It is a product of two factors: which?"
        return recognize(found, slips, otherwise)
    wide = numbers(kernel(np.ones((2, 20)), np.ones((2, 20))))
    return "" if np.allclose(wide, 2.0**20) else "Right for d = 3. It should work for any d: take it from X."
