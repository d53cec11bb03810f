"""Section 4, taming: the best ridge has no peak, gradient descent is the least-norm fit in the end, and stopping helps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, largest, smallest
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_count, require_positive
from ._common import directions

Share = Callable[[Array, float], Array]  # of eigenvalues and a strength, how much of each direction is learned


def ridge(s: Array, penalty: float) -> Array:
    """Return the share of each direction that ridge learns, from the eigenvalues s of XᵀX/n."""
    return s / (s + penalty)


def descent(s: Array, time: float) -> Array:
    """Return the share of each direction that small gradient steps learn until `time` = step size times steps."""
    return -np.expm1(-time * s)


def prior_penalty(n: int, weight: float, noise: float) -> float:
    """Return the penalty whose fit is the posterior mean, if each weight is drawn with variance `weight`."""
    return noise / (n * weight)


PENALTIES = np.geomspace(0.003, 30, 41)


@check("Best ridge",
       "mean excess risk of 2,000 fits of 20 points at the prior's penalty, over the smallest at 41 others from 0.003 to 30; "
       "largest of p = 5, 20, 60 and σ² = 0.1, 1", "<=", 1.0, 0.01, kind="instance")  # fmt: skip
def check_best_penalty(penalty: Callable[[int, float, float], float] = prior_penalty) -> float:
    """Compare the penalty that the prior calls for with every other one, on the same data."""
    found = []
    for p in (5, 20, 60):
        seen = directions(20, p, 2000)
        for noise in (0.1, 1.0):
            others = min(float(seen.risk(ridge(seen.s, other), noise).mean()) for other in PENALTIES)
            found.append(seen.risk(ridge(seen.s, abs(penalty(20, 1 / p, noise))), noise).mean() / others)
    return largest(found)


check_best_penalty.breaks("σ in place of σ²", penalty=lambda n, weight, noise: prior_penalty(n, weight, noise**0.5))
check_best_penalty.breaks("as if all weights together had the variance of one", penalty=lambda n, _, noise: noise / n)


@check("Best ridge",
       "excess risk, mean over noise and 200 draws, at the best of 41 penalties, p = 5 to 320 in doublings, 20 points, σ² = "
       "1/4: largest over the next one's", "<=", 1.0, kind="instance", only_if="it is below 0.3 for 5 weights, and for all below that of zero weights, 1")  # fmt: skip
def check_no_peak(share: Share = ridge, up_to: float = 30.0) -> float:
    """Look for a place from which the tuned error comes down again."""
    risks = []
    for p in (5, 10, 20, 40, 80, 160, 320):
        seen = directions(20, p, 200)
        tuned = [seen.mean_risk(share(seen.s, one), 0.25).mean() for one in PENALTIES if one <= up_to]
        risks.append(smallest(tuned))
    return largest(np.divide(risks[:-1], risks[1:])) if largest(risks) < 1 and risks[0] < 0.3 else math.nan


check_no_peak.breaks("penalties below 0.01 only", up_to=0.01)
check_no_peak.breaks("next to nothing is learned", share=lambda s, p: 1e-6 + 0 * s)


def gradient_descent(X: Array, y: Array, w: Array, eta: float, steps: int) -> Array:
    """Descend |y - Xw|²/2n from w (p,) with steps of size eta."""
    for _ in range(steps):
        w = w - eta * X.T @ (X @ w - y) / len(y)
    return w


def _from_random(X: Array, y: Array, w: Array, eta: float, steps: int) -> Array:
    return gradient_descent(X, y, w + np.random.default_rng(1).normal(size=w.shape), eta, steps)


@check("Gradient descent and least squares",
       "distance of gradient descent (from 0, 3,000 steps of size 1/largest eigenvalue) from X⁺y, over |X⁺y|; largest of 20 "
       "points, p = 8, 60, 200", "<=", 0.0, 1e-6, kind="instance")  # fmt: skip
def check_descent_ends_at_least_norm(fit: Callable[..., Array] = gradient_descent, step: float = 1.0) -> float:
    """Run gradient descent for long, away from the threshold, and compare with the pseudo-inverse."""
    worst = 0.0
    for p in (8, 60, 200):
        rng = np.random.default_rng(p)
        X, y = rng.normal(size=(20, p)), rng.normal(size=20)
        best = np.linalg.pinv(X) @ y
        with np.errstate(over="ignore", invalid="ignore"):
            end = fit(X, y, np.zeros(p), step * 20 / np.linalg.norm(X, 2) ** 2, 3000)
            gap = float(np.linalg.norm(end - best) / np.linalg.norm(best))
        worst = max(worst, gap) if math.isfinite(gap) else math.inf
    return worst


check_descent_ends_at_least_norm.breaks("from random weights, not from 0", fit=_from_random)
check_descent_ends_at_least_norm.breaks("steps 2.1 times as large", step=2.1)


@check("Early stopping (Ali, Kolter and Tibshirani 2019)",
       "mean price of one direction if stopped at the time 0.457/penalty, over its price with the best ridge; largest of "
       "6,001 eigenvalues from a thousandth to 1,000 times the penalty", "<=", 1.0787, kind="class bound", digits=5)  # fmt: skip
def check_early_stopping(share: Share = descent, times: float = 0.457) -> float:
    """Compare one stopping time with the best ridge in every direction; no mean over directions can be worse."""
    s = np.geomspace(1e-3, 1e3, 6001)
    stopped, best = ((1 - a) ** 2 + a**2 / s for a in (share(s, times), ridge(s, 1.0)))  # for the penalty 1
    return float((stopped / best).max())


check_early_stopping.breaks("a hundred times as long", times=45.7)
check_early_stopping.breaks("the time 1/λ", times=1.0)


def plot_tamed(n: int = 40, noise: float = 0.25) -> dict[str, Array]:
    """Draw the excess risk against p/n: least norm, best ridge, and gradient descent stopped beforehand."""
    require_count(n=n)
    require_positive(noise=noise)
    sizes = np.array([4, 8, 14, 20, 26, 32, 36, 40, 44, 50, 60, 80, 120, 200, 400])
    risks: dict[str, list[float]] = {"least norm": [], "best ridge": [], "stopped": []}
    for p in sizes:
        seen, penalty = directions(n, int(p), 60, seed=3), prior_penalty(n, 1 / p, noise)
        shares = np.ones_like(seen.s), ridge(seen.s, penalty), descent(seen.s, 0.457 / penalty)
        for name, share in zip(risks, shares, strict=True):
            risks[name].append(float(np.median(seen.mean_risk(share, noise))))
    fig, ax = plotting.figure(height=3.2)
    gamma = sizes / n
    plotting.curve(ax, gamma, risks["least norm"], "least norm,\nor GD for ever", plotting.MEASURED)
    plotting.curve(ax, gamma, risks["stopped"], "", plotting.SECOND)
    plotting.curve(ax, gamma, risks["best ridge"], "", plotting.THIRD)
    ax.annotate("stopped (squares)\nbest ridge (triangles)", (0.62, 0.06), color="#444444")
    ax.axhline(1, color=plotting.TARGET, linestyle=":")
    ax.annotate("all weights 0", (0.1, 1.15), color="#555555")
    plotting.log_axes(ax, [0.1, 0.3, 1, 3, 10])
    ax.set_xlim(0.085, 10.3)
    plotting.label_axes(ax, "weights per point, p/n", "excess risk, median of 60 data sets")
    plotting.describe(fig, "The least-norm fit peaks at p/n = 1 far above 20; the best ridge climbs smoothly from 0.02 to below "
                      "1, and gradient descent that is stopped lies on it.")  # fmt: skip
    return {"gamma": gamma, **{name: np.array(values) for name, values in risks.items()}}


@task("private weights",
      right="Right: ridge is a least-norm fit in which each point has a weight of its own, to keep its noise in.")  # fmt: skip
def _private_weights(widen: Any) -> str:
    rng = np.random.default_rng(5)
    for n, p, penalty in ((6, 3, 0.4), (4, 9, 0.05)):
        X, y = rng.normal(size=(n, p)), rng.normal(size=n)
        wide = numbers(widen(X.copy(), penalty))
        if wide.ndim != 2 or wide.shape[0] != n or wide.shape[1] < p or not np.allclose(wide[:, :p], X):
            return f"Return X with further columns on its right, so an array of shape ({n}, more than {p})."
        w = (np.linalg.pinv(wide) @ y)[:p]
        if wide.shape[1] == p:
            return "No column has been added: where would a point keep its own noise?"
        found = X.T @ (y - X @ w) / n  # ridge: equal to penalty * w
        if np.allclose(found, penalty * w, atol=1e-9):
            continue
        ratio = float(found @ w / (w @ w))
        if not np.allclose(found, ratio * w, atol=1e-9):
            return "That is no ridge with any penalty: each point needs a column of its own."
        known = {penalty / n: "n is missing.", penalty**2 * n: "The root is missing.", penalty**2 / n: "n and the root are missing.",
                 1 / n: "The penalty must set the size of the new columns.", 1 / (penalty * n**2): "Upside down."}  # fmt: skip
        hint = next((sentence for value, sentence in known.items() if math.isclose(value, ratio, rel_tol=1e-6)), "")
        return f"That gives the penalty {ratio:.3g}, where {penalty:g} is asked for. {hint}".strip()
    return ""
