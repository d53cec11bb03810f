"""Section 3, ridgeless: beyond the threshold the least-norm fit gets better again, exactly and in the limit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import Measured, check
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..tasks import numbers, task
from ._common import Array, Directions, Law, directions, furthest, three_errors
from .peak import one_over_chi2

N = 40  # points of the explorer


def _limit(gamma: ArrayLike, noise: float, penalty: float) -> Array:
    """Return the excess risk for n, p → ∞ at p/n = gamma, |w_*| = 1, features isotropic.

    The many directions together act like one ridge kappa, the solution of penalty = kappa - gamma kappa/(1 + kappa):
    penalty or gamma - 1, whichever is larger, or more.
    """
    gamma = np.asarray(gamma, dtype=float)
    half = (1 - gamma - penalty) / 2
    kappa = np.hypot(half, math.sqrt(penalty)) - half
    freedom = gamma / (1 + kappa) ** 2
    return np.asarray(((kappa / (1 + kappa)) ** 2 + noise * freedom) / (1 - freedom))


def draw_ridgeless(panel: Panel, gamma: float, noise: float, penalty: float, broken: bool) -> dict[str, Any]:
    """Draw the limit of the excess risk against p/n, clouds of fits to 40 points, and what happens at one p."""
    grid = np.geomspace(0.1, 10, 240)
    curve = _limit(grid, noise, penalty)
    places = np.geomspace(0.1, 10, 17)

    def fits(at: float) -> Array:
        seen = directions(N, max(1, round(at * N)), 20, round(100 * at), "uneven" if broken else "normal")
        return seen.risk(seen.s / (seen.s + penalty), noise)

    cloud, here, p = np.array([fits(at) for at in places]), fits(gamma), max(1, round(gamma * N))
    panel.axes(xlabel="weights per point, p/n", ylabel="excess risk", xlim=(0.1, 10), ylim=(0.003, 300),
               xscale="log", yscale="log")  # fmt: skip
    panel.rule("place", x=gamma, color=plotting.SECOND, linewidth=1)
    panel.rule("threshold", x=1, color=plotting.TARGET, linestyle=":")
    panel.line("zero", grid, np.ones(240), label="all\nweights 0", color=plotting.TARGET, linestyle=":")
    panel.points("fits", np.repeat(places, 20), cloud.ravel(), color=plotting.MEASURED, markersize=2, alpha=0.6)
    panel.points("your fits", np.full(20, gamma), here, color=plotting.SECOND, markersize=5, markerfacecolor="none")
    panel.line("limit", grid, curve, label="limit", color=plotting.BOUND)
    panel.note(f"p = {p} weights, n = {N} points: 20 fits, excess risk {np.median(here):.2g} (median)")
    return {"limit": curve, "cloud": cloud, "here": here}


def explore_ridgeless() -> Explorer:
    """Build the explorer of the whole story: weights per point, noise, a ridge, and points of uneven length."""
    return explore(
        draw_ridgeless, gamma=slider(0.1, 10.0, "weights per point, p/n", value=1.0, log=True),
        noise=slider(0.01, 4.0, "noise σ²", value=0.25, log=True), penalty=choice((0, 0.01, 0.1, 1), "ridge penalty λ"),
        broken=switch("break it: points of uneven length"),
        storyboard=[{"gamma": 0.5}, {"gamma": 1.0}, {"gamma": 5.0}, {"gamma": 1.0, "penalty": 0.1}],
        caption=lambda gamma, noise, penalty, broken: f"p/n = {gamma:g}, " + (f"λ = {penalty}" if penalty else "no ridge"),
        alt="Excess risk against weights per point, on log axes: it climbs to a sharp peak at 1 and comes down behind "
        "it; the clouds of fits follow the curve; with a ridge there is no peak",
    )  # fmt: skip


SHAPES = ((20, 5), (20, 14), (20, 28), (10, 40))


def rows_and_columns(n: int, p: int, noise: float) -> float:
    """Return the exact mean excess risk of the least-norm fit, |w_*| = 1: what is not seen, and each row's noise."""
    if p < n:
        return float(noise * p * one_over_chi2(n - p + 1))
    return float((p - n) / p + noise * n * one_over_chi2(p - n + 1))


@check("Ridgeless risk (Belkin, Hsu and Xu 2020)",
       "mean excess risk of 2,000 least-norm fits ± 3 standard errors beside the exact value; furthest of 20 points and 5, "
       "14, 28 weights, 10 points and 40 weights, σ² = 1/2", "==", kind="Monte Carlo")  # fmt: skip
def check_ridgeless_exact(
    drawn: Callable[..., Directions] = directions,
    exact: Callable[[int, int, float], float] = rows_and_columns,
    noise: float = 0.5,
) -> Measured:
    """Compare fits to Gaussian data with the exact mean on both sides of the threshold."""
    return furthest(*(three_errors(drawn(n, p, 2000).risk(1.0, noise), exact(n, p, 0.5)) for n, p in SHAPES))


check_ridgeless_exact.breaks("p − n in place of p − n − 1", exact=lambda n, p, noise: (
    rows_and_columns(n, p, noise) if p < n else 1 - n / p + noise * n / (p - n)))  # fmt: skip
check_ridgeless_exact.breaks("noise of variance 0.6", noise=0.6)


def _furthest_ratio(ratios: Iterator[tuple[float, float]]) -> float:
    found = [risk / value if value > 0 else math.inf for risk, value in ratios]
    return max(found, key=lambda ratio: abs(ratio - 1))


@check("Ridgeless risk (Hastie et al. 2022)",
       "excess risk for 400 points with features ±1, mean over noise and 2 draws, over the limit; furthest from 1 of γ = "
       "0.2, 0.5, 0.8, 1.25, 2, 4, σ² = 1", "==", 1.0, 0.05, kind="instance")  # fmt: skip
