"""Section 5, activations: one hidden layer is universal with any continuous activation but a polynomial."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial, chebyshev
from scipy import special

from .. import plotting
from ..evidence import check, erratum, furthest_from, largest
from ..numerics import Array, loglog_slope
from ..tasks import numbers, recognize, task
from ._common import Activation, Function, best_uniform_fit, chebyshev_points, relu

#: A smooth activation, a bias, and the radius of a circle around it for Cauchy's integral.
Smooth = tuple[Activation, float, float]
TANH: Smooth = (np.tanh, 0.5, 1.0)
LOGISTIC: Smooth = (lambda z: 1 / (1 + np.exp(-z)), 0.5, 2.0)
GAUSSIAN: Smooth = (lambda z: np.exp(-(z**2)), 0.3, 1.0)
CUBE: Smooth = (lambda z: z**3, 0.5, 1.0)
LADDERS = ((np.tanh, 3.0, 10), (relu, 1.0, 40))
#: Points of [-1, 1], the ends, 0 and +-1/2 among them; and those of a grid that lie in the unit disc.
POINTS = chebyshev_points(301, -1, 1)
GRID = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 61)]), axis=-1).reshape(-1, 2)
DISC = GRID[(GRID**2).sum(axis=1) <= 1]


def derivative(unit: Smooth, k: int) -> Array:
    """Return the derivative of order k at the unit's bias, or at several, by Cauchy's integral over 64 points."""
    sigma, b, radius = unit
    around = sigma(np.asarray(b)[..., None] + radius * np.exp(2j * np.pi * np.arange(64) / 64))
    return np.asarray(np.fft.fft(around)[..., k].real / 64 * math.factorial(k) / radius**k)


def monomial_network(k: int, h: float, unit: Smooth) -> tuple[Array, Array, Array]:
    """Return a, w, b (k + 1,) of units that tend to x^k as h -> 0, by differences (Theorem 19, Leshno et al. 1993)."""
    j = np.arange(k + 1)
    a = (-1.0) ** (k - j) * special.binom(k, j) / (h**k * derivative(unit, k))
    return a, (j - k / 2) * h, np.full(k + 1, unit[1])


@check("Lemma 20", "zeros in [−3, 3] of the derivatives of tanh of order 1 to 6: only k − 1 for order k, so that most "
       "biases are none", "==", 15.0, kind="instance", given=["sigma"])  # fmt: skip
def check_bad_biases(derivative: Callable[..., Array] = derivative, sigma: Activation = np.tanh) -> float:
    """Count changes of sign between 600 biases, 0 not among them."""
    z = np.linspace(-3, 3, 600)
    return float(sum(np.count_nonzero(np.diff(np.sign(derivative((sigma, z, 1.0), k)))) for k in range(1, 7)))


check_bad_biases.breaks("a polynomial, z³", sigma=CUBE[0])


@check("Theorem 19", "slope of log sup error on [−1, 1] against log h, 0.02 to 0.1, for x, x², x³, x⁴ by tanh, logistic "
       "and Gaussian units with one bias each: the one of 12 farthest from 2", "==", 2.0, 0.05,
       kind="rate")  # fmt: skip
def check_monomials(network: Callable[..., Any] = monomial_network, units: Any = (TANH, LOGISTIC, GAUSSIAN)) -> float:
    """Fit how fast k + 1 units tend to x^k, which asks for a derivative of order k other than 0 at the bias."""
    x, steps, slopes = np.linspace(-1, 1, 201), np.geomspace(0.02, 0.1, 5), []
    for unit in units:
        for k in (1, 2, 3, 4):
            fits = [unit[0](np.outer(x, w) + b) @ a for a, w, b in (network(k, h, unit) for h in steps)]
            slopes.append(loglog_slope(steps, [np.abs(fit - x**k).max() for fit in fits]))
    return furthest_from(2, slopes)


check_monomials.breaks("tanh moved to the bias 0", units=[TANH],
                       network=lambda *given: (*monomial_network(*given)[:2], np.zeros(given[0] + 1)))  # fmt: skip
check_monomials.breaks("one unit fewer", network=lambda *given: [part[1:] for part in monomial_network(*given)])


def random_units(sigma: Activation, m: int, rng: np.random.Generator, bias: float = 1.5) -> Array:
    """Return sigma(w x + b) at POINTS for m units with w from N(0, 9) and b from N(0, bias^2): (301, m)."""
    return np.asarray(sigma(np.outer(POINTS, 3 * rng.normal(size=m)) + bias * rng.normal(size=m)))


def kink_error(features: Array) -> float:
    """Return the smallest sup error on POINTS of a linear combination of features (301, m) for |x|."""
    return best_uniform_fit(features, np.abs(POINTS))[1]


@check("Remark 2", "best sup error for |x| on [−1, 1] of 64 random z³ units", "==", 0.125, 1e-6, kind="instance")
def check_polynomial_activation(activation: Activation = CUBE[0], seed: int = 0) -> float:
    """Measure the floor that no number of cubic units gets below: the error of the best cubic polynomial."""
    return kink_error(random_units(activation, 64, np.random.default_rng(seed)))


check_polynomial_activation.breaks("tanh, which is no polynomial", activation=np.tanh)


def directions(m: int) -> Array:
    """Return m unit vectors (m, 2) with equal angles over a half turn."""
    return np.column_stack([np.cos(np.pi * np.arange(m) / m), np.sin(np.pi * np.arange(m) / m)])


def bell(X: Array) -> Array:
    """Return exp(-4 |x|^2) for the rows of X (n, d)."""
    return np.asarray(np.exp(-4 * (X**2).sum(axis=1)))


def ladder(sigma: Activation, w: float, m: int) -> Function:
    """Return z -> the values of m units sigma(w (z - c)) with c from -1.3 to 1.3, along a new last axis."""
    return lambda z: sigma(w * (z[..., None] - np.linspace(-1.3, 1.3, m)))


def ridge_sum(g: Function, theta: Array, profile: Function) -> Function:
    """Fit g on the disc by sum_k g_k(theta_k . x), theta (m, 2), each g_k a combination of functions in `profile`."""
    features: Function = lambda X: np.asarray(profile(X @ theta.T)).reshape(len(X), -1)  # noqa: E731
    weights = np.linalg.lstsq(features(DISC[::2]), g(DISC[::2]), rcond=1e-11)[0]
    return lambda X: features(X) @ weights


def across(f: Function, theta: Array, X: Array = DISC) -> Array:
    """Return f's differences across all directions theta (m, 2), one after the other, at X: 0 where f is a sum along them."""
    if not len(theta):
        return f(X)
    return across(f, theta[1:], X + 0.2 * theta[0, ::-1] * (-1, 1)) - across(f, theta[1:], X)


