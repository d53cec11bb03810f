"""Section 3, ridgeless: beyond the threshold the least-norm fit gets better again, exactly and in the limit."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy import optimize

from .. import plotting
from ..evidence import Measured, check, furthest, furthest_from, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import Array, cached
from ..tasks import numbers, task
from ._common import Directions, Law, directions, uneven_lengths
from .peak import one_over_chi2

#: The explorer's problem: 40 points and 400 features, of which a fit uses the first p.
POINTS, MOST = 40, 400


def _problem(p: int, equal: bool) -> tuple[Array, Array, float]:
    """Return variances of p features and their true weights (p,), and the variance of what is missing; in all 1.

    Features of falling size: variance j^-1.5, all weights alike. Equal features: the p are all there are.
    """
    if equal:
        return np.ones(p), np.full(p, p**-0.5), 0.0
    size = np.arange(1.0, MOST + 1) ** -1.5
    return size[:p], np.full(p, size.sum() ** -0.5), float(size[p:].sum() / size.sum())


@functools.cache
def _kappa(n: int, p: int, penalty: float, equal: bool) -> float:
    """Solve sum_j size_j/(size_j + kappa) + n penalty/kappa = n: the ridge that all p features together act like."""
    size, _, _ = _problem(p, equal)
    return float(optimize.brentq(lambda k: (size / (size + k)).sum() + penalty * n / k - n, 1e-12, 1e6, xtol=1e-14))


def effective_risk(n: int, p: int, noise: float, penalty: float, equal: bool = False) -> float:
    """Return the excess risk to expect of the fit with p features: without a penalty the exact mean for p <= n + 1 and
    for equal features (infinite near p = n), else what it comes to in high dimensions.
    """
    size, w, missing = _problem(p, equal)
    if penalty == 0 and (equal or p <= n + 1):
        return missing + rows_and_columns((n, p), noise + missing)
    kappa = _kappa(n, p, penalty, equal)
    share = size / (size + kappa)
    bias, freedom = float(((1 - share) ** 2 * size * w**2).sum()), float((share**2).sum()) / n
    return missing + (bias + (noise + missing) * freedom) / (1 - freedom)


@cached
def _draws(n: int, p: int, equal: bool, uneven: bool, draws: int) -> tuple[Array, ...]:
    """Draw data sets and reduce them to what `drawn_risks` needs: (draws, k, k), or (draws, k), k = min(n, p)."""
    size, w, missing = _problem(p, equal)
    rng, found = np.random.default_rng([n, p]), []
    for _ in range(draws):
        X, rest = rng.normal(size=(n, p)) * np.sqrt(size), math.sqrt(missing) * rng.normal(size=n)
        if uneven:
            length = uneven_lengths(n, rng)
            X, rest = X * length[:, None], rest * length
        U, s, Vt = np.linalg.svd(X, full_matrices=False)
        found.append((s, s * (Vt @ w) + rest @ U, rng.normal(size=n) @ U, Vt * size @ Vt.T, Vt * size @ w))
    return tuple(np.array(part) for part in zip(*found, strict=True))


def drawn_risks(
    n: int, p: int, noise: float, penalty: float, equal: bool = False, uneven: bool = False, draws: int = 12
) -> Array:
    """Return the excess risks (draws,) of fits that use the first p features; least norm where the penalty is 0."""
    s, labels, z, metric, inner = _draws(n, p, equal, uneven, draws)
    fit = s / (s**2 + n * penalty) * (labels + math.sqrt(noise) * z)
    return np.asarray(np.einsum("ri,rij,rj->r", fit, metric, fit) - 2 * (fit * inner).sum(axis=1) + 1)


def draw_ridgeless(panel: Panel, p: int, noise: float, penalty: float, features: str, broken: bool) -> dict[str, Any]:
    """Draw the excess risk to expect against p/n, clouds of fits to 40 points, and what happens at one p."""
    equal = features == "equal"
    sizes = np.unique(np.r_[np.geomspace(2, MOST, 120).astype(int), POINTS - 2 : POINTS + 3])
    places = np.unique(np.geomspace(2, MOST, 14).round().astype(int))
    curve = np.array([effective_risk(POINTS, int(size), noise, penalty, equal) for size in sizes])
    curve = np.minimum(curve, 1e4)  # infinite next to the threshold: out of the picture
    cloud = np.array([drawn_risks(POINTS, int(size), noise, penalty, equal, broken) for size in places])
    here = drawn_risks(POINTS, p, noise, penalty, equal, broken)
    panel.axes(xlabel="weights per point, p/n", ylabel="excess risk", xlim=(0.05, 10), ylim=(0.02, 100),
               xscale="log", yscale="log")  # fmt: skip
    if penalty == 0:
        panel.fill("exact", [1, 10], 0.02, 100, color=plotting.FOURTH, alpha=0.12, zorder=0)
        panel.note("shaded: every label fitted exactly")
    panel.rule("place", x=p / POINTS, color=plotting.SECOND, linewidth=1)
    panel.line("zero", sizes / POINTS, np.ones(len(sizes)), label="all weights 0", color=plotting.TARGET, linestyle=":")
    panel.points(
        "fits", np.repeat(places, 12) / POINTS, cloud.ravel(), color=plotting.MEASURED, markersize=2, alpha=0.6
    )
    panel.points(
        "your fits", np.full(12, p / POINTS), here, color=plotting.SECOND, markersize=5, markerfacecolor="none"
    )
    panel.line("expected", sizes / POINTS, curve, label=True, color=plotting.BOUND)
    panel.note(f"{p} weights, {POINTS} points, 12 fits: {np.median(here):.2g} (median)")
    return {"expected": curve, "cloud": cloud, "here": here}


def explore_ridgeless() -> Explorer:
    """Build the explorer of the whole story: weights per point, noise, a ridge, the features, points of uneven length."""
    return explore(
        draw_ridgeless, p=slider(4, 400, "weights p", value=10, log=True),
        noise=slider(0.01, 10.0, "noise σ²", value=0.1, log=True), penalty=choice((0, 0.001, 0.01, 0.1, 1), "ridge penalty λ"),
        features=choice(("falling in size", "equal"), "features"), broken=switch("break it: points of uneven length"),
        storyboard=[{"p": 10}, {"p": 40}, {"p": 400}, {"p": 40, "penalty": 0.01}],
        caption=lambda p, noise, penalty, features, broken: f"p = {p}, "
        + (f"ridge λ = {penalty}" if penalty else "no ridge") + (", equal features" if features == "equal" else ""),
        alt="Excess risk against weights per point, on log axes: down to a valley at 1/4, up to a sharp peak at 1, and down "
        "again, below the valley; clouds of fits follow the curve; with a ridge there is no peak",
    )  # fmt: skip


SHAPES = ((20, 5), (20, 14), (20, 28), (10, 40))


def rows_and_columns(shape: tuple[int, int], noise: float) -> float:
    """Return the exact mean excess risk of the least-norm fit, |w_*| = 1: what is not seen, and each row's noise."""
    n, p = shape
    if p < n:
        return float(noise * p * one_over_chi2(n - p + 1))
    return float((p - n) / p + noise * n * one_over_chi2(p - n + 1))


