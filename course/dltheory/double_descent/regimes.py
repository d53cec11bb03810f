"""Section 7, regimes: fits through noise that are benign, tempered or catastrophic, and how bad exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize

from .. import plotting
from ..evidence import Measured, check, furthest_from, three_errors
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_at_least, require_count, require_finite, require_rising, require_shape
from ._common import chebyshev

#: All fits here are linear in the labels: fit(t) = sum of weights * labels, with weights (m, n) of points x (n,), t (m,).
Weights = Callable[[Array, Array], Array]


def _require_points(x: Array, t: Array, least: int = 1) -> None:
    require_shape(None, x=x, t=t)
    require_finite(x=x, t=t)
    require_count(least, **{"len(x)": len(x)})


def nearest_weights(x: Array, t: Array) -> Array:
    """Return the weights of the nearest neighbour: all on one label."""
    _require_points(x, t)
    return np.asarray(np.eye(len(x))[np.abs(t[:, None] - x).argmin(axis=1)])


def two_nearest(x: Array, t: Array) -> Array:
    """Return the weights of the mean of the two nearest neighbours, which does not interpolate."""
    return np.asarray(np.eye(len(x))[np.argsort(np.abs(t[:, None] - x), axis=1)[:, :2]].mean(axis=1))


def polyline_weights(x: Array, t: Array) -> Array:
    """Return the weights of the polyline through the labels, for sorted x: two neighbours share, by their distances."""
    _require_points(x, t)
    require_rising(x=x)
    return np.array([np.interp(t, x, label) for label in np.eye(len(x))]).T


def polynomial_weights(x: Array, t: Array) -> Array:
    """Return the weights of the polynomial of degree n - 1 through the labels: Lagrange's, by logarithms."""
    _require_points(x, t)
    gaps, own = t[:, None] - x, x[:, None] - x + np.eye(len(x))
    logs = np.log(np.abs(gaps))
    size = logs.sum(axis=1, keepdims=True) - logs - np.log(np.abs(own)).sum(axis=1)
    signs = np.sign(gaps).prod(axis=1, keepdims=True) * np.sign(gaps) * np.sign(own).prod(axis=1)
    return np.asarray(signs * np.exp(size))


def peaked_weights(x: Array, t: Array, exponent: float = 0.4) -> Array:
    """Return the weights of a local mean that is singular: |u|^-exponent (1 - u²) for |u| < 1, where u is the distance on
    the circle of length 1, over a bandwidth of 0.75 n^(-1/5) or what holds two points. t must be none of the points.
    """
    _require_points(x, t, 2)
    require_at_least(0, exponent=exponent)
    distance = np.abs(t[:, None] - x)
    distance = np.minimum(distance, 1 - distance)
    width = np.maximum(min(0.5, 0.75 * len(x) ** -0.2), 1.01 * np.partition(distance, 1, axis=1)[:, [1]])
    u = np.minimum(distance / width, 1.0)
    K = u**-exponent * (1 - u**2)
    return np.asarray(K / K.sum(axis=1, keepdims=True))


def wave(x: Array) -> Array:
    """Return sin(2 pi x), the target."""
    return np.sin(2 * np.pi * x)


@cached
def excess(weights: Weights, n: int, draws: int = 40, even: bool = False, half_way: bool = False) -> Array:
    """Return the excess risk (draws,) of a linear fit of n noisy values of sin(2 pi x), noise variance 1, x in [0, 1]:
    the noise's share exactly, sum of squared weights, plus the squared error on clean labels, on 200 new points between
    the outermost ones. `even`: Chebyshev's points in place of uniform ones; `half_way`: tested between neighbours only.
    """
    require_count(2, n=n)
    require_count(draws=draws)
    rng, found = np.random.default_rng(n), []
    for _ in range(draws):
        x = np.sort(rng.random(n))
        if even:
            x = (1 + chebyshev(n)) / 2
        t = (x[1:] + x[:-1]) / 2 if half_way else rng.uniform(x[0], x[-1], 200)
        W = weights(x, t)
        found.append(np.mean((W**2).sum(axis=1) + (W @ wave(x) - wave(t)) ** 2))
    return np.array(found)


def goes_through(weights: Weights) -> bool:
    """Return whether a fit, 1e-120 beside each of four points, is within 1e-9 of that point's label."""
    x = np.array([0.1, 0.25, 0.6, 0.9])
    near = [weights(x - own, np.array([1e-120]))[0] for own in x]
    return bool(np.abs(np.array(near) - np.eye(4)).max() < 1e-9)


@check("Section 13.3", "excess risk over σ² of the nearest neighbour, sin 2πx, n = 500, noise and targets drawn, 400 draws ± 3 "
       "standard errors", "==", kind="Monte Carlo", only_if="it goes through its points")  # fmt: skip
