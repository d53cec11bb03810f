"""Section 10, memorizing: networks that take any labels at the points of a data set."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import linalg

from ..evidence import check, largest
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_count, require_shape
from ._common import relu, step

Line = tuple[Array, Array, Array]
Slabs = tuple[Array, Array, float]


def line_memorizer(X: Array, y: Array, direction: Array) -> Line:
    """Build the network x -> sum_j w_j relu(direction . x - b_j) with n units that takes the values y at the rows of X.
    X (n, d) and y (n,) are the data; two rows with the same projection on `direction` (d,) are a ValueError. Returns w
    (n,), `direction` and b (n,): a polyline through the labels. Source: Zhang et al. 2017, Theorem 1.
    """
    require_shape(None, len(direction), X=X)
    require_shape(len(X), y=y)
    order = np.argsort(X @ direction)
    z = (X @ direction)[order]
    if (np.diff(z) <= 0).any():
        raise ValueError("direction must tell all rows of X apart, got the same projection for two of them")
    b = np.append(z[0] - 1, z[:-1])
    return linalg.solve_triangular(relu(z[:, None] - b), y[order], lower=True), direction, b


def slab_memorizer(X: Array, labels: Array, group: int | None = None) -> Slabs:
    """Build a threshold network for labels +-1 that cuts the rarer one out in slabs around hyperplanes W_j . x = 1. A
    hyperplane through d points in general position misses all others; two thresholds beside it, at 1 -+ width_j, are 1
    on these `group` = d points only. Points not in general position, or a hyperplane through 0, are a ValueError.
    Returns W (slabs, d), width (slabs,) and the rarer label. Source: Baum 1988.
    """
    require_shape(None, None, X=X)
    require_shape(len(X), labels=labels)
    require_count(group=X.shape[1] if group is None else group)
    rarer = 1.0 if (labels > 0).mean() <= 0.5 else -1.0
    cut, group = X[labels == rarer], group or X.shape[1]
    parts = [cut[start : start + group] for start in range(0, len(cut), group)]
    W = np.array([np.linalg.lstsq(part, np.ones(len(part)))[0] for part in parts]).reshape(-1, X.shape[1])
    distance = np.sort(np.abs(X @ W.T - 1), axis=0)
    width = np.array([distance[len(part), j] / 2 for j, part in enumerate(parts)])
    if group == X.shape[1] and any(np.abs(parts[j] @ W[j] - 1).max() >= width[j] for j in range(len(W))):
        raise ValueError("X must be in general position, got a hyperplane of a group that meets another row of X, or 0")
    return W, width, rarer


def slab_output(X: Array, W: Array, width: Array, rarer: float) -> Array:
    """Evaluate a slab network of 2 len(W) threshold units at the rows of X (n, d): `rarer` in a slab, else -`rarer`."""
    margin = X @ W.T - 1
    return np.asarray(rarer * (2 * (step(margin + width) - step(margin - width)).sum(axis=1) - 1))


def coin_labels(n: int, d: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return n Gaussian points (n, d) and labels +-1 (n,) from tossing a coin."""
    require_count(n=n, d=d)
    return rng.normal(size=(n, d)), rng.choice([-1.0, 1.0], n)


def line_error(X: Array, y: Array, network: Line) -> tuple[float, float]:
    """Return the largest error of a line memorizer at its n points, and S, the largest sum of its terms' sizes."""
    w, direction, b = network
    terms = relu((X @ direction)[:, None] - b) * w
    return float(np.abs(terms.sum(axis=1) - y).max()), float(np.abs(terms).sum(axis=1).max())


@check("Zhang et al. 2017, Theorem 1", "largest error, coin labels on n = 10, 50, 200, 500 points in d = 20, 5 draws each", "<=", 0.0, 1e-7,
       kind="construction")  # fmt: skip
