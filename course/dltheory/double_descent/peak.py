"""Section 2, the peak: what least squares does with noise, and why it is worst where the weights just suffice."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import invgamma

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, furthest_from, three_errors
from ..interactive import Explorer, Panel, explore, slider
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_finite
from ._common import Directions, directions
from .decomposition import SIGMA, W_STAR


def draw_lines(panel: Panel, gap: float, n: int, sigma: float) -> dict[str, Any]:
    """Draw 30 lines fitted to n noisy points that share an interval of width `gap`; the truth is zero."""
    rng = np.random.default_rng(0)
    x, side = 0.5 + gap * np.linspace(-0.5, 0.5, n), np.linspace(0, 1, 2)
    X = np.column_stack([np.ones(n), x - 0.5])
    labels = sigma * rng.normal(size=(n, 30))
    weights = np.linalg.pinv(X) @ labels
    s = np.linalg.svd(X, compute_uv=False)
    lines = weights[0] + weights[1] * (side[:, None] - 0.5)
    panel.axes(xlabel="x", ylabel="label, and fitted line", xlim=(0, 1), ylim=(-3, 3))
    for k in range(30):
        panel.line(f"fit {k}", side, lines[:, k], color=plotting.MEASURED, linewidth=0.7, alpha=0.6)
    panel.points("labels", np.repeat(x, 30), labels.ravel(), color=plotting.BOUND, markersize=2)
    panel.line("truth", side, 0 * side, label=True, color=plotting.TARGET, linewidth=3)
    error = float((weights**2).sum(axis=0).mean())
    panel.note(f"s₁ = {s[0]:.2f}, s₂ = {s[1]:.2g}\nmean |w − w*|² {error:.3g}")
    return {"lines": lines, "singular values": s, "error": error}


def explore_lines() -> Explorer:
    """Build the explorer of the small case: a line, two weights, through two or more noisy points."""
    return explore(
        draw_lines, gap=slider(0.02, 1.0, "width of the interval that holds the points", value=1.0, log=True),
        n=slider(2, 20, "points n", value=2), sigma=slider(0.05, 1.0, "noise σ", value=0.3),
        storyboard=[{"gap": 1.0}, {"gap": 0.1}, {"gap": 0.1, "n": 20}],
        caption=lambda gap, n, sigma: f"{n} points over {gap:g}",
        alt="Thirty lines through two noisy points: a narrow fan if the points are far apart, a wild one if they are "
        "close, calmer again with twenty points",
    )  # fmt: skip


@task("sensitive labels", right="Right: along that direction the same noise costs the most, 1/s² per unit of it.")
def _sensitive_labels(noise: Any) -> str:
    noise = numbers(noise)
    if noise.shape != (2,) or not np.isfinite(noise).all() or not noise.any():
        return "Two numbers are asked for, not both zero, such as [1, 0]."
    noise = noise / np.linalg.norm(noise)
    if abs(noise @ [1, -1]) / math.sqrt(2) > 1 - 1e-6:
        return ""
    cost = float((noise[0] + noise[1]) ** 2 / 4 + 100 * (noise[1] - noise[0]) ** 2)
    if abs(noise @ [1, 1]) / math.sqrt(2) > 1 - 1e-6:
        return f"That lifts both labels alike, and w follows: a change of {cost:.2g}, the least of all."
    return f"At length one it changes w by {cost:.3g} in square. There is worse: what do two close points resist?"


def one_over_chi2(k: Any) -> Array:
    """Return the mean of one over a sum of k squares of standard normal numbers, k an array; infinite for k <= 2."""
    require_finite(k=k)
    return np.asarray(invgamma.mean(np.asarray(k) / 2, scale=0.5))


def least_squares(X: Array, y: Array) -> Array:
    """Fit each of many data sets (R, n, p), (R, n) by least squares: (R, p)."""
    return np.asarray(np.linalg.solve(X.swapaxes(1, 2) @ X, (X.swapaxes(1, 2) @ y[..., None]))[..., 0])


def inverse_trace(X: Array, noise: float) -> Array:
    """Return σ²/n tr(Σ Σ̂⁻¹) of each data set (R,), for Σ of `uneven_points`."""
    return np.asarray(noise * np.trace(SIGMA @ np.linalg.inv(X.swapaxes(1, 2) @ X), axis1=1, axis2=2))


def uneven_points(draws: int, n: int, rng: np.random.Generator) -> Array:
    """Draw two uniform, correlated features, so nothing Gaussian: (draws, n, 2)."""
    return rng.uniform(-(3**0.5), 3**0.5, (draws, n, 2)) @ np.linalg.cholesky(SIGMA).T


def _own_noise(X: Array, rng: np.random.Generator) -> Array:
    return rng.normal(size=X.shape[:2])


@check("Theorem 81",
       "mean |w − E w|²_Σ of 40,000 fits of 6 points with 2 uniform, correlated features, beside the mean of σ²/n tr(ΣΣ̂⁻¹) "
       "over other draws, ± 3 standard errors", "==", kind="Monte Carlo", given=["noise"])  # fmt: skip
def check_variance_formula(
    fit: Callable[[Array, Array], Array] = least_squares,
    formula: Callable[[Array, float], Array] = inverse_trace,
    noise: Callable[..., Array] = _own_noise,
) -> Measured:
    """Compare the spread of fits with the trace formula; the two come from different data sets."""
    rng = np.random.default_rng(0)
    X = uneven_points(40_000, 6, rng)
    w = fit(X, X @ W_STAR + noise(X, rng))
    deviation = w - w.mean(axis=0)
    spread = np.einsum("ri,ij,rj->r", deviation, SIGMA, deviation)
    traces = formula(uneven_points(40_000, 6, rng), 1.0)
    error = math.hypot(spread.std(), traces.std()) / math.sqrt(len(traces))
    return Measured(float(spread.mean()), float(traces.mean()), 3 * error)


check_variance_formula.breaks(
    "one noise for all points, times the sign of x₁", noise=lambda X, rng: np.sign(X[..., 0]) * rng.normal(size=(len(X), 1))
)  # fmt: skip
check_variance_formula.breaks("Σ left out", formula=lambda X, v: inverse_trace(X @ np.linalg.cholesky(SIGMA).T, v))


def lone_columns(n: int, d: int) -> float:
    """Return the mean excess risk of least squares: each weight pays 1 over its column's distance from all others."""
    return float(d * one_over_chi2(n - d + 1))