def check_nearest(weights: Weights = nearest_weights) -> Measured:
    """Compare simulated noise with the level 1."""
    rng, found = np.random.default_rng(0), []
    if not goes_through(weights):
        return Measured(math.nan, 1.0)
    for _ in range(400):
        x, t = np.sort(rng.random(500)), rng.random(200)
        fit = weights(x, t) @ (wave(x) + 0.5 * rng.normal(size=500))
        found.append(np.mean((fit - wave(t)) ** 2) / 0.25)
    return three_errors(found, 1.0)


check_nearest.breaks("the two nearest, averaged", weights=two_nearest)
check_nearest.breaks("the label of the point before", weights=lambda x, t: np.roll(nearest_weights(x, t), 1, axis=1))


@check("Section 13.3", "excess risk over σ² of the polyline, sin 2πx, n = 500, 40 draws ± 3 standard errors", "==",
       kind="Monte Carlo", only_if="it goes through its points")  # fmt: skip
def check_polyline(weights: Weights = polyline_weights, half_way: bool = False) -> Measured:
    """Compare with the level 2/3."""
    if not goes_through(weights):
        return Measured(math.nan, 2 / 3)
    return three_errors(excess(weights, 500, half_way=half_way), 2 / 3)


check_polyline.breaks("tested half-way between neighbours only", half_way=True)
check_polyline.breaks("labels moved on by one point", weights=lambda x, t: np.roll(polyline_weights(x, t), 1, axis=1))


@check("Belkin, Rakhlin and Tsybakov 2019", "slope in n of the excess risk of singular local means, sin 2πx, n = 100 to 6400, "
       "mean of 20 draws", "==", -0.8, 0.1, kind="rate", only_if="they go through their points")  # fmt: skip
def check_benign(weights: Weights = peaked_weights) -> float:
    """Fit the slope, after a look right beside the training points."""
    if not goes_through(weights):
        return math.nan
    sizes = 100 * 4 ** np.arange(4)
    return loglog_slope(sizes, [excess(weights, int(n), 20).mean() for n in sizes])


check_benign.breaks("exponent 2: one label has nearly all weight", weights=lambda x, t: peaked_weights(x, t, 2.0))
check_benign.breaks("exponent 0: an ordinary local mean", weights=lambda x, t: peaked_weights(x, t, 0.0))


@check("Section 13.3", "factor by which one point more multiplies the median excess risk, 40 draws, of the polynomial through "
       "all points, n = 5 to 30", ">=", 4.0, kind="rate", only_if="it goes through them")  # fmt: skip
def check_catastrophic(weights: Weights = polynomial_weights, even: bool = False) -> float:
    """Fit the growth; equally spaced points have, in the long run, the factor 4."""
    if not goes_through(weights):
        return math.nan
    sizes = np.arange(5, 31, 5)
    levels = [float(np.median(excess(weights, int(n), 40, even))) for n in sizes]
    return math.exp(float(np.polyfit(sizes, np.log(levels), 1)[0]))


check_catastrophic.breaks("Chebyshev's points in place of uniform ones", even=True)
check_catastrophic.breaks("5ⁿ times the nearest label", weights=lambda x, t: 5.0 ** len(x) * nearest_weights(x, t))


def normal_rows(n: int, p: int, rng: np.random.Generator) -> Array:
    """Return n rows of p independent Gaussian features of variance one."""
    require_count(n=n, p=p)
    return rng.normal(size=(n, p))


def wave_rows(n: int, p: int, rng: np.random.Generator) -> Array:
    """Return 1 and cosines and sines of n random angles, (n, p), uncorrelated and of mean square one, slow waves first."""
    require_count(n=n, p=p)
    angles = 2 * np.pi * rng.random((n, 1)) * np.arange(1, p // 2 + 1)
    waves = math.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], axis=2).reshape(n, -1)
    return np.column_stack([np.ones(n), waves])[:, :p]


@cached
def noise_level(
    alpha: float, rows: Callable[..., Array] = normal_rows, n: int = 50, p: int = 2000, draws: int = 40
) -> Array:
    """Return the excess risk (draws,) of the minimum-norm fit of pure noise of variance one by p features of variances
    i^-alpha, made from `rows`, which are uncorrelated and of variance one.
    """
    require_finite(alpha=alpha)
    require_count(n=n, p=p, draws=draws)
    rng, scale, found = np.random.default_rng(0), np.arange(1, p + 1.0) ** (-alpha / 2), []
    for _ in range(draws):
        X = rows(n, p, rng) * scale
        found.append(float(((np.linalg.solve(X @ X.T, X) * scale) ** 2).sum()))
    return np.array(found)