@check("Theorem 21", "largest sup error on the unit disc over the monomials of degree m − 1, from m directions, m = 2 to 8",
       "<=", 0.0, 1e-9, kind="construction", given=["spread"])  # fmt: skip
def check_ridge_polynomials(fit: Callable[..., Function] = ridge_sum, spread: Any = directions) -> float:
    """Write monomials in two variables as sums of ridge functions with polynomial profiles, exactly."""
    errors = []
    for n in range(1, 8):
        g: Callable[..., Array] = lambda X, p=np.arange(n + 1): X[:, :1] ** p * X[:, 1:] ** p[::-1]  # noqa: B008, E731
        ridges = fit(g, spread(n + 1), lambda z, n=n: chebyshev.chebvander(z, n))
        errors.append(float(np.abs(ridges(DISC) - g(DISC)).max()))
    return largest(errors)


check_ridge_polynomials.breaks("one direction fewer", spread=lambda m: directions(m)[1:])
check_ridge_polynomials.breaks("two directions parallel", spread=lambda m: directions(m)[[*range(1, m), 1]])


@check("Theorem 22", "sup error for exp(−4‖x‖²) on the unit disc of 6 directions with 10 tanh units, or 40 ReLUs, each: the larger",
       "<=", 0.005, kind="instance", only_if="both are sums along these directions")  # fmt: skip
def check_dimension_lifting(fit: Callable[..., Function] = ridge_sum, units: Any = LADDERS, m: int = 6) -> float:
    """Measure the error of networks on the plane that are sums of one-dimensional ones; zero has the error 1."""
    fits = [fit(bell, directions(m), ladder(*u)) for u in units]
    sums = all(np.abs(across(f, directions(m))).max() < 1e-6 for f in fits)
    return largest([np.abs(f(DISC) - bell(DISC)).max() for f in fits]) if sums else math.nan


