"""Section 9, the edge: steps beyond 2/L that do not leave, and the cloud in which stochastic steps end."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..evidence import Measured, check, furthest, furthest_from, three_errors
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_count, require_positive, require_shape
from ._common import descend
from .gradients import curvature_along, small_network
from .noise import draw_batches, sgd

#: From points X (n, d), residuals r (n,), step and batch to the covariance (d, d) of the cloud around the minimizer.
Law = Callable[[Array, Array, float, int], Array]
Walk = Callable[..., Array]


def smallest_network(xy: Array) -> Array:
    """Return the gradient of ½(xy - 1)² at points (2, ...): one weight after another, one data point."""
    if np.shape(xy)[:1] != (2,):
        raise ValueError(f"xy must have shape (2, ...), got {np.shape(xy)}")
    x, y = xy
    return np.asarray(np.stack([y, x]) * (x * y - 1))


@check("Smallest network", "largest η(x² + y²) at the ends, ½(xy − 1)², 5,000 steps of η = 0.2 from 40 starts whose nearest minimum has "
       "2.02 to 3.1", "<=", 2.0, 1e-9, kind="instance", only_if="all leave their starts, and arrive")  # fmt: skip
def check_flatter(walk: Walk = descend) -> float:
    """Look how curved the minima are in which long steps end."""
    x = np.linspace(3.17, 3.9, 40)
    start = np.array([x, 1.05 / x])
    path = walk(smallest_network, start, 0.2, 5000)
    x, y = path[-1]
    arrived = np.array_equal(path[0], start) and np.abs(x * y - 1).max() < 1e-6
    return float(0.2 * (x**2 + y**2).max()) if arrived else math.nan


check_flatter.breaks("a jump to (1, 1)", walk=lambda gradient, start, eta, steps: np.ones((2, 2, 40)))
check_flatter.breaks("a hundred short steps for each", walk=lambda gradient, start, eta, steps: descend(
    gradient, start, eta / 100, steps))  # fmt: skip


@check("Edge of stability (Cohen et al. 2021)", "mean of η times the largest curvature over the last 2,000 of 4,000 steps of η = 0.4; the "
       "network of section 6, furthest from 2 of 3 starts", "==", 2.0, 0.03, kind="instance", digits=2)  # fmt: skip
def check_edge(walk: Walk = descend, eta: float = 0.4, steps: int = 4000) -> float:
    """Train, and measure the curvature every 50 steps. At the edge rounding grows: the third digit is the machine's."""
    found = []
    for seed in range(3):
        f, start = small_network(seed)
        path = walk(f.gradient, start, eta, steps)[steps // 2 :]
        found.append(float(eta * curvature_along(f, path, 50)[::2].mean()))
    return furthest_from(2, found)


check_edge.breaks("half the step", eta=0.2)
check_edge.breaks("the first 1,000 steps alone", steps=1000)


def noisy_points() -> tuple[Array, Array]:
    """Return 400 points X (400, 2), curvatures 2 and ½, and residuals r (400,) of size ½, which leave 0 the minimizer."""
    rng = np.random.default_rng(0)
    X, r = rng.normal(size=(400, 2)) * np.sqrt([2, 0.5]), 0.5 * rng.normal(size=400)
    return X, r - X @ np.linalg.lstsq(X, r)[0]


def _second_moments(X: Array, r: Array) -> tuple[Array, Array, Array]:
    """Return the Hessian H, the covariance S of the gradients at the minimizer, and E of xxᵀ ⊗ xxᵀ, on (d², d²)."""
    require_shape(None, None, X=X)
    require_shape(len(X), r=r)
    pairs = np.einsum("ni,nj->nij", X, X).reshape(len(X), -1)
    fourth = (pairs.T @ pairs / len(X)).reshape(4 * X.shape[1:2]).transpose(0, 2, 1, 3).reshape(2 * pairs.shape[1:])
    return X.T @ X / len(X), (X * (r**2)[:, None]).T @ X / len(X), fourth


def linear_law(X: Array, r: Array, eta: float, batch: int) -> Array:
    """Return the covariance C (d, d) of Langevin's cloud, HC + CH = (η/batch) S, for points X (n, d), residuals r (n,)."""
    require_positive(eta=eta)
    require_count(batch=batch)
    H, S, _ = _second_moments(X, r)
    one = np.eye(len(H))
    return np.asarray(np.linalg.solve(np.kron(H, one) + np.kron(one, H), eta / batch * S.ravel()).reshape(H.shape))


def exact_law(X: Array, r: Array, eta: float, batch: int) -> Array:
    """Return the covariance C (d, d) of the cloud of SGD in the long run: C = E[(1 - ηĤ) C (1 - ηĤ)] + (η²/batch) S.

    Ĥ is a batch's own Hessian; the batches are drawn with replacement from points X (n, d), with residuals r (n,).
    """
    require_positive(eta=eta)
    require_count(batch=batch)
    H, S, fourth = _second_moments(X, r)
    one, HH = np.eye(len(H)), np.kron(H, H)
    leak = np.kron(H, one) + np.kron(one, H) - eta * (HH + (fourth - HH) / batch)
    return np.asarray(np.linalg.solve(leak, eta / batch * S.ravel()).reshape(H.shape))


@cached
def spread(eta: float, batch: int, walkers: int = 200) -> Array:
    """Return the mean squares of both components (2, walkers) of SGD on `noisy_points`, over 40/η steps after 20/η."""
    require_positive(eta=eta)
    require_count(batch=batch, walkers=walkers)
    X, r = noisy_points()
    rng, steps = np.random.default_rng(0), int(60 / eta)

    def slope(w: Array, rows: Array) -> Array:
        x = X[rows]
        return np.asarray(np.einsum("wbd,wb->wd", x, np.einsum("wbd,wd->wb", x, w) - r[rows]) / batch)

    draws = draw_batches(rng, (steps, walkers), len(X), batch)
    return np.asarray((sgd(slope, np.zeros((walkers, 2)), eta, draws)[steps // 3 :] ** 2).mean(axis=0).T)


Spread = Callable[[float, int], Array]
SHORT, LONG = (
    ((0.005, 1), (0.01, 1), (0.02, 4)),
    ((0.02, 1), (0.08, 1), (0.16, 1), (0.08, 4), (0.32, 4), (0.32, 16), (0.64, 64)),
)


@check("Stationary law of SGD", "mean square of a component in the long run, over the exact law's; 400 points in the plane, seven pairs of "
       "step and batch, η from 0.02 to 0.64, 200 walks each; furthest from 1", "==", kind="Monte Carlo",
       only_if="three standard errors are below 0.3 for each")  # fmt: skip
def check_exact_law(measure: Spread = spread, law: Law = exact_law) -> Measured:
    """Compare each component with its share of the law."""
    found = []
    for eta, batch in LONG:
        expected = np.maximum(np.diag(law(*noisy_points(), eta, batch)), 1e-9)
        found += [three_errors(one / share, 1.0) for one, share in zip(measure(eta, batch), expected, strict=True)]
    worst = furthest(*found)
    return worst if max(one.tolerance for one in found) < 0.3 else Measured(math.nan, 1.0)


check_exact_law.breaks("Langevin's law", law=linear_law)
check_exact_law.breaks("every batch has the same Hessian",
                       law=lambda X, r, eta, batch: exact_law(X, r, eta, 10**9) * 10**9 / batch)  # fmt: skip


@check("SGD as Langevin", "spread E|w|² in the long run over Langevin's, proportional to η/batch; the same points, (η, batch) = (0.005, 1), "
       "(0.01, 1), (0.02, 4); furthest from 1", "==", 1.0, 0.1, kind="instance")  # fmt: skip
def check_langevin(
    measure: Spread = spread, law: Law = linear_law, settings: tuple[tuple[float, int], ...] = SHORT
) -> float:
    """Compare at short steps."""
    ratios = [
        float(measure(eta, batch).sum(axis=0).mean() / max(np.trace(law(*noisy_points(), eta, batch)), 1e-9))
        for eta, batch in settings
    ]
    return furthest_from(1, ratios)


check_langevin.breaks("η/batch = 0.08", settings=((0.08, 1),))
check_langevin.breaks("η/batch = 0.01, but a step of 0.64", settings=((0.64, 64),))


@check("Largest step, batches of 1", "step at which the mean square of 10 steps begins to grow, least squares in one unknown, inputs with x² = 1 "
       "and 3, all 1,024 ways to draw, by bisection", "==", 0.8, 1e-6, kind="instance", digits=6)  # fmt: skip
def check_single_points(walk: Any = sgd, together: bool = False) -> float:
    """Bisect; all labels are 0, and so is the minimizer."""
    squares = np.array(list(itertools.product((1.0, 3.0), repeat=10))).T
    if together:
        squares = np.full_like(squares, 2)
    low, high = 0.3, 2.5
    for _ in range(30):
        middle = (low + high) / 2
        grows = (walk(lambda w, square: square * w, np.ones(1024), middle, squares)[10] ** 2).mean() > 1
        low, high = (low, middle) if grows else (middle, high)
    return low


check_single_points.breaks("both points at every step", together=True)


@task("one step of the smallest network", right="Right: both weights move at once, each in proportion to the other.")
def _smallest_step(step: Callable[[float, float, float], Any]) -> str:
    for x, y, eta in ((3.0, 0.5, 0.1), (-1.0, 2.0, 0.3)):
        said = numbers(step(x, y, eta))
        if said.shape != (2,):
            return "Two numbers are asked for: the new x and the new y."
        r, wanted = x * y - 1, np.array([x, y]) - eta * smallest_network(np.array([x, y]))
        if np.allclose(said, wanted):
            continue
        if np.allclose(said, [wanted[0], y - eta * r * wanted[0]]) or np.allclose(said[0], wanted[0]):
            return "x is right. Does y still use the *old* x, and the error before the step?"
        if np.allclose(said, np.array([x, y]) - eta * r):
            return "The derivative of xy − 1 in x is y: the chain rule is not finished."
        if np.allclose(said, 2 * np.array([x, y]) - wanted):
            return "That is uphill: subtract."
        if np.allclose(said, np.array([x, y]) * (1 - eta * r)):
            return "The derivative of xy − 1 in x is y, in y it is x: each weight moves in proportion to the *other*."
        return f"From ({x:g}, {y:g}) with η = {eta:g} it leads to ({wanted[0]:.3g}, ...), not to {said[0]:.3g}."
    return ""
