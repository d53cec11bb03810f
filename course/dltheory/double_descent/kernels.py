"""Section 6, kernels: infinitely many features, fitted with n numbers; narrow and wide kernels; polynomials."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import legendre

from .. import plotting
from ..evidence import check, erratum, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached, gaussian_kernel, loglog_slope
from ..tasks import numbers, recognize, task
from ._common import chebyshev
from .features import random_waves

Kernel = Callable[[Array, Array, float], Array]
#: Features with which the polynomials are fitted, and where their error is measured.
COUNTS = tuple(np.unique(np.r_[1:31, np.geomspace(31, 150, 14).astype(int)]).tolist())
GRID = np.linspace(-1, 1, 401)


def kernel_weights(K: Array, y: Array, penalty: float) -> Array:
    """Return the n numbers by which kernel ridge regression is known, for the kernel matrix K (n, n) and labels y."""
    return np.linalg.solve(K + len(K) * penalty * np.eye(len(K)), y)


@check("Kernel ridge regression", "largest difference on 50 new points of the fit by n numbers and the fit by p weights: 30 "
       "points with 5, 30 and 200 Gaussian features, λ = 0.1 and 0.001", "<=", 0.0, 1e-9, kind="identity")  # fmt: skip
def check_representer(weights: Callable[..., Array] = kernel_weights, seed: int = 0) -> float:
    """Compare with least squares on the stacked problem, whose extra rows are the penalty."""
    rng, found = np.random.default_rng(seed), []
    for p in (5, 30, 200):
        P, Q, y = rng.normal(size=(30, p)), rng.normal(size=(50, p)), rng.normal(size=30)
        for penalty in (0.1, 0.001):
            w = np.linalg.lstsq(np.vstack([P, math.sqrt(30 * penalty) * np.eye(p)]), np.r_[y, np.zeros(p)])[0]
            found.append(np.abs(Q @ P.T @ weights(P @ P.T, y, penalty) - Q @ w).max())
    return largest(found)


check_representer.breaks("λ in place of nλ", weights=lambda K, y, penalty: kernel_weights(K, y, penalty / len(K)))


def unshifted(X: Array, p: int, scale: float, rng: np.random.Generator) -> Array:
    """Return cosines without phases, which belong to another kernel: half of k(x - x') + k(x + x')."""
    return math.sqrt(2 / p) * np.cos(scale * (X @ rng.normal(size=(X.shape[1], p))))


@check("Rahimi and Recht 2007", "slope in p of the distance of the fits by p random cosines and by the Gaussian kernel: 20 "
       "points in R³, λ = 0.01, p = 100 to 6400, mean of 20 seeds", "==", -0.5, 0.05, kind="rate")  # fmt: skip
def check_feature_limit(features: Callable[..., Array] = random_waves) -> float:
    """Fit the slope of the root mean square distance on 50 new points."""
    sizes, gaps = 100 * 2 ** np.arange(7), np.zeros((20, 7))
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(70, 3)), rng.normal(size=20)
        exact = gaussian_kernel(X[20:], X[:20], 1.0) @ kernel_weights(gaussian_kernel(X[:20], X[:20], 1.0), y, 0.01)
        for column, p in enumerate(sizes):
            P = features(X, int(p), 1.0, rng)
            fit = P[20:] @ P[:20].T @ kernel_weights(P[:20] @ P[:20].T, y, 0.01)
            gaps[seed, column] = math.sqrt(np.mean((fit - exact) ** 2))
    return loglog_slope(sizes, gaps.mean(axis=0))


check_feature_limit.breaks("cosines without phases", features=unshifted)


@check("Driscoll and Fornberg 2002", "slope in the width ℓ of the distance on [−1, 1] of the kernel fit through 4 random "
       "points to the polynomial through them, ℓ = 4, 8, 16; furthest from −2 of 20 draws", "==", -2.0, 0.1,
       kind="rate")  # fmt: skip
def check_flat_limit(kernel: Kernel = gaussian_kernel) -> float:
    """Fit the slope of the largest distance."""
    widths, found = np.array([4.0, 8.0, 16.0]), []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, y = np.linspace(-1, 1, 4) + rng.uniform(-0.2, 0.2, 4), rng.normal(size=4)
        goal = legendre.legval(GRID, legendre.legfit(x, y, 3))
        fits = (kernel(GRID, x, width) @ np.linalg.solve(kernel(x, x, width), y) for width in widths)
        found.append(loglog_slope(widths, [float(np.abs(fit - goal).max()) for fit in fits]))
    return furthest_from(-2, found)


check_flat_limit.breaks("a kernel with a kink", kernel=lambda x, z, width: np.exp(-np.abs(x[:, None] - z) / width))


@erratum(121, "Section 13.2", "squared norm of k(0, ·), which the reproducing property makes k(0, 0) = 1; Gaussian kernel of "
         "width 1", "==", 1.0, 1e-3, printed="⟨f, g⟩ = ∫ f g, on 2,001 points of [−10, 10]",
         corrected="the norm of the smallest weights: that of the least fit through 13 values of k(0, ·) on [−3, 3]",
         digits=4)  # fmt: skip
def erratum_kernel_norm() -> tuple[float, float]:
    """The inner product of the kernel's Hilbert space is not that of square integrable functions."""
    x, z = np.linspace(-10, 10, 2001), np.linspace(-3, 3, 13) + 0.1
    f, K = gaussian_kernel(np.zeros(1), x, 1.0)[0], gaussian_kernel(z, z, 1.0)
    values = gaussian_kernel(np.zeros(1), z, 1.0)[0]
    return float((f**2).sum() / 100), float(values @ np.linalg.solve(K, values))