@check("Theorem 81", "mean excess risk of 4,000 fits beside σ²d/(n − d − 1), ± 3 standard errors; n = 20, furthest of d = 4, "
       "10, 16", "==", kind="Monte Carlo")  # fmt: skip
def check_gaussian_variance(
    drawn: Callable[..., Directions] = directions, exact: Callable[[int, int], float] = lone_columns
) -> Measured:
    """Compare fits of Gaussian features with the exact mean."""
    return furthest(*(three_errors(drawn(20, d, 4000).risk(1.0, 1.0), exact(20, d)) for d in (4, 10, 16)))


check_gaussian_variance.breaks("n − d in place of n − d − 1", exact=lambda n, d: d / (n - d))
check_gaussian_variance.breaks("noise at the data points, σ²d/n", exact=lambda n, d: d / n)


def smallest(n: int, p: int) -> Array:
    """Return the smallest singular values of 400 Gaussian matrices (n, p)."""
    return np.asarray(np.sqrt(n * directions(n, p, 400, seed=1).s[:, 0]))


@check("Theorem 81", "√n times the median smallest singular value of 400 Gaussian n × n matrices; furthest from 0.545 (Edelman "
       "1988) of n = 5, 10, 20, 40, 80", "==", 0.545, 0.08, kind="Monte Carlo")  # fmt: skip
def check_smallest_singular_value(values: Callable[[int, int], Array] = smallest, points_per_weight: int = 1) -> float:
    """Compare the smallest singular value where weights and points are equally many with its limit law."""
    found = [float(np.median(values(n * points_per_weight, n)) * math.sqrt(n)) for n in (5, 10, 20, 40, 80)]
    return furthest_from(0.545, found)


check_smallest_singular_value.breaks("two points for each weight", points_per_weight=2)


@erratum(120, "Theorem 81, proof", "n = 20, d = 10, σ² = 1/4, 4,000 fits", "==", 0.2778, 0.01,
         printed="the variance is ‖E w − w_*‖², which is the bias", corrected="E‖w − E w‖²")  # fmt: skip
def erratum_left_side() -> tuple[float, float]:
    """The proof computes a variance, and calls it what is zero for least squares."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(4000, 20, 10))
    w = least_squares(X, X.sum(axis=2) + rng.normal(scale=0.5, size=(4000, 20)))
    return float(((w.mean(axis=0) - 1) ** 2).sum()), float(w.var(axis=0).sum())