@check("Ridgeless risk (Belkin, Hsu and Xu 2020)",
       "mean excess risk of 2,000 least-norm fits ± 3 standard errors beside the exact value; furthest of 20 points and 5, "
       "14, 28 weights, 10 points and 40 weights, σ² = 1/2", "==", kind="Monte Carlo")  # fmt: skip
def check_ridgeless_exact(
    drawn: Callable[..., Directions] = directions, exact: Callable[..., float] = rows_and_columns, noise: float = 0.5
) -> Measured:
    """Compare fits to Gaussian data with the exact mean on both sides of the threshold."""
    return furthest(*(three_errors(drawn(n, p, 2000).risk(1.0, noise), exact((n, p), 0.5)) for n, p in SHAPES))


def _degrees_forgotten(shape: tuple[int, int], noise: float) -> float:
    n, p = shape
    return rows_and_columns(shape, noise) if p < n else (p - n) / p + noise * n / (p - n)


check_ridgeless_exact.breaks("p − n in place of p − n − 1", exact=_degrees_forgotten)
check_ridgeless_exact.breaks("noise of variance 0.6", noise=0.6)


def _limit(gamma: float, noise: float, penalty: float) -> float:
    """Return the limit for equal features and p/n = gamma, |w_*| = 1; kappa is a root of a quadratic equation here."""
    half = (1 - gamma - penalty) / 2
    kappa = math.hypot(half, math.sqrt(penalty)) - half
    freedom = gamma / (1 + kappa) ** 2
    return ((kappa / (1 + kappa)) ** 2 + noise * freedom) / (1 - freedom)