def noisy_wave(n: int, sigma: float, seed: int, even: bool = False) -> tuple[Array, Array]:
    """Return n points of [-1, 1], uniform or `even` ones of Chebyshev, and sin(pi x) there plus noise of deviation sigma."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-1, 1, n))
    if even:
        x = chebyshev(n)
    return x, np.sin(np.pi * x) + sigma * rng.normal(size=n)


def polynomial_fit(x: Array, y: Array, t: Array, p: int, power: float) -> Array:
    """Return at t the smallest least-squares fit by p features: Legendre polynomials, the k-th times k to the -power."""
    size = np.sqrt(2 * np.arange(p) + 1) * np.arange(1.0, p + 1) ** -power
    return legendre.legvander(t, p - 1) * size @ np.linalg.lstsq(legendre.legvander(x, p - 1) * size, y, rcond=1e-13)[0]


@check("Figure 13.1", "powers of ten by which 20 features miss sin πx further, in the mean square, than 5 and 150 do, median of "
       "20 draws. Legendre polynomials, the k-th times 1/k, 20 uniform points, noise "
       "0.3", ">=", 6.0, kind="instance", digits=2, only_if="150 miss it by less than 0.25")  # fmt: skip
def check_polynomial_peak(fit: Callable[..., Array] = polynomial_fit, even: bool = False) -> float:
    """Compare the peak with both valleys."""
    errors = np.empty((20, 3))
    for seed in range(20):
        x, y = noisy_wave(20, 0.3, seed, even)
        errors[seed] = [np.mean((fit(x, y, GRID, p, 1.0) - np.sin(np.pi * GRID)) ** 2) for p in (5, 20, 150)]
    few, top, many = errors.T
    valley = np.maximum(np.maximum(few, many), 1e-300)
    return float(np.median(np.log10(np.maximum(top, 1e-300) / valley))) if np.median(many) < 0.25 else math.nan


check_polynomial_peak.breaks("Chebyshev's points in place of random ones", even=True)


@cached
def polynomial_errors(sigma: float, power: float) -> tuple[Array, ...]:
    """Return the mean squared errors of the explorer's fits, one for each of COUNTS."""
    x, y = noisy_wave(20, sigma, 1)
    goal = np.sin(np.pi * GRID)
    return tuple(np.mean((polynomial_fit(x, y, GRID, p, power) - goal) ** 2) for p in COUNTS)


def draw_polynomials(panel: Panel, side: Panel, p: int, power: float, sigma: float) -> dict[str, Any]:
    """Draw the smallest polynomial fit with p features, and the error against p."""
    x, y = noisy_wave(20, sigma, 1)
    fit, errors = polynomial_fit(x, y, GRID, p, power), polynomial_errors(sigma, power)
    error = float(np.mean((fit - np.sin(np.pi * GRID)) ** 2))
    panel.axes(xlabel="x", ylabel="value", xlim=(-1, 1), ylim=(-2.5, 2.5))
    panel.line("target", GRID, np.sin(np.pi * GRID), color=plotting.TARGET)
    panel.line("fit", GRID, np.clip(fit, -9, 9), color=plotting.MEASURED)
    panel.points("20 points", x, y, color="black", markersize=4)
    panel.note(f"blue: fit with {p} features; grey: target\nmean squared error {error:.2g}")
    side.axes(xlabel="features p", ylabel="mean squared error", xscale="log", yscale="log", xlim=(1, 150),
              ylim=(1e-4, 1e16))  # fmt: skip
    side.line("error", COUNTS, errors, color=plotting.MEASURED)
    side.points("here", [p], [error], color=plotting.MEASURED, markersize=8)
    side.rule("p = n", x=20, color=plotting.TARGET, linestyle=":")
    side.rule("zero", y=0.5, color=plotting.TARGET, linestyle="--")
    side.note("dotted: p = n; dashed: the fit that is 0")
    return {"fit": fit, "errors": np.array(errors), "error": np.array(error)}


