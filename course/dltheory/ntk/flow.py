"""Section 2, train the function, not the weights: gradient flow on a model that is linear in its weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp

from ..evidence import check, erratum, largest
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_at_least, require_shape

Follow = Callable[[Array, Array, Array, Array, Array], Array]


def follow(new: ArrayLike, phi: ArrayLike, y: ArrayLike, theta0: ArrayLike, times: ArrayLike) -> Array:
    """Return the predictions (times, m) of f(x) = φ(x)·θ at new points, while θ follows the gradient flow of the loss.

    Parameters
    ----------
    new, phi : array_like of shape (m, p) and (n, p)
        Features of the new points and of the data.
    y, theta0 : array_like of shape (n,) and (p,)
        Labels and first weights; the loss is half the sum of the squared errors.
    times : array_like of shape (times,)
        All of them at least 0.

    Notes
    -----
    Along each singular vector of `phi` the flow is a multiple of (1 - exp(-s² t)) / s. Source: Theorem 54.
    """
    new, phi, theta0 = (np.asarray(a, dtype=float) for a in (new, phi, theta0))
    require_shape(None, None, phi=phi)
    require_shape(None, phi.shape[1], new=new)
    require_shape(len(phi), y=y)
    require_shape(phi.shape[1], theta0=theta0)
    times = np.asarray(times, dtype=float)
    require_shape(None, times=times)
    require_at_least(0, times=times)
    U, s, Vt = np.linalg.svd(phi, full_matrices=False)
    s = np.maximum(s, 1e-150)
    moved = U.T @ (np.asarray(y) - phi @ theta0) * -np.expm1(-times[:, None] * s**2) / s
    return np.asarray(new @ theta0 + moved @ (Vt @ new.T))


def wave_features(x: ArrayLike, highest: int) -> Array:
    """Return waves (n, 2·highest + 1) of x (n,) on a circle of length 2π: 1, and cos(kx), sin(kx) over k."""
    x, k = np.asarray(x, dtype=float), np.arange(1, highest + 1)
    require_shape(None, x=x)
    return np.hstack([np.ones((len(x), 1)), np.cos(np.outer(x, k)) / k, np.sin(np.outer(x, k)) / k])


def _case(rng: np.random.Generator, n: int, p: int) -> tuple[Array, Array, Array, Array]:
    """Draw the features of 6 new points and of n points, labels and first weights; the largest eigenvalue of K is 1."""
    phi = rng.normal(size=(n, p)) / np.sqrt(np.arange(1, p + 1))
    size = np.linalg.norm(phi, 2)
    return rng.normal(size=(6, p)) / size, phi / size, rng.normal(size=n), rng.normal(size=p)


SIZES, TIMES = ((8, 20), (20, 8)), np.array([0.0, 0.5, 2.0, 10.0, 60.0])


@check("Theorem 54", "largest difference of the formula, mode by mode, from a solver of df/dt = K (y − f); at the data and at 6 new points, five "
       "times from 0 to 60; 8 points with 20 features and 20 points with 8, labels and weights of size 1", "<=", 0.0, 1e-6, kind="instance")  # fmt: skip
def check_flow(predict: Follow = follow) -> float:
    """Solve for the function alone: the weights do not occur, only the kernel and the first predictions."""
    rng, found = np.random.default_rng(0), []
    for n, p in SIZES:
        new, phi, y, theta0 = _case(rng, n, p)
        both = np.vstack([phi, new])
        K = both @ phi.T
        solved = solve_ivp(lambda t, f, K=K, y=y, n=n: K @ (y - f[:n]), (0, 60), both @ theta0, "DOP853", TIMES, rtol=1e-10, atol=1e-12)  # fmt: skip
        found.append(np.abs(predict(both, phi, y, theta0, TIMES) - solved.y.T).max())
    return largest(found)


FASTER: Follow = lambda new, phi, y, theta0, times: follow(new, phi, y, theta0, 1.01 * times)  # noqa: E731
FROM_0: Follow = lambda new, phi, y, theta0, times: follow(new, phi, y, 0 * theta0, times)  # noqa: E731
check_flow.breaks("the loss divided by the number of points", predict=lambda new, phi, y, theta0, times: follow(
    new, phi, y, theta0, times / len(phi)))  # fmt: skip
check_flow.breaks("time 1 % too fast", predict=FASTER)
check_flow.breaks("a start from 0", predict=FROM_0)


@check("Theorem 54", "largest difference of the formula, mode by mode, from gradient descent on the weights, steps of 1e-7; data and 6 new points, "
       "at times 0.5, 2, 10 and 60, labels and weights of size 1", "<=", 0.0, 1e-6, kind="instance")  # fmt: skip
def check_descent(predict: Follow = follow, eta: float = 1e-7) -> float:
    """Make up to 600 million steps: each is the same map θ -> Aθ + b, so powers of one matrix make them all."""
    rng, found = np.random.default_rng(1), []
    for n, p in SIZES:
        new, phi, y, theta0 = _case(rng, n, p)
        step = np.eye(p + 1)
        step[:p, :p] -= eta * phi.T @ phi
        step[:p, p] = eta * phi.T @ y
        both = np.vstack([phi, new])
        for t in TIMES[1:]:
            theta = (np.linalg.matrix_power(step, round(t / eta)) @ np.append(theta0, 1.0))[:p]
            found.append(np.abs(predict(both, phi, y, theta0, np.array([t]))[0] - both @ theta).max())
    return largest(found)


check_descent.breaks("steps of 0.1", eta=0.1)
check_descent.breaks("time 1 % too fast", predict=FASTER)


@check("Theorem 54", "largest difference at 6 new points, at time 1e9, from the exact fit whose weights are nearest to the first ones; "
       "8 points, 20 features, labels and weights of size 1", "<=", 0.0, 1e-6, kind="instance")  # fmt: skip
def check_nearest(predict: Follow = follow) -> float:
    """Find the nearest weights with least squares, on what is left to fit."""
    new, phi, y, theta0 = _case(np.random.default_rng(2), *SIZES[0])
    nearest = theta0 + np.linalg.lstsq(phi, y - phi @ theta0, rcond=None)[0]
    return float(np.abs(predict(new, phi, y, theta0, np.array([1e9]))[0] - new @ nearest).max())


check_nearest.breaks("a start from 0", predict=FROM_0)
check_nearest.breaks("stopped at time 60", predict=lambda new, phi, y, theta0, times: follow(
    new, phi, y, theta0, 0 * times + 60))  # fmt: skip


@erratum(78, "Theorem 54", "one point, φ = (1, 2), y = 10; new point, φ = (1, 0), time 0.2: distance of the formula from gradient descent", "<=", 0.0, 1e-6,
         printed="e to the −K(x, X)t", corrected="e to the −K(X, X)t")  # fmt: skip
def erratum_exponent() -> tuple[float, float]:
    """With one point both matrices are numbers, so the printed formula can be computed."""
    phi, new, y, t, eta = np.array([1.0, 2.0]), np.array([1.0, 0.0]), 10.0, 0.2, 1e-8
    step = np.eye(3)
    step[:2, :2] -= eta * np.outer(phi, phi)
    step[:2, 2] = eta * phi * y
    descended = new @ (np.linalg.matrix_power(step, round(t / eta)) @ [0, 0, 1])[:2]
    K, k = phi @ phi, new @ phi
    return tuple(float(abs(k / K * (1 - np.exp(-exponent * t)) * y - descended)) for exponent in (k, K))  # type: ignore[return-value]


@task("points that count more", right="Right: the error of point i enters with its weight, whatever point it acts on. So each *column* is "
      "multiplied.")  # fmt: skip
def _counted(matrix: Callable[[Array, Array], Any]) -> str:
    rng = np.random.default_rng(4)
    phi, c = rng.normal(size=(4, 6)), rng.uniform(0.5, 3, size=4)
    K = phi @ phi.T
    true, found = phi @ (phi.T * c), numbers(matrix(K, c))
    if found.shape != (4, 4):
        return f"M should be a matrix (4, 4) here; it is {found.shape}."
    slips = [
        (true, ""),
        (true.T, "That multiplies row i, how fast point i *hears*. Whose error is multiplied, in the loss's gradient?"),
        (K * np.sqrt(np.outer(c, c)), "That is the flow of the errors times √c: the same speeds, but not f itself."),
        (K, "That forgets the c_i. Write down ∇L first: a sum over points, each times c_i."),
    ]
    return recognize(found, slips, "Write ∇L = Σ c_i (f(x_i) − y_i) φ(x_i), and multiply −∇L by φ(x_j).")