def check_line_memorizer(network: Callable[..., Line] = line_memorizer, seed: int = 0) -> float:
    """Measure how far networks of n units, with 2n + d weights, are from their labels."""
    rng = np.random.default_rng(seed)
    data = [coin_labels(n, 20, rng) for n in (10, 50, 200, 500) * 5]
    return largest([line_error(X, y, network(X, y, rng.normal(size=20)))[0] for X, y in data])


check_line_memorizer.breaks("one unit fewer", network=lambda *at: ((m := line_memorizer(*at))[0][:-1], m[1], m[2][:-1]))


@check("Zhang et al. 2017, Theorem 1", "data sets out of 24 (50 to 2000 points, d = 20) whose error is not u S within a factor 30, u = 2⁻⁵³", "==", 0.0,
       kind="Monte Carlo")  # fmt: skip
def check_memorizer_rounding(network: Callable[..., Line] = line_memorizer, seed: int = 0) -> float:
    """Count the draws whose error is not about one rounding of the sum S of sizes; the last bits are the machine's."""
    rng = np.random.default_rng(seed)
    data = [coin_labels(n, 20, rng) for n in (50, 200, 500, 2000) * 6]
    error, S = np.array([line_error(X, y, network(X, y, rng.normal(size=20))) for X, y in data]).T
    factor = np.exp(np.abs(np.log(np.maximum(error, 1e-99) * 2.0**53 / np.maximum(S, 1e-99))))
    return float((~(factor <= 30)).sum())  # what is no number counts


check_memorizer_rounding.breaks(
    "weights kept to seven digits", network=lambda *at: ((m := line_memorizer(*at))[0].astype(np.float32), *m[1:])
)


@check("Baum 1988", "mistakes, and slabs beyond the promised ⌈q/d⌉, counted together; coin labels on 40, 200, 1000 points, d = 20",
       "==", 0.0, kind="construction")  # fmt: skip
def check_slab_memorizer(network: Callable[..., Slabs] = slab_memorizer, seed: int = 0) -> float:
    """Count the mistakes of networks with two threshold units a slab, and the slabs that they should not need."""
    rng, count = np.random.default_rng(seed), 0
    for X, labels in (coin_labels(n, 20, rng) for n in (40, 200, 1000)):
        W, width, rarer = network(X, labels)
        rare = min(int((labels > 0).sum()), int((labels < 0).sum()))
        count += int((slab_output(X, W, width, rarer) != labels).sum()) + max(0, len(W) - math.ceil(rare / 20))
    return count


check_slab_memorizer.breaks("d + 1 points to a slab", network=lambda X, labels: slab_memorizer(X, labels, 21))


@task("stairs for labels", right="Right: coins change sides every second time or so, so n/2 units hold n labels.")
def _stairs(stairs: Any) -> str:
    z, y = np.arange(12) + np.random.default_rng(3).random(12), np.array([1.0, 1, -1, -1, -1, 1, -1, 1, 1, 1, 1, -1])
    a, b = (numbers(part) for part in stairs(z.copy(), y.copy()))
    if a.ndim != 1 or a.shape != b.shape:
        return f"Return a weight and a threshold for every unit; yours have shapes {a.shape} and {b.shape}."
    found, units = (z[:, None] >= b) @ a, 1 + int((np.diff(y) != 0).sum())
    if np.allclose(found, y):
        return "" if len(a) <= units else f"All right, with {len(a)} units; {units} will do. Where is nothing to climb?"
    if np.allclose(found - found[0], y - y[0]):
        return "Every change is right, but the stairs begin at 0: the first label needs a unit too."
    if np.allclose(2 * (found - found[0]), y - y[0]):
        return "A change from −1 to 1 is a step of 2."
    wrong = np.flatnonzero(~np.isclose(found, y))
    first = f"the first at z[{wrong[0]}], where the stairs are at {found[wrong[0]]:g}"
    return f"{len(wrong)} of 12 labels are wrong, {first}."
