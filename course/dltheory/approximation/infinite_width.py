"""Section 6, infinite width: the convolution theorem, and exact networks of infinitely many threshold units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import special

from ..evidence import check, erratum, largest
from ..numerics import Array
from ..tasks import task
from ..validation import require_shape
from ._common import Function

#: Functions with their transforms: a shifted bell, and a pulse that is 0 for x <= 0.
BELL: tuple[Function, Function] = (
    lambda x: np.exp(-np.pi * (x - 0.25) ** 2),
    lambda omega: np.exp(-np.pi * omega**2 - 0.5j * np.pi * omega),
)
PULSE: tuple[Function, Function] = (
    lambda x: np.where(x > 0, x**2 * np.exp(-2 * np.pi * np.maximum(x, 0)), 0),
    lambda omega: 2 / (2 * np.pi * (1 + 1j * omega)) ** 3,
)


def convolve(g: Function, h: Function, at: Array, over: Array) -> Array:
    """Return the integral of g(t) h(x - t) dt at the points x of `at`, by a sum over evenly spaced t (`over`)."""
    return np.asarray(h(at[:, None] - over) @ g(over) * (over[1] - over[0]))


@check("Theorem 25", "relative deviation of (g * h)^ from ĝĥ, and of (gh)^ from ĝ * ĥ, for |ω| ≤ 3: the larger; g(x) = "
       "exp(−π(x − 1/4)²), h(x) = x² exp(−2πx) for x > 0, ĝ and ĥ in closed form", "<=", 0.0, 1e-6,
       kind="instance")  # fmt: skip
def check_convolution(combine: Callable[..., Array] = convolve, g: Any = BELL, h: Any = PULSE) -> float:
    """Compare both halves of the theorem, one side by quadrature and the other with the known transforms."""
    x, nu, omega = np.linspace(-6, 6, 2401), np.linspace(-40, 40, 8001), np.linspace(-3, 3, 25)
    waves = np.exp(-2j * np.pi * np.outer(omega, x)) * (x[1] - x[0])
    first = waves @ combine(g[0], h[0], x, x), g[1](omega) * h[1](omega)
    second = combine(g[1], h[1], omega, nu), waves @ (g[0](x) * h[0](x))
    return largest([np.abs(a - b).max() / np.abs(b).max() for a, b in (first, second)])


check_convolution.breaks("a product for the convolution", combine=lambda g, h, at, over: g(at) * h(at))


@erratum("50a", "Theorem 25", "|r(0) − ∫ ĝĥ dω|, the integral up to |ω| = 200", "<=", 0.01,
         printed="r(x) = F⁻¹(ĝĥ)(x) at every x, for any g and h (integrable: x^(−1/2) on (0, 1], twice)",
         corrected="if ĝĥ is integrable and r continuous (the indicator of [−1/2, 1/2], twice)")  # fmt: skip
def erratum_convolution_inverse() -> tuple[float, float]:
    """The convolution of x^(-1/2) with itself jumps from 0 to pi at 0, so no integrable transform gives it back."""
    omega = np.linspace(0, 200, 400_001)[1:]
    sine, cosine = special.fresnel(2 * np.sqrt(omega))
    roots, boxes = ((cosine - 1j * sine) ** 2 / omega).real, np.sinc(omega) ** 2
    return abs(2 * float(np.trapezoid(roots, omega))), abs(1 - 2 * float(np.trapezoid(boxes, omega)))


#: A bump exp(-|x - centre|^2 / (2 width^2)) on R^d: centre (d,), width. Off-centre, so that its phase matters.
Bump = tuple[tuple[float, ...], float]
PEAK: Bump = ((0.6,), 0.25)
PEAKS: Sequence[Bump] = (PEAK, ((-0.3, 0.4), 0.35))


def bump(X: Array, peak: Bump = PEAK) -> Array:
    """Return the values (n,) of a bump at points X of shape (n, d)."""
    require_shape(None, len(peak[0]), X=X)
    return np.asarray(np.exp(-((X - np.array(peak[0])) ** 2).sum(axis=1) / (2 * peak[1] ** 2)))


def bump_spectrum(omega: Array, peak: Bump = PEAK) -> tuple[Array, Array]:
    """Return |f^| and theta, each (N,), at frequencies omega (N, d): the bump's transform is |f^| exp(2 pi i theta)."""
    centre, width = peak
    require_shape(None, len(centre), omega=omega)
    size = (2 * np.pi * width**2) ** (len(centre) / 2) * np.exp(-2 * (np.pi * width) ** 2 * (omega**2).sum(axis=1))
    return size, -omega @ np.array(centre)


