"""Section 1, decomposition: a shrunk mean, the excess risk as a distance, its bias and its variance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..evidence import Measured, check, erratum, furthest, three_errors
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_count

#: Two features of variance 1 that nearly tell the same, and the true weights.
SIGMA = np.array([[1.0, 0.9], [0.9, 1.0]])
W_STAR = np.array([1.0, 0.5])


def two_features(n: int, rng: np.random.Generator) -> Array:
    """Draw n points (n, 2) with two Gaussian features of variance 1 and correlation 0.9."""
    require_count(n=n)
    return np.asarray(rng.normal(size=(n, 2)) @ np.linalg.cholesky(SIGMA).T)


def draw_rings(ax: Axes) -> None:
    """Draw the fits whose excess risk is 0.1, 0.5 and 1: ellipses around the true weights."""
    side = np.linspace(-4, 4, 201)
    a, b = np.meshgrid(side, side)
    cost = a**2 + 1.8 * a * b + b**2
    ax.contour(a + W_STAR[0], b + W_STAR[1], cost, [0.1, 0.5, 1], colors="#555555", linewidths=1)
    ax.plot(*W_STAR, "k+", markersize=12, markeredgewidth=2)
    ax.annotate("$w_*$", (1.0, 0.5), xytext=(2.1, 1.9), arrowprops={"arrowstyle": "-", "linewidth": 0.7})
    ax.set(xlim=(-2, 4), ylim=(-2.5, 3))


def planted(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw features 1, x, x² of uniform x in [-1, 1] (n, 3), and labels 1 - x + 2x² with noise of variance 1/4 (n,)."""
    Phi = rng.uniform(-1, 1, (n, 1)) ** np.arange(3)
    return Phi, Phi @ [1.0, -1.0, 2.0] + rng.normal(scale=0.5, size=n)


def _place_noise(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    Phi, y = planted(n, rng)
    return Phi, y + 0.5 * (Phi[:, 1] > 0.5)


@check("Theorem 80", "risk less σ² of the weights (0, 0, 0), on 200,000 new points ± 3 standard errors; features 1, x, x²",
       "==", kind="Monte Carlo")  # fmt: skip
def check_excess_risk(data: Callable[..., tuple[Array, Array]] = planted) -> Measured:
    """Compare the risk of a wrong weight vector with its distance from the true one, by the moments of x."""
    Phi, y = data(200_000, np.random.default_rng(0))
    moments = np.array([[1, 0, 1 / 3], [0, 1 / 3, 0], [1 / 3, 0, 1 / 5]])  # E x^(i+j) on [-1, 1]
    v = np.array([1.0, -1.0, 2.0])
    return three_errors((y - Phi @ np.zeros(3)) ** 2 - 0.25, float(v @ moments @ v))


check_excess_risk.breaks("noise that is not zero on average where x > 1/2", data=_place_noise)


def shrunk_fits(share: float, draws: int, rng: np.random.Generator) -> Array:
    """Fit ten points by least squares, noise of variance 1, and multiply the weights by `share`: (draws, 2)."""
    X = two_features(10 * draws, rng).reshape(draws, 10, 2)
    y = X @ W_STAR + rng.normal(size=(draws, 10))
    return np.asarray(share * np.einsum("rpn,rn->rp", np.linalg.pinv(X), y))


def shrunk_parts(share: float) -> tuple[float, float]:
    """Return bias and variance of `shrunk_fits` on paper: (1 - share)² |w_*|²_Σ, and share² times that of the fit."""
    return (1 - share) ** 2 * 2.15, share**2 * 2 / 7  # the fit itself: section 2


def _cost(v: Array) -> Array:
    return np.asarray(np.einsum("ri,ij,rj->r", v, SIGMA, v))


@check("Theorem 80",
       "mean excess risk of 20,000 fits of 10 points ± 3 standard errors beside bias + variance on paper; furthest of "
       "the shares 1, 0.8, 0.4", "==", kind="Monte Carlo")  # fmt: skip
def check_decomposition(fits: Callable[..., Array] = shrunk_fits, parts: Callable[..., Any] = shrunk_parts) -> Measured:
    """Add up bias and variance, and compare with the excess risk of drawn fits."""
    rng = np.random.default_rng(0)
    return furthest(*(three_errors(_cost(fits(s, 20_000, rng) - W_STAR), sum(parts(s))) for s in (1, 0.8, 0.4)))


check_decomposition.breaks("lengths without Σ", parts=lambda s: ((1 - s) ** 2 * float(W_STAR @ W_STAR), s**2 * 2 / 7))
check_decomposition.breaks("spread around the truth, and the bias again",
                           parts=lambda s: (2 * (p := shrunk_parts(s))[0], p[1]))  # fmt: skip


@check("Theorem 80", "cross term (w − E w)ᵀΣ(E w − w_*), which sees the fits along w_*, mean of 20,000 fits times 0.4 ± 3 "
       "standard errors",
       "==", kind="Monte Carlo", only_if="the terms of single fits spread by more than 0.1")  # fmt: skip
def check_cross_term(
    fits: Callable[..., Array] = shrunk_fits, centre: Callable[[float], Array] = lambda share: share * W_STAR
) -> Measured:
    """Average the term that the decomposition leaves out; for a single fit it is anything but small."""
    w = fits(0.4, 20_000, np.random.default_rng(0))
    cross = (w - centre(0.4)) @ SIGMA @ (centre(0.4) - W_STAR)
    return three_errors(cross, 0.0) if cross.std() > 0.1 else Measured(math.nan, 0.0)


check_cross_term.breaks("not around the mean", centre=lambda share: np.zeros(2))


@erratum(118, "Theorem 80, proof", "mean of 20,000 fits times 0.4; by hand 0.774 + 0.046", "==", 0.8197, 0.005,
         printed="the excess risk is on average E‖w − E w‖²", corrected="E‖w − w_*‖²")  # fmt: skip
def erratum_first_line() -> tuple[float, float]:
    """The proof's first line must hold the bias too."""
    w = shrunk_fits(0.4, 20_000, np.random.default_rng(0))
    return float(_cost(w - w.mean(axis=0)).mean()), float(_cost(w - W_STAR).mean())


@task("a free mistake",
      right="Right: the features agree on it, so no data set, however large, can show the difference.")  # fmt: skip
def _free_mistake(v: Any) -> str:
    v = numbers(v)
    if v.shape != (2,) or not np.isfinite(v).all():
        return "Two numbers are asked for, such as [1, 1]."
    if not v.any():
        return "No mistake at all costs nothing, of course. Find one that is not zero."
    v = v / math.hypot(*v)  # so that a small mistake is none the cheaper
    cost = float(v[0] + 2 * v[1]) ** 2
    if cost < 1e-9:
        return ""
    words = f"At length one that costs {cost:.3g}"
    if abs(v[0] + v[1]) < 1e-9:
        return f"{words}. It would be free if the second feature were equal to the first."
    if abs(v[0] - 2 * v[1]) < 1e-9:
        return f"{words}: both weights change the prediction by the same amount, and in the same direction."
    return f"{words}: the prediction changes by ({v[0]:.3g} + 2·{v[1]:.3g})·x."