check_dimension_lifting.breaks("an activation that fails in one dimension, z³", units=[(CUBE[0], 1.0, 40)])
check_dimension_lifting.breaks("two directions", m=2)
check_dimension_lifting.breaks("the target itself", fit=lambda g, theta, profile: g)


@erratum(39, "Theorem 19", "largest value on [−1, 1] of such a derivative of z³", "<=", 0.0, 1e-9,
         printed="a polynomial σ of degree k has σ^(k) = 0", corrected="it has σ^(k+1) = 0")  # fmt: skip
def erratum_order_of_derivative() -> tuple[float, float]:
    """The k-th derivative of a polynomial of degree k is a constant other than 0."""
    third, fourth = (float(Polynomial([0, 0, 0, 1]).deriv(k)(POINTS).max()) for k in (3, 4))
    return third, fourth


@erratum(40, "Theorem 22", "best sup error for |x| of 16 random tanh units", "<=", 0.02,
         printed="units σ(θ·x) without a bias are universal", corrected="units σ(θ·x + b) are")  # fmt: skip
def erratum_ridge_without_bias() -> tuple[float, float]:
    """Without a bias tanh units are odd, and no odd function is near |x|."""
    without, with_bias = (kink_error(random_units(np.tanh, 16, np.random.default_rng(0), bias)) for bias in (0.0, 1.5))
    return without, with_bias


def plot_activations() -> dict[str, Array]:
    """Draw the best sup error for |x| of random tanh and cubic units, and of polynomials, against their number."""
    widths = [1, 2, 3, 4, 5, 7, 9, 12, 16, 20, 24]
    fig, ax = plotting.figure()
    drawn = {"polynomials": np.array([kink_error(chebyshev.chebvander(POINTS, m - 1)) for m in widths])}
    kinds = (("z³ units", CUBE[0], "s", plotting.SECOND), ("tanh units", np.tanh, "o", plotting.MEASURED))
    for name, sigma, marker, color in kinds:
        rngs = map(np.random.default_rng, range(5))
        drawn[name] = np.array([[kink_error(random_units(sigma, m, rng)) for m in widths] for rng in rngs])
        plotting.band(ax, widths, drawn[name], label=name, color=color, marker=marker, markersize=4)
    line = plotting.bound(ax, widths, drawn["polynomials"], label="")
    plotting.label_line(line, "polynomials of\ndegree m − 1", offset=(5, 12))
    ax.axhline(0.5, color=plotting.TARGET, linestyle=":")
    ax.annotate("best constant", (24, 0.5), xytext=(24, 0.55), color=plotting.TARGET)
    ax.set(yscale="log", xlim=(0, 31), xticks=[1, 4, 8, 12, 16, 20, 24])
    plotting.label_axes(ax, "units m (lines: mean of 5 draws; bands: 10 % to 90 %)", "best sup error for |x|")
    plotting.describe(fig, "Errors on a log axis: cubic units stop at one eighth from four units on; tanh units fall "
                      "below the dashed line of the polynomials and end below one hundredth.")  # fmt: skip
    return {"widths": np.array(widths, dtype=float), **drawn}


@task("a polyline of ReLUs",
      right="Right: each ReLU adds the change of slope at its knot. On an interval they are universal.")  # fmt: skip
def _polyline(weights: Callable[[Array, Array], Any]) -> str:
    rng = np.random.default_rng(5)
    knots, values = np.cumsum(rng.uniform(0.1, 1, 8)), rng.normal(size=8)
    a = numbers(weights(knots, values))
    if a.shape != (7,):
        return f"There is one ReLU for each of the 8 knots but the last: 7 weights, not an array of shape {a.shape}."
    rises = np.diff(values)
    slopes = rises / np.diff(knots)
    slips = [
        (np.diff(slopes, prepend=0), ""),
        (slopes, "Those are the slopes. A ReLU stays on: from the second knot on two are active, their slopes add up."),
        (rises, "Those are the rises. A weight is a change of *slope*: divide by the width first."),
        (np.diff(rises, prepend=0), "The knots are not one apart: divide each rise by its width first."),
        (-np.diff(slopes, prepend=0), "Right but for the sign: where the line turns upwards, the weight is above 0."),
    ]
    off = np.abs(values[0] + relu(knots[:, None] - knots[:-1]) @ a - values)
    return recognize(a, slips, f"At knot {np.argmax(off > 1e-9) + 1} of 8 you are off by {off.max():.2f}.")
