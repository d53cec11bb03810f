"""Section 2, boxes: a network with two hidden layers in d dimensions, and the price of dimension."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..evidence import check, erratum, furthest_from, largest
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_count, require_positive, require_shape
from ._common import Activation, Function, relu, step, values_at


@dataclass(frozen=True)
class BoxNetwork:
    """Theorem 16's network: a plateau of height alpha[i, j, ...] on each of n^d equal boxes, with ramps gamma wide."""

    alpha: Array
    gamma: float
    unit: Activation = relu

    def __call__(self, X: Array) -> Array:
        """Return the outputs (N,) at the rows of X (N, d)."""
        n, d = len(self.alpha), self.alpha.ndim
        require_shape(None, d, X=X)
        total, low = np.full([len(X)] + [1] * d, 1.0 - d), np.arange(n) / n
        for axis in range(d):
            corners = [low - self.gamma, low, low + 1 / n, low + 1 / n + self.gamma]
            ramps = [self.unit((X[:, axis, None] - corner) / self.gamma) for corner in corners]
            side = ramps[0] - ramps[1] - ramps[2] + ramps[3]
            total = total + side.reshape([len(X)] + [n if axis == other else 1 for other in range(d)])
        return np.asarray(self.unit(total).reshape(len(X), -1) @ self.alpha.ravel())


def box_network(g: Function, d: int, delta: float, eps: float) -> BoxNetwork:
    """Build Theorem 16's network on [0, 1]^d for a target that changes by at most eps within delta (maximum norm)."""
    require_count(d=d)
    require_positive(delta=delta, eps=eps)
    n = math.ceil(round(1 / delta, 9))
    alpha = values_at(np.stack(np.meshgrid(*[np.arange(n) / n] * d, indexing="ij"), axis=-1).reshape(-1, d), "g", g)
    # Ramps are at most half full on average: box i costs up to |alpha_i| ((1/n + 2 gamma)^d - 1/n^d) / 2, together eps.
    outer = n ** -float(d) + 2 * eps / max(float(np.abs(alpha).sum()), 1e-12)
    return BoxNetwork(alpha.reshape([n] * d), min(0.5 / n, (outer ** (1 / d) - 1 / n) / 2))


def box_constants(g: Function, X: Array, side: float) -> Array:
    """Evaluate Lemma 15's h at the rows of X (N, d): g at the lowest corner of the box that X lies in."""
    return g(np.floor(X / side + 1e-9) * side)


def box_sup_error(g: Function, cuts: Sequence[int]) -> float:
    """Return the smallest sup error of any heights on the boxes of [0, 1]^d with cuts[j] equal intervals along axis j.

    The extremes of g, from (N, d) to (N,), are sought on a grid of 8 steps a box; it holds all those of `chessboard`.
    """
    for n in cuts:
        require_count(cuts=n)
    grid = np.meshgrid(*[np.linspace(0, 1, 8 * n + 1) for n in cuts], indexing="ij")
    values = values_at(np.stack(grid, axis=-1).reshape(-1, len(cuts)), "g", g).reshape(grid[0].shape)
    boxes = sliding_window_view(values, [9] * len(cuts))[(slice(None, None, 8),) * len(cuts)]
    inside = tuple(range(len(cuts), 2 * len(cuts)))
    return float((boxes.max(axis=inside) - boxes.min(axis=inside)).max() / 2)


def terraces(X: Array, eps: float) -> Array:
    """Return 1 + the largest coordinate, climbed in steep steps just behind multiples of eps: the worst for boxes."""
    level = np.floor(X.max(axis=1) / eps + 1e-9)
    return np.asarray(1 + eps * (level + np.clip(10 * (X.max(axis=1) / eps - level), 0, 1)))


def chessboard(X: Array) -> Array:
    """Return pyramids of height 1/8 and slope 1 (maximum norm), up and down in turn, on 4^d fields; X is (N, d)."""
    require_shape(None, None, X=X)
    zigzag = np.arcsin(np.sin(4 * np.pi * X)) / (4 * np.pi)
    return np.asarray(np.prod(np.sign(zigzag), axis=1) * np.abs(zigzag).min(axis=1))


@check("Lemma 15", "sup |g − h| in units of ε = δ = 1/8, heights from the lowest corners, g = max x_j, d = 1 to 4",
       "<=", 1.0, 1e-6, kind="construction", given=["target"], only_if="h is the same at two points of a box")  # fmt: skip
def check_box_constants(
    constants: Callable[..., Array] = box_constants, target: Function = lambda X: X.max(axis=1), side: float = 0.125
) -> float:
    """Measure at random points, and just inside the far corners of their boxes, where the deviation is largest."""
    drawn = [np.random.default_rng(0).uniform(size=(2000, d)) for d in (1, 2, 3, 4)]
    points = [np.vstack([X, (np.floor(X / side) + 1 - 1e-8) * side]) for X in drawn]
    heights = [constants(target, X, side) for X in points]
    constant = all(np.array_equal(h[:2000], h[2000:]) for h in heights)
    errors = [np.abs(h - target(X)).max() for h, X in zip(heights, points, strict=True)]
    return largest(errors) * 8 if constant else math.nan


check_box_constants.breaks("boxes twice as wide as δ", side=0.25)
check_box_constants.breaks("g itself", constants=lambda g, X, side: g(X))
check_box_constants.breaks("ε and δ in the Euclidean norm", target=lambda X: X.sum(axis=1) / math.sqrt(X.shape[1]))


