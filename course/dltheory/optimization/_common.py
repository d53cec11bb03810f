"""What several sections of the chapter need: functions with known constants, a descent that keeps its path, a power method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from scipy.special import expit

from ..numerics import Array
from ..plotting import TARGET
from ..validation import require_at_least, require_count, require_finite, require_shape

Gradient = Callable[[Array], ArrayLike]


@dataclass(frozen=True)
class Function:
    """A function to minimize, from points (..., d) to values (...) and gradients (..., d), with what theorems ask for.

    `mu` and `L` are the best constants of strong convexity (0 where there is none) and of smoothness; the function is
    smallest at `minimizer` (d,), where its value is `least`.
    """

    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    mu: float
    L: float
    minimizer: Array
    least: float = 0.0


def quadratic(Q: ArrayLike, minimizer: ArrayLike = 0.0) -> Function:
    """Return f(x) = ½ (x - minimizer)ᵀ Q (x - minimizer); a ValueError refuses a Q that is no valley's."""
    Q = np.asarray(Q, dtype=float)
    if Q.ndim != 2 or Q.shape[0] != Q.shape[1] or not np.allclose(Q, Q.T) or np.linalg.eigvalsh(Q)[0] < -1e-9:
        raise ValueError(f"Q must be a symmetric matrix without negative eigenvalues, got {Q.tolist()}")
    at, curvatures = np.broadcast_to(np.asarray(minimizer, dtype=float), len(Q)).copy(), np.linalg.eigvalsh(Q)
    return Function(
        lambda x: np.asarray(((x - at) @ Q * (x - at)).sum(axis=-1) / 2), lambda x: np.asarray((x - at) @ Q),
        max(float(curvatures[0]), 0.0), float(curvatures[-1]), at,
    )  # fmt: skip


def random_function(rng: np.random.Generator, d: int = 4, kappa: float = 30.0) -> Function:
    """Draw a strongly convex smooth function of d variables that is no quadratic; its least value is 0.

    It is a quadratic form plus d ridges c (softplus(u·z + b) - its tangent at z = 0), z = x - minimizer. A ridge bends by
    at most c/4, at u·z = -b, and not at all far away. All d of them can be met at once, so `mu` and `L` are the best
    constants. Quadratic form and ridges alone have curvatures from 1 to about `kappa`.
    """
    require_count(d=d)
    require_at_least(1, kappa=kappa)
    frame, _ = np.linalg.qr(rng.normal(size=(d, d)))
    curvatures = kappa ** np.append([0.0], rng.uniform(0, 1, size=d - 1))
    Q = frame * curvatures @ frame.T
    U = rng.normal(size=(d, d))
    U /= np.linalg.norm(U, axis=1, keepdims=True)
    c, b, at = 4 * kappa * rng.uniform(size=d), rng.normal(size=d), rng.normal(size=d)

    def value(x: Array) -> Array:
        z = x - at
        t = z @ U.T
        ridges = np.logaddexp(0, t + b) - np.logaddexp(0, b) - expit(b) * t
        return np.asarray((z @ Q * z).sum(axis=-1) / 2 + ridges @ c)

    def gradient(x: Array) -> Array:
        z = x - at
        return np.asarray(z @ Q + (c * (expit(z @ U.T + b) - expit(b))) @ U)

    return Function(value, gradient, 1.0, float(np.linalg.eigvalsh(Q + U.T * (c / 4) @ U)[-1]), at)


def descend(gradient: Gradient, start: ArrayLike, eta: float, steps: int) -> Array:
    """Walk down, x ← x - eta gradient(x), and keep the path (steps + 1, *start.shape), whose row 0 is the start.

    The gradient takes points of the shape of `start`: one (d,), or many (..., d). A step size that is too large is allowed.
    """
    require_finite(eta=eta)
    require_count(0, steps=steps)
    start = np.asarray(start, dtype=float)
    path = np.empty((steps + 1, *start.shape))
    path[0] = start
    with np.errstate(over="ignore", invalid="ignore"):  # a walk may leave every range: the caller sees inf and nan
        for k in range(steps):
            path[k + 1] = path[k] - eta * np.asarray(gradient(path[k].copy()))
    return path


def top_curvature(multiply: Callable[[Any], Any], vector: Any, rounds: int) -> tuple[float, Any]:
    """Return the eigenvalue of largest size of a symmetric matrix, and its eigenvector, by `rounds` of the power method.

    `multiply` is the product with the matrix (a Hessian-vector product, say), of arrays or tensors; `vector` is the
    start, which must not be orthogonal to what is sought.
    """
    value = 0.0
    for _ in range(rounds):
        image = multiply(vector)
        value = float(vector @ image) / float(vector @ vector)
        vector = image / float(image @ image) ** 0.5
    return value, vector


def draw_levels(ax: Axes, f: Callable[[Array], Array], window: tuple[float, float, float, float]) -> None:
    """Draw lines of equal height of f, from points (..., 2) to heights, closer together near the lowest point."""
    require_shape(4, window=window)
    require_finite(window=window)
    x, y = np.meshgrid(np.linspace(*window[:2], 161), np.linspace(*window[2:], 161))
    heights = f(np.stack([x, y], axis=-1))
    low, high = heights.min(), heights.max()
    ax.contour(x, y, heights, low + (high - low) * np.linspace(0.07, 1, 12) ** 2, colors=TARGET, linewidths=0.6)