def infinite_network(X: Array, peak: Bump, spectrum: Any = bump_spectrum) -> Array:
    """Evaluate the double integral of Theorem 26 (Barron 1993) at X (n, d): (n,)."""
    axes = X.shape[1] * [np.linspace(-5, 5, 41)]
    omega = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    (size, phase), reach, slope = spectrum(omega, peak), np.linalg.norm(omega, axis=1), X @ omega.T
    points, weights = np.polynomial.legendre.leggauss(40)

    def active(low: Any, high: Any) -> Array:
        # Units that are on have their thresholds between low and high, so the indicator needs no grid of its own.
        b = (low + high)[..., None] / 2 + (high - low)[..., None] / 2 * points
        return np.asarray(np.sin(2 * np.pi * (b + phase[:, None])) @ weights * (high - low) / 2)

    above, under = active(0 * slope, np.clip(slope, 0, reach)), active(np.clip(slope, -reach, 0), 0 * slope)
    return np.asarray(2 * np.pi * (under - above) @ size / 4 ** len(axes))  # the frequencies are 1/4 apart


@check("Theorem 26", "largest deviation of the infinite network from f(x) − f(0): a bump on 41 points of [−1, 1], "
       "another on 49 points of the unit disc; and from f(±1) − f(0) at ±1.5, where thresholds stand still", "<=", 0.0,
       1e-6, kind="instance")  # fmt: skip
def check_infinite_network(network: Callable[..., Array] = infinite_network, radius: float = 1.0) -> float:
    """Measure the largest deviation in one and in two dimensions; cosines alone would go on at 1.5."""
    angle = 2 * np.pi * np.arange(49) / 8
    disc = (np.arange(49) // 8 / 6)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    cases = [(radius * X, peak) for X, peak in zip((np.linspace(-1, 1, 41)[:, None], disc), PEAKS, strict=True)]
    gaps = [network(X, peak) - bump(X, peak) + bump(0 * X, peak) for X, peak in cases]
    ends = np.array([[-1.0], [1.0]])
    gaps.append(network(1.5 * ends, PEAK) - bump(ends) + bump(0 * ends))
    return float(np.abs(np.concatenate(gaps)).max())


check_infinite_network.breaks("cosines, no thresholds", network=lambda X, peak: bump(X, peak) - bump(0 * X, peak))
check_infinite_network.breaks("points up to a distance of 1.5", radius=1.5)


@task("weights of an infinite network",
      right="Right: going left, a unit 1[x ≤ t] switches on where 1[x ≥ t] would go off.")  # fmt: skip
def _weights(up: Function, down: Function) -> str:
    t = np.linspace(0.05, 0.95, 19)
    slope, right, left = -3 * np.sin(3 * t), up(t) + 0 * t, down(-t) + 0 * t
    if np.allclose(right, np.cos(3 * t)):
        return "Those are the values of f. A unit adds its weight once, for good: it has to be what f gains at t."
    if np.allclose(right, -9 * np.cos(3 * t)):
        return "That is f″, how the slope changes. A threshold unit adds height, not slope."
    if not np.allclose(right, slope):
        return f"For the units 1[x ≥ t]: at t = 0.5 f gains {slope[9]:.2f} dt, and your weight is {right[9]:.2f}."
    if np.allclose(left, -slope):
        return "Right of 0 all is well. Left of 0 the sign is wrong: going left from 0, does f gain or lose?"
    return "" if np.allclose(left, slope) else "Right of 0 all is well; look again at the units 1[x ≤ t], t < 0."