def fixed_point(alpha: float, n: int = 50, p: int = 2000) -> float:
    """Return s/(n - s), s the sum of (l/(l + kappa))² over l = i^-alpha, with kappa such that the l/(l + kappa) sum to n."""
    spectrum = np.arange(1, p + 1.0) ** -alpha
    log_kappa = optimize.brentq(lambda z: float((spectrum / (spectrum + math.exp(z))).sum()) - n, -60, 10)
    s = float(((spectrum / (spectrum + math.exp(log_kappa))) ** 2).sum())
    return s / (n - s)


@check("Mallinar et al. 2022", "excess risk of the minimum-norm fit of noise, median of 40 draws, over the fixed point's: 2000 "
       "Gaussian features of variances i^−α, n = 50; furthest from 1 of α = 1.5, 2, 3", "==", 1.0, 0.05, kind="instance")  # fmt: skip
def check_spectrum(rows: Callable[..., Array] = normal_rows) -> float:
    """Compare; the fixed point is exact in the limit of many points, and here off by about 1/n."""
    ratios = [float(np.median(noise_level(alpha, rows))) / fixed_point(alpha) for alpha in (1.5, 2.0, 3.0)]
    return furthest_from(1, ratios)


check_spectrum.breaks("features of one number: cosines and sines", rows=wave_rows)


FITS: dict[str, Any] = {
    "singular local mean": peaked_weights, "polyline": polyline_weights, "polynomial, degree 15": polynomial_weights
}  # fmt: skip


def plot_regimes() -> dict[str, Array]:
    """Draw a singular local mean, a polyline and a polynomial through the same noisy points."""
    rng = np.random.default_rng(4)
    x = np.sort(rng.random(16))
    y, t = wave(x) + 0.4 * rng.normal(size=16), np.linspace(x[0], x[-1], 1202)[1:-1]
    steps = 10.0 ** -np.arange(3, 13)[:, None]  # the needles are thinner than any grid
    t = np.sort(np.r_[t, (x[:-1] + steps).ravel(), (x[1:] - steps).ravel()])
    fig, axes = plotting.figure(3, height=2.7, sharey=True)
    found = {}
    for ax, (name, weights) in zip(axes, FITS.items(), strict=True):
        found[name] = fit = weights(x, t) @ y
        ax.plot(t, wave(t), color=plotting.TARGET)
        ax.plot(t, fit, color=plotting.MEASURED, linewidth=1.2)
        ax.plot(x, y, "o", color="black", markersize=3)
        ax.set_ylim(-2.2, 2.2)
        plotting.label_axes(ax, "x", "target (grey), fit (blue)" if ax is axes[0] else "", name)
    plotting.describe(fig, "Through the same 16 noisy points: a smooth curve with needles to the points, a polyline, and a "
                      "polynomial that leaves the picture.")  # fmt: skip
    return found


@task("a kernel of your own",
      right="Right: infinite at 0, so that it interpolates, and so slowly that far points still count.")  # fmt: skip
def _own_kernel(kernel: Callable[[Array], Array]) -> str:
    def level(n: int) -> float:
        rng, found = np.random.default_rng(n), []
        for _ in range(20):
            x, t = rng.random(n), rng.uniform(0.25, 0.75, 50)
            K = numbers(kernel(np.abs(t[:, None] - x)))
            found.append(np.mean(((K / K.sum(axis=1, keepdims=True)) ** 2).sum(axis=1)))
        return float(np.mean(found))

    with np.errstate(over="ignore"):
        near = numbers(kernel(np.array([1e-150, 1e-100, 0.5])))
    if near.shape != (3,) or not (near >= 0).all():
        return "The kernel should take an array of distances and return one weight, not below 0, for each."
    if np.isinf(near[1]):
        return "At the distance 1e-100 the weight overflows: it grows so fast that the nearest label has all of it."
    if np.ptp(numbers(kernel(u := np.linspace(0.1, 0.9, 9))) / (u**-0.4 * (1 - u**2))) < 1e-9:
        return "That is the kernel above. Find another: which other functions grow without bound at 0, slowly?"
    if not near[0] > 1.2 * near[1] > near[2]:
        return "At distance 0 the weight stays finite: a point's own label is mixed with others, which is no interpolation."
    few, many = level(100), level(1600)
    if many <= 0.75 * few:
        return ""
    words = f"from {few:.2f} with 100 points to {many:.2f} with 1600" if np.isfinite([few, many]).all() else "nowhere"
    return f"It interpolates, but the noise's share goes {words}: the nearest label has too much weight. Grow more slowly at 0."