@check("Theorem 16", "largest L¹ error in units of ε on steep terraces, d = 1, 2, 3 with ε = δ = 1/50, 1/20, 1/4", "<=", 2.0,
       kind="construction", only_if="no network has more than (4d + 1)/δᵈ units, and each is flat in its boxes")  # fmt: skip
def check_box_error(network: Callable[..., BoxNetwork] = box_network) -> float:
    """Integrate by Gauss's rule with two points between neighbouring places where the network or the terraces bend."""
    errors = []
    for d, eps in ((1, 0.02), (2, 0.05), (3, 0.25)):
        f = network(lambda X, eps=eps: terraces(X, eps), d, eps, eps)
        k, grid = np.arange(len(f.alpha) + 1) / len(f.alpha), np.arange(0, 1, eps)
        edges = np.unique(np.clip(np.concatenate([k, k - f.gamma, k + f.gamma, grid, grid + eps / 10]), 0, 1))
        half = np.repeat(np.diff(edges) / 2, 2)
        axis = np.repeat(edges[:-1], 2) + half * (1 + np.tile([-1, 1], len(edges) - 1) / math.sqrt(3))
        X, W = (np.stack(np.meshgrid(*[v] * d), axis=-1).reshape(-1, d) for v in (axis, half))
        error = float(W.prod(axis=1) @ np.abs(f(X) - terraces(X, eps))) / eps
        middles = np.stack(np.meshgrid(*[(k[1:] + k[:-1]) / 2] * d), axis=-1).reshape(-1, d)
        flat = np.abs(f(middles) - f(middles + 0.1 * k[1])).max() < 1e-9
        # Each box has its 4d + 1 units.
        errors.append(error if flat and f.alpha.size <= round(1 / eps) ** d else math.nan)
    return largest(errors)


check_box_error.breaks("boxes twice as wide", network=lambda g, d, delta, eps: box_network(g, d, 2 * delta, eps))
check_box_error.breaks("ramps twice as wide", network=lambda g, d, delta, eps: box_network(g, d, delta, 2 * eps))


@check("Remark 1", "factor by which a dimension multiplies the fewest equal boxes that halve the zero network's sup "
       "error, chessboard: of those from d = 1 to 2, 3, 4 the one farthest from 4", "==", 4.0, 1e-9, kind="instance",
       given=["target"])  # fmt: skip
def check_price_of_dimension(error: Callable[..., float] = box_sup_error, target: Function = chessboard) -> float:
    """Cut as few of the axes as will do into 1 to 4 intervals; half the height of a hill is 1/16."""
    needed = []
    for d in (1, 2, 3, 4):
        grids = sorted(([n] * k + [1] * (d - k) for n in (1, 2, 3, 4) for k in range(1, d + 1)), key=math.prod)
        errors = ((math.prod(cuts), error(target, cuts)) for cuts in grids)
        needed.append(next((n if left < 1 / 15 else math.nan for n, left in errors if not left >= 1 / 15), math.nan))
    return furthest_from(4, np.divide(needed[1:], needed[:-1]))


check_price_of_dimension.breaks("a target of one coordinate", target=lambda X: chessboard(X[:, :1]))


@erratum(32, "Lemma 15", "sup |g − h| in units of ε = δ with the best heights, one box of side δ, d = 5",
         "<=", 1.0, 1e-9, printed="distances in the usual, Euclidean, norm (g = Σ x_j / √5)",
         corrected="in the maximum norm (g = max x_j)")  # fmt: skip
def erratum_euclidean_boxes() -> tuple[float, float]:
    """A cube of side δ is √d δ wide along its diagonal: too wide from d = 5 on, even for the best heights."""
    one = [1] * 5
    return box_sup_error(lambda X: X.sum(axis=1) / math.sqrt(5), one), box_sup_error(lambda X: X.max(axis=1), one)


@erratum(33, "Theorem 16, proof", "height in the middle of a box, d = 2", "==", 1.0, 1e-9,
         printed="plateaus of threshold units", corrected="plateaus of ReLUs")  # fmt: skip
def erratum_threshold_bump() -> tuple[float, float]:
    """Four thresholds cancel to 0 exactly where the plateau should be 1."""
    low, high = (BoxNetwork(np.ones((1, 1)), 0.05, unit)(np.full((1, 2), 0.5)) for unit in (step, relu))
    return float(low[0]), float(high[0])


@task("joints", right="Right: one box hands over to the next. In 2-D the same ramps would leave holes at corners.")
def _joints(f: Any) -> str:
    low, gamma, z = np.arange(5) / 5, 0.06, np.linspace(-0.5, 1.5, 2001)
    each = np.array([numbers(f(z, a, a + 0.2, gamma)) for a in low])
    if each.shape != (5, len(z)):
        return "The function should return one number for each entry of z."
    outside = np.abs(z - low[:, None] - 0.1) > 0.1 + gamma
    if np.abs(each[outside]).max() > 1e-9 or np.ptp(np.append(each[np.arange(5), 600 + 200 * np.arange(5)], 1)) > 1e-9:
        return "A plateau should be 1 in the middle of its box and 0 farther than γ from it."
    if np.abs(np.diff(each, axis=1)).max() > 3 * (z[1] - z[0]) / gamma:
        return "A network of ReLUs cannot jump: the plateau needs ramps, about γ wide."
    total = each.sum(axis=0)[(z > gamma) & (z < 1 - gamma)]
    if (high := total.max()) > 1 + 1e-9:
        return f"At a joint the sum of two neighbours rises to {high:.2f}: both are up when one should be half down."
    low = total.min()
    return f"At a joint the sum of two neighbours falls to {low:.2f}: the ramps must overlap." if low < 1 - 1e-9 else ""