def explore_polynomials() -> Explorer:
    """Build the explorer of polynomial regression through interpolation: features, their decay, noise."""
    return explore(
        draw_polynomials, panels=2, size=(9.0, 3.8), p=slider(1, 150, "features p (degree p − 1)", value=6, log=True),
        power=choice((0.0, 1.0, 2.0), "decay q: the k-th feature times k^−q", value=1.0),
        sigma=slider(0.0, 0.6, "noise, standard deviation", value=0.3),
        storyboard=[{"p": 20}, {"p": 150}, {"p": 150, "power": 0.0}],
        caption=lambda p, power, sigma: f"{p} features, decay {power:g}",
        alt="Left twenty noisy points of a wave, and a fit to them; right the error against the number of features, with a dot at "
        "that of the fit; for 20 features, for 150, and for 150 without decay",
    )  # fmt: skip


def plot_kernel_widths() -> dict[str, Array]:
    """Draw kernel fits through 10 noisy points for three widths, and the error of 40 draws against the width."""
    fig, (left, right) = plotting.figure(2, height=3.3)
    x, y = noisy_wave(10, 0.3, 10)
    left.plot(GRID, np.sin(np.pi * GRID), color=plotting.TARGET)
    found: dict[str, Array] = {}
    for width, color in ((0.01, plotting.THIRD), (0.1, plotting.MEASURED), (0.8, plotting.SECOND)):
        found[f"{width:g}"] = fit = gaussian_kernel(GRID, x, width) @ np.linalg.solve(gaussian_kernel(x, x, width), y)
        left.plot(GRID, fit, color=color, linestyle=plotting.LINES[color], label=f"ℓ = {width:g}")
    left.plot(x, y, "o", color="black", markersize=4)
    left.set(ylim=(-3.2, 2.5), xticks=[-1, 0, 1])
    left.legend(loc="lower left")
    plotting.label_axes(left, "x", "target (grey) and fits")
    widths = np.geomspace(0.005, 0.8, 16)
    for penalty, color, words in ((0.0, plotting.MEASURED, "no ridge"), (0.01, plotting.SECOND, "λ = 0.01")):
        errors = np.empty((40, 16))
        for seed in range(40):
            x, y = noisy_wave(10, 0.3, seed)
            for column, width in enumerate(widths):
                fit = gaussian_kernel(GRID, x, width) @ kernel_weights(gaussian_kernel(x, x, width), y, penalty)
                errors[seed, column] = np.mean((fit - np.sin(np.pi * GRID)) ** 2)
        line = plotting.curve(right, widths, np.median(errors, axis=0), "", color, markersize=3)
        plotting.label_line(line, words, at=9, offset=(-14, 22) if color == plotting.MEASURED else (-30, -22))
        right.fill_between(widths, *np.quantile(errors, [0.1, 0.9], axis=0), color=color, alpha=0.2, linewidth=0)
        found[words] = np.median(errors, axis=0)
    right.axhline(0.5, color=plotting.TARGET, linestyle="--", linewidth=1)
    plotting.log_axes(right, [0.01, 0.1, 0.5])
    right.set_ylim(0.02, 100)
    plotting.label_axes(right, "width ℓ", "mean squared error", "dashed: the fit that is 0")
    plotting.describe(fig, "A narrow kernel gives spikes, a middle one a wave, a wide one long swings; the error is 0.5 for "
                      "narrow ones, has a valley, and without ridge climbs again by powers of ten.")  # fmt: skip
    return found


@task("a kernel without features", right="Right: one product and one square in place of six features.")
def _without_features(kernel: Callable[[Array, Array], float]) -> str:
    rng = np.random.default_rng(0)
    X, Z = rng.normal(size=(2, 30, 2))
    inner = (X * Z).sum(axis=1)
    answers = [numbers(kernel(x, z)) for x, z in zip(X, Z, strict=True)]
    if answers[0].shape == (2,):
        return "That is an array of two numbers: x*z is no product of vectors yet. Sum it, x @ z, before 1 is added and squared."
    found, squares = np.array([float(answer) for answer in answers]), (1 + X * Z) ** 2
    if not np.isfinite(found).all():
        return "One number is asked for: what the kernel says of a pair of points."
    known = [
        ((1 + inner) ** 2, ""),
        (inner**2, "That has the three features of degree 2 only: where are 1, x₁ and x₂?"),
        (1 + inner**2, "The features x₁ and x₂ are missing: write out what your square contains."),
        (1 + inner + inner**2, "Almost: x₁ and x₂ carry a √2 each, so x₁z₁ + x₂z₂ must come twice."),
        (1 + inner, "Those are the features 1, x₁, x₂."),
        (squares.sum(axis=1), "That sums two squares: 1 comes twice, and the feature x₁x₂ is missing."),
        (squares.sum(axis=1) - 1, "The feature √2 x₁x₂ is missing: the square of a sum has a mixed term."),
        (squares.prod(axis=1), "A product of two kernels has the products of their features, nine of them."),
        ((1 + (X + Z).sum(axis=1)) ** 2, "A kernel multiplies the two points' features, it does not add the points."),
    ]
    example = float(kernel(np.array([1.0, 2]), np.array([3.0, -1])))
    return recognize(found, known, f"For x = (1, 2), z = (3, −1) yours gives {example:g}, the features 4.")