def _furthest_ratio(ratios: Iterator[tuple[float, float]]) -> float:
    return furthest_from(1, [risk / value if value > 0 else math.inf for risk, value in ratios])


@check("Ridgeless risk (Hastie et al. 2022)",
       "excess risk for 400 points with features ±1, mean over noise and 2 draws, over the limit; furthest from 1 of γ = "
       "0.2, 0.5, 0.8, 1.25, 2, 4, σ² = 1", "==", 1.0, 0.05, kind="instance")  # fmt: skip
def check_ridgeless_limit(limit: Callable[[float, float, float], float] = _limit, law: Law = "signs") -> float:
    """Compare large data sets, which are not Gaussian, with the limit."""
    return _furthest_ratio(
        (float(directions(400, round(400 * gamma), 2, law=law).mean_risk(1.0, 1.0).mean()), limit(gamma, 1.0, 0.0))
        for gamma in (0.2, 0.5, 0.8, 1.25, 2.0, 4.0)
    )


check_ridgeless_limit.breaks("p/n upside down", limit=lambda gamma, *rest: _limit(1 / gamma, *rest))
check_ridgeless_limit.breaks("points of uneven length", law="uneven")


@check("Ridge risk (Hastie et al. 2022)",
       "excess risk of ridge for 200 points, mean over noise and 8 draws, over the limit; furthest from 1 of γ = 0.5, 1, 2 "
       "and λ = 0.01, 0.1, 1, σ² = 1/2", "==", 1.0, 0.05, kind="instance")  # fmt: skip
def check_ridge_limit(limit: Callable[[float, float, float], float] = _limit, law: Law = "normal") -> float:
    """Compare ridge fits with the limit, on the threshold too."""
    drawn = {gamma: directions(200, round(200 * gamma), 8, seed=2, law=law) for gamma in (0.5, 1.0, 2.0)}
    return _furthest_ratio(
        (float(seen.mean_risk(seen.s / (seen.s + penalty), 0.5).mean()), limit(gamma, 0.5, penalty))
        for gamma, seen in drawn.items()
        for penalty in (0.01, 0.1, 1.0)
    )


check_ridge_limit.breaks("points of uneven length", law="uneven")


@check("Effective ridge (Hastie et al. 2022)",
       "excess risk for 40 points and the first p of 400 features of falling size, mean of 100 fits, over the one to expect; "
       "furthest from 1 of p = 4, 10, 25, 80, 400, σ² = 0.1", "==", 1.0, 0.1, kind="instance")  # fmt: skip
def check_effective_risk(expected: Callable[..., float] = effective_risk, uneven: bool = False) -> float:
    """Compare least-norm fits with the risk that the effective ridge predicts."""
    return _furthest_ratio(
        (float(drawn_risks(40, p, 0.1, 0.0, False, uneven, 100).mean()), expected(40, p, 0.1, 0.0))
        for p in (4, 10, 25, 80, 400)
    )


check_effective_risk.breaks("points of uneven length", uneven=True)
check_effective_risk.breaks("equal features", expected=lambda n, p, v, ridge: effective_risk(n, p, v, ridge, True))


@task("thin noise", right="Right: one label's noise, spread over so many weights, hardly moves any of them.")
def _thin_noise(fit: Any) -> str:
    rng = np.random.default_rng(3)
    for p in (1, 2, 7):
        x, y = rng.normal(size=p), float(rng.normal())
        w = numbers(fit(x.copy(), y)).ravel()
        if not np.isfinite(w).all():
            return "Your function returns nothing that is a number: is a `return` missing?"
        if w.shape != (p,):
            return f"For x of shape ({p},) the answer should be {p} weights; yours has shape {w.shape}."
        if np.allclose(w, y * x):
            return "The direction is right. But w·x is now y·|x|², where y is asked for."
        if np.allclose(w, y * x / np.linalg.norm(x)):
            return "w·x is y·|x|: divided by the length once too little."
        if abs(w @ x - y) > 1e-8 * (1 + abs(y)):
            return f"w·x should be the label {y:.3g}; yours gives {w @ x:.3g}."
        if w @ w > y**2 / (x @ x) * (1 + 1e-6):
            return "It fits, but a shorter w does too: what in w is perpendicular to x fits nothing and costs length."
    return ""