def check_ridgeless_limit(limit: Callable[[float, float, float], Array] = _limit, law: Law = "signs") -> float:
    """Compare large data sets, which are not Gaussian, with the limit."""
    return _furthest_ratio(
        (
            float(directions(400, round(400 * gamma), 2, law=law).mean_risk(1.0, 1.0).mean()),
            float(limit(gamma, 1.0, 0.0)),
        )
        for gamma in (0.2, 0.5, 0.8, 1.25, 2.0, 4.0)
    )


check_ridgeless_limit.breaks("p/n upside down", limit=lambda gamma, *rest: _limit(1 / gamma, *rest))
check_ridgeless_limit.breaks("points of uneven length", law="uneven")


@check("Ridge risk (Hastie et al. 2022)",
       "excess risk of ridge for 200 points, mean over noise and 8 draws, over the limit; furthest from 1 of γ = 0.5, 1, 2 "
       "and λ = 0.01, 0.1, 1, σ² = 1/2", "==", 1.0, 0.05, kind="instance")  # fmt: skip
def check_ridge_limit(limit: Callable[[float, float, float], Array] = _limit, law: Law = "normal") -> float:
    """Compare ridge fits with the limit, on the threshold too."""
    drawn = {gamma: directions(200, round(200 * gamma), 8, seed=2, law=law) for gamma in (0.5, 1.0, 2.0)}
    return _furthest_ratio(
        (float(seen.mean_risk(seen.s / (seen.s + penalty), 0.5).mean()), float(limit(gamma, 0.5, penalty)))
        for gamma, seen in drawn.items()
        for penalty in (0.01, 0.1, 1.0)
    )


check_ridge_limit.breaks("points of uneven length", law="uneven")


def subset_parts(w_star: Array, n: int, noise: float) -> tuple[Array, Array, Array]:
    """Return sizes p, bias and variance of the least-norm fit that uses the first p of the features that matter.

    What the fit does not use is noise to it. Sizes from n - 1 to n + 1, where the variance is infinite, are left out.
    """
    p = np.array([p for p in range(1, len(w_star) + 1) if abs(p - n) > 1])
    used = np.cumsum(w_star**2)[p - 1]
    missing = w_star @ w_star - used
    seen = np.minimum(1, n / p)
    bias = (1 - seen) ** 2 * used + missing
    spread = np.minimum(p, n) * one_over_chi2(np.abs(p - n) + 1)
    return p, bias, seen * (1 - seen) * used + (noise + missing) * spread


def least_norm_parts(p: int, noise: float = 0.05, draws: int = 2000) -> tuple[float, float]:
    """Fit 16 points by the first p of 64 features, 2,000 times: bias (by two halves, free of noise) and variance."""
    rng, w_star = np.random.default_rng(p), np.full(64, 1 / 8)
    X = rng.normal(size=(draws, 16, 64))
    y = X @ w_star + math.sqrt(noise) * rng.normal(size=(draws, 16))
    fits = np.zeros((draws, 64))
    fits[:, :p] = np.einsum("rpn,rn->rp", np.linalg.pinv(X[..., :p]), y)
    first, second = fits[::2].mean(axis=0), fits[1::2].mean(axis=0)
    return float((first - w_star) @ (second - w_star)), float(fits.var(axis=0).sum())


@check("Figure 13.2",
       "bias and variance of 2,000 fits of 16 points by p of 64 features, over the exact values; furthest from 1 of p = 4, 10, "
       "24, 48", "==", 1.0, 0.1, kind="Monte Carlo")  # fmt: skip
def check_subset_parts(
    fitted: Callable[..., tuple[float, float]] = least_norm_parts,
    exact: Callable[..., tuple[Array, Array, Array]] = subset_parts,
) -> float:
    """Compare drawn fits with the exact bias and variance, on both sides of the threshold."""
    p, *parts = exact(np.full(64, 1 / 8), 16, 0.05)
    ratios = []
    for size in (4, 10, 24, 48):
        for measured, part in zip(fitted(size), parts, strict=True):
            value = float(part[p == size][0])  # an IndexError if the sizes are nonsense
            ratios.append(measured / value if value > 0 else math.inf)
    return max(ratios, key=lambda ratio: abs(ratio - 1))


def _forgotten(w_star: Array, n: int, noise: float) -> tuple[Array, Array, Array]:
    p, bias, variance = subset_parts(w_star, n, noise)
    return p, bias, variance / (1 + (64 - p) / 64 / noise)


check_subset_parts.breaks("the unused features are no noise", exact=_forgotten)


@task("thin noise", right="Right: one label's noise, spread over so many weights, hardly moves any of them.")
def _thin_noise(fit: Any) -> str:
    rng = np.random.default_rng(3)
    for p in (1, 2, 7):
        x, y = rng.normal(size=p), float(rng.normal())
        w = numbers(fit(x.copy(), y)).ravel()
        if w.shape != (p,) or not np.isfinite(w).all():
            return f"For x of shape ({p},) the answer should be {p} weights; yours has shape {w.shape}."
        if np.allclose(w, y * x):
            return "The direction is right. But w·x is now y·|x|², where y is asked for."
        if np.allclose(w, y * x / np.linalg.norm(x)) and p > 1:
            return "w·x is y·|x|: divided by the length once too little."
        if abs(w @ x - y) > 1e-8 * (1 + abs(y)):
            return f"w·x should be the label {y:.3g}; yours gives {w @ x:.3g}."
        if w @ w > y**2 / (x @ x) * (1 + 1e-6):
            return (
                "It fits, but a shorter w does too: whatever in w is perpendicular to x fits nothing and costs length."
            )
    return ""
