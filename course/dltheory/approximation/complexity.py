"""Chapter 1, approximation, second half: at what price? Width, depth, dimension and the size of a data set."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate, linalg, special

from .. import plotting
from ..evidence import Erratum, Evidence, check, erratum, loglog_slope, variant
from ..interactive import Explorer, Panel, explore, slider, switch
from .universal import Array, _require_count, _require_positive, relu, step

if TYPE_CHECKING:
    import torch

#: A ReLU network: pairs (W, b) with W of shape (outputs, inputs), ReLUs between them and none after the last.
Layers = list[tuple[Array, Array]]
#: A sampled one-hidden-layer network: output weights a (k,), directions W (k, d), thresholds b (k,).
Units = tuple[Array, Array, Array]


# --- Section 6: networks of infinite width --------------------------------------------------------------------------


def convolve_by_spectra(g: Array, h: Array, padding: bool = True) -> Array:
    """Convolve two sequences by multiplying their Fourier transforms.

    Parameters
    ----------
    g, h : ndarray of shapes (n,) and (m,)
    padding : bool
        Whether both are first filled up with zeros to length n + m - 1; without, the ends wrap around.

    Returns
    -------
    ndarray of shape (n + m - 1,), or (max(n, m),) without padding

    Source: Theorem 25.
    """
    length = len(g) + len(h) - 1 if padding else max(len(g), len(h))
    return np.fft.irfft(np.fft.rfft(g, length) * np.fft.rfft(h, length), length)


@check("Theorem 25")
def check_convolution(convolve: Callable[[Array, Array], Array] = convolve_by_spectra, seed: int = 0) -> Evidence:
    """Compare the product of two spectra with the sum that defines the convolution."""
    rng = np.random.default_rng(seed)
    g, h = rng.standard_normal(400), rng.standard_normal(301)
    direct, fast = np.convolve(g, h), convolve(g, h)
    error = np.abs(fast - direct[: len(fast)]).max() / np.abs(direct).max()
    return Evidence("Theorem 25", "relative error of the product of spectra", error, "<=", 0.0, 1e-12)


@variant(check_convolution, "no zero padding")
def broken_circular_convolution() -> Evidence:
    """The discrete transform convolves on a circle: without room the two ends overlap."""
    return check_convolution(lambda g, h: convolve_by_spectra(g, h, padding=False))


def gaussian_spectrum(omega: Array, centre: float, sigma: float) -> Array:
    """Return the Fourier transform of the density of N(centre, sigma^2) at frequencies `omega`, complex."""
    return np.exp(-2 * (np.pi * sigma * omega) ** 2 - 2j * np.pi * omega * centre)


@check("Theorem 25")
def check_gaussian_sum(combine: Callable[[Array, Array], Array] = np.multiply) -> Evidence:
    """Transform the product of two Gaussian spectra back: means and variances must have added up."""
    omega, width = np.linspace(-6, 6, 1201, retstep=True)
    x = np.linspace(-2, 2, 81)
    spectrum = combine(gaussian_spectrum(omega, 0.4, 0.3), gaussian_spectrum(omega, -0.9, 0.4))
    r = (np.exp(2j * np.pi * np.outer(x, omega)) @ spectrum).real * width
    density = np.exp(-((x + 0.5) ** 2) / (2 * 0.25)) / math.sqrt(2 * np.pi * 0.25)
    error = np.abs(r - density).max() / density.max()
    return Evidence("Theorem 25", "N(0.4, 0.09) * N(-0.9, 0.16) against N(-0.5, 0.25)", error, "<=", 0.0, 1e-12)


@variant(check_gaussian_sum, "one spectrum conjugated")
def broken_correlation() -> Evidence:
    """A conjugated spectrum gives the correlation, whose centre is the difference of the means."""
    return check_gaussian_sum(lambda g, h: g * np.conj(h))


#: Centre and width of the bump that Theorem 26 is tried on; off-centre, so that its phase matters.
PEAK = (0.6, 0.25)


def peak(x: ArrayLike) -> Array:
    """Return exp(-(x - c)^2 / (2 w^2)) with (c, w) = PEAK."""
    centre, width = PEAK
    return np.exp(-((np.asarray(x, dtype=float) - centre) ** 2) / (2 * width**2))


def peak_spectrum(omega: Array) -> tuple[Array, Array]:
    """Return |f^| and theta, where the transform of the bump is |f^| exp(2 pi i theta)."""
    centre, width = PEAK
    return width * math.sqrt(2 * np.pi) * np.exp(-2 * (np.pi * width * omega) ** 2), -omega * centre


def infinite_network(
    x: ArrayLike,
    spectrum: Callable[[Array], tuple[Array, Array]] = peak_spectrum,
    below: bool = True,
) -> Array:
    """Evaluate the infinitely wide threshold network of Theorem 26 in d = 1 by quadrature.

    Parameters
    ----------
    x : array_like of shape (n,)
        Points; the representation is claimed for |x| <= 1.
    spectrum : callable
        omega -> (|f^|, theta); |f^| must be negligible for |omega| > 6.
    below : bool
        Whether the units with negative thresholds take part.

    Returns
    -------
    ndarray of shape (n,)
        The double integral, which should equal f(x) - f(0).

    Source: Theorem 26 (Barron 1993).
    """
    omega, width = np.linspace(-6, 6, 961, retstep=True)
    amplitude, phase = spectrum(omega)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    slope = np.multiply.outer(np.asarray(x, dtype=float), omega)

    def active(low: Array, high: Array) -> Array:
        # The units that are on have thresholds between low and high, so the indicator needs no grid of its own.
        half = (high - low) / 2
        b = low[..., None] + half[..., None] * (1 + nodes)
        return (np.sin(2 * np.pi * (b + phase[:, None])) @ weights) * half

    reach = np.abs(omega)
    values = -active(np.zeros_like(slope), np.clip(slope, 0, reach))
    if below:
        values = values + active(np.clip(slope, -reach, 0), np.zeros_like(slope))
    return 2 * np.pi * (values @ amplitude) * width


@check("Theorem 26")
def check_infinite_network(
    network: Callable[[ArrayLike], Array] = infinite_network, points: tuple[float, float] = (-1.0, 1.0)
) -> Evidence:
    """Measure the largest difference between the infinite network and f(x) - f(0) on 41 points."""
    x = np.linspace(*points, 41)
    error = np.abs(network(x) - (peak(x) - peak(0.0))).max()
    return Evidence("Theorem 26", "largest error of the infinite network on the bump", error, "<=", 0.0, 1e-6)


@variant(check_infinite_network, "the phase forgotten")
def broken_phase() -> Evidence:
    """Without its phase every bump sits at the origin."""
    return check_infinite_network(lambda x: infinite_network(x, lambda omega: (peak_spectrum(omega)[0], 0 * omega)))


@variant(check_infinite_network, "only positive thresholds")
def broken_one_half() -> Evidence:
    """The second double integral serves the points on the other side of the origin."""
    return check_infinite_network(lambda x: infinite_network(x, below=False))


@variant(check_infinite_network, "points outside the unit ball")
def broken_outside_ball() -> Evidence:
    """Thresholds up to |omega| see x only as far as |x| = 1."""
    return check_infinite_network(points=(1.0, 1.5))


def plot_infinite_width() -> dict[str, Array]:
    """Draw the weight that the infinite network gives to each threshold, and where its values stop being right."""
    t = np.linspace(-1.6, 1.6, 161)
    omega, width = np.linspace(-6, 6, 961, retstep=True)
    amplitude, phase = peak_spectrum(omega)
    density = -2 * np.pi * np.sin(2 * np.pi * (np.outer(t, omega) + phase)) @ (omega * amplitude) * width
    values = infinite_network(t)
    _, (left, right) = plotting.figure(2)
    left.plot(t, density, color=plotting.MEASURED)
    left.plot(t, -(t - PEAK[0]) / PEAK[1] ** 2 * peak(t), ":", color=plotting.TARGET, linewidth=4)
    left.annotate("dotted: f′", (-1.5, 2.0), color=plotting.TARGET)
    plotting.label_axes(left, "threshold t", "total jump at t", "Output weights")
    right.axvspan(-1, 1, color="#f0f0f0", zorder=0)
    right.plot(t, values, color=plotting.MEASURED)
    right.plot(t, peak(t) - peak(0.0), ":", color=plotting.TARGET, linewidth=4)
    right.annotate("dotted: f(x) − f(0)", (-0.9, 0.8), color=plotting.TARGET)
    right.annotate("network", (1.05, 0.3), color=plotting.MEASURED)
    plotting.label_axes(right, "x (shaded: the unit ball)", "value", "The infinite network")
    return {"t": t, "density": density, "values": values}


# --- Section 7: sampling escapes the curse --------------------------------------------------------------------------

#: Six vectors in R^3, far from the origin, whose mean the chapter estimates from k draws.
MAUREY_VECTORS = np.array([[3, 1, 0], [4, -1, 2], [2, 2, -1], [5, 0, 0], [3, -2, 1], [1, 0, 4]], dtype=float)


def draw_rows(V: Array, repeats: int, k: int, rng: np.random.Generator) -> Array:
    """Draw k independent rows of V (N, p), `repeats` times: shape (repeats, k, p)."""
    return V[rng.integers(len(V), size=(repeats, k))]


@check("Lemma 28")
def check_maurey(draw: Callable[..., Array] = draw_rows, k: int = 4, seed: int = 0) -> Evidence:
    """Compare the mean squared error of the average of k draws with E||V - X||^2 / k by Monte Carlo."""
    V = MAUREY_VECTORS
    X = V.mean(axis=0)
    errors = ((draw(V, 20_000, k, np.random.default_rng(seed)).mean(axis=1) - X) ** 2).sum(axis=1)
    exact = ((V - X) ** 2).sum(axis=1).mean() / k
    tolerance = 3 * errors.std() / math.sqrt(len(errors))
    return Evidence("Lemma 28", f"E‖X − mean of {k} draws‖²", errors.mean(), "==", exact, tolerance)


@variant(check_maurey, "draws without replacement")
def broken_without_replacement() -> Evidence:
    """Draws that avoid each other are not independent: the error is smaller than the identity says."""

    def draw(V: Array, repeats: int, k: int, rng: np.random.Generator) -> Array:
        return V[np.argsort(rng.random((repeats, len(V))), axis=1)[:, :k]]

    return check_maurey(draw)


def sine_units(k: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw k threshold units whose expected output is sin(2 pi x) on [0, 1].

    The measure 2 pi cos(2 pi b) db is signed and has total mass 4. Thresholds are drawn from its absolute value
    divided by 4; the sign and the mass go into the output weights.

    Parameters
    ----------
    k : int
        Number of units, >= 1.

    Returns
    -------
    a, b : ndarray of shape (k,)
        Output weights +-4 and thresholds: the network is x -> (1/k) sum_j a_j 1[x >= b_j].

    Raises
    ------
    ValueError
        If `k` is not a whole number of at least 1.

    Source: Lemma 29 (Pisier 1981).
    """
    _require_count(k=k)
    quarter, offset = rng.integers(4, size=k), np.arcsin(rng.random(k)) / (2 * np.pi)
    b = np.choose(quarter, [offset, 0.5 - offset, 0.5 + offset, 1 - offset])
    return np.choose(quarter, [4.0, -4.0, -4.0, 4.0]), b


def sine_errors(a: Array, b: Array) -> Array:
    """Return the squared L2 error on [0, 1] of networks (1/k) sum_j a_j 1[x >= b_j] for sin 2 pi x, in closed form.

    Parameters
    ----------
    a, b : ndarray of shape (networks, k)

    Returns
    -------
    ndarray of shape (networks,)
    """
    k = a.shape[1]
    overlap = 1 - np.maximum(b[:, :, None], b[:, None, :])
    squares = np.einsum("ri,rij,rj->r", a, overlap, a) / k**2
    products = (a * (np.cos(2 * np.pi * b) - 1)).mean(axis=1) / (2 * np.pi)
    return squares - 2 * products + 0.5


@check("Lemma 29")
def check_signed_sampling(
    units: Callable[..., tuple[Array, Array]] = sine_units, k: int = 8, seed: int = 0
) -> Evidence:
    """Compare k times the mean squared L2 error of the sampled sine, 20,000 networks, with its exact value 8 - 1/2."""
    a, b = units(20_000 * k, np.random.default_rng(seed))
    errors = k * sine_errors(a.reshape(-1, k), b.reshape(-1, k))
    tolerance = 3 * errors.std() / math.sqrt(len(errors))
    return Evidence("Lemma 29", "k E‖g − g_k‖² for sin 2πx", errors.mean(), "==", 7.5, tolerance)


@variant(check_signed_sampling, "the signs forgotten")
def broken_signs() -> Evidence:
    """With all weights +4 the network estimates the integral of |2 pi cos|."""

    def unsigned(k: int, rng: np.random.Generator) -> tuple[Array, Array]:
        a, b = sine_units(k, rng)
        return np.abs(a), b

    return check_signed_sampling(unsigned)


@erratum(43, "Theorem 27, proof")
def erratum_missing_mean() -> Erratum:
    """The sampled sum estimates m times the target; its mean estimates the target."""
    m, rng = 16, np.random.default_rng(0)
    draws = [sine_units(m, rng) for _ in range(4000)]
    sums = np.array([a @ step(0.25 - b) for a, b in draws])

    def evidence(values: Array, claim: str) -> Evidence:
        tolerance = 3 * values.std() / math.sqrt(len(values))
        return Evidence("Theorem 27, proof", claim, values.mean(), "==", 1.0, tolerance, digits=2)

    return Erratum(
        "Theorem 27, proof",
        evidence(sums, "expected sum of 16 units at x = 1/4, where sin 2πx = 1"),
        evidence(sums / m, "expected mean of the 16 units"),
    )


@erratum(44, "Theorem 27, proof")
def erratum_negative_part() -> Erratum:
    """The negative part of a signed measure is subtracted."""
    positive, _ = integrate.quad(lambda b: 2 * np.pi * max(np.cos(2 * np.pi * b), 0), 0, 0.75, points=(0.25,))
    negative, _ = integrate.quad(lambda b: 2 * np.pi * max(-np.cos(2 * np.pi * b), 0), 0, 0.75, points=(0.25,))
    where, claim = "Theorem 27, proof", "sin 2πx at x = 3/4 as μ₊ part"
    return Erratum(
        where,
        Evidence(where, f"{claim} + μ₋ part", positive + negative, "==", -1.0, 1e-9),
        Evidence(where, f"{claim} − μ₋ part", positive - negative, "==", -1.0, 1e-9),
    )


@erratum(45, "Remark 4")
def erratum_relu_is_unbounded() -> Erratum:
    """A ReLU grows without bound; the difference of two shifted ReLUs is a sigmoid in the sense of Assumption 1."""
    z = np.linspace(-1000, 1000, 2001)
    claim = "on [−1000, 1000], which Assumption 1 keeps at 1"
    return Erratum(
        "Remark 4",
        Evidence("Remark 4", f"largest value of σ(t) {claim}", relu(z).max(), "<=", 1.0, digits=4),
        Evidence("Remark 4", f"largest value of σ(t) − σ(t − 1) {claim}", (relu(z) - relu(z - 1)).max(), "<=", 1.0),
    )


def barron_constant(d: int, scale: float = 1.0) -> float:
    """Return C = E||u|| for u ~ N(0, scale^2 I), the Barron constant of exp(-scale^2 ||x||^2 / 2).

    In the convention f(x) = integral of exp(i u.x) dF(u), as in Barron's paper; 2 pi times that of the notes.

    Raises
    ------
    ValueError
        If `d` is not a whole number of at least 1 or `scale` is not a finite positive number.

    Source: Barron 1993, Theorem 1.
    """
    _require_count(d=d)
    _require_positive(scale=scale)
    return scale * math.sqrt(2) * math.exp(special.gammaln((d + 1) / 2) - special.gammaln(d / 2))


def barron_units(k: int, d: int, scale: float, rng: np.random.Generator) -> Units:
    """Sample k threshold units whose mean output is exp(-scale^2 ||x||^2 / 2) - 1 on the unit ball.

    The frequency u is drawn with density proportional to ||u|| times its Gaussian weight: a uniform direction and a
    length that is chi distributed with one degree of freedom more. The threshold is uniform on [0, 1].

    Parameters
    ----------
    k, d : int
        Number of units and dimension, >= 1.
    scale : float
        Standard deviation of each coordinate of the target's frequencies.

    Returns
    -------
    a : ndarray of shape (k,)
        Output weights, |a| <= 2 C: the network is x -> 1 + (1/k) sum_j a_j 1[w_j . x >= b_j].
    W : ndarray of shape (k, d)
        Unit vectors.
    b : ndarray of shape (k,)
        Thresholds in [0, 1].

    Raises
    ------
    ValueError
        If `k` or `d` is not a whole number of at least 1 or `scale` is not a finite positive number.

    Source: Theorems 26 and 27 (Barron 1993).
    """
    _require_count(k=k, d=d)
    C = barron_constant(d, scale)
    W = rng.standard_normal((k, d))
    W /= np.linalg.norm(W, axis=1, keepdims=True)
    length = scale * np.sqrt(rng.chisquare(d + 1, k))
    b = rng.random(k)
    return -2 * C * np.sin(length * b), W, b


def kinked_units(k: int, d: int, scale: float, rng: np.random.Generator) -> Units:
    """Sample units for exp(-scale ||x||) by the same recipe; its frequencies are Cauchy, so C and |a| are unbounded."""
    W = rng.standard_normal((k, d))
    norm = np.linalg.norm(W, axis=1)
    length = scale * norm / np.abs(rng.standard_normal(k))
    b = rng.random(k)
    return -2 * length * np.sin(length * b), W / norm[:, None], b


def ball_points(n: int, d: int, rng: np.random.Generator, radius: float = 1.0) -> Array:
    """Draw n points of a ball of R^d: uniform direction, length uniform from 0 to `radius`."""
    X = rng.standard_normal((n, d))
    return X * (radius * rng.random((n, 1)) / np.linalg.norm(X, axis=1, keepdims=True))


def hill_target(X: Array, scale: float) -> Array:
    """Return exp(-scale^2 ||x||^2 / 2) for X of shape (n, d)."""
    return np.exp(-(scale**2) * (X**2).sum(axis=1) / 2)


#: Widths at which sampled networks are measured.
BARRON_SIZES = tuple(2**j for j in range(2, 12))


@functools.cache
def barron_errors(
    d: int,
    sizes: tuple[int, ...] = BARRON_SIZES,
    seeds: int = 16,
    units: Callable[..., Units] = barron_units,
    scale: float = 2.0,
    radius: float = 1.0,
    seed: int = 0,
) -> Array:
    """Measure the squared L2 error of sampled networks on 300 points of the ball.

    Each seed draws max(sizes) units and splits them into as many networks of each size as they fill.

    Parameters
    ----------
    d : int
        Dimension.
    sizes : tuple of int
        Numbers of units k, divisors of the largest one.
    units : callable
        ``units(k, d, scale, rng)``, see `barron_units`.

    Returns
    -------
    ndarray of shape (seeds, len(sizes))
    """
    rng = np.random.default_rng(seed)
    X = ball_points(300, d, rng, radius)
    gap = hill_target(X, scale) - 1
    errors = np.empty((seeds, len(sizes)))
    for row in errors:
        a, W, b = units(max(sizes), d, scale, rng)
        outputs = step(X @ W.T - b) * a
        for column, k in enumerate(sizes):
            networks = outputs.reshape(len(X), -1, k).mean(axis=2)
            row[column] = ((networks - gap[:, None]) ** 2).mean()
    return errors


@check("Theorem 27")
def check_barron_rate(units: Callable[..., Units] = barron_units, radius: float = 1.0) -> Evidence:
    """Fit the slope of squared error against the number of units in d = 1, 5, 20; report the one furthest from -1."""
    slopes = [loglog_slope(BARRON_SIZES, barron_errors(d, units=units, radius=radius).mean(axis=0)) for d in (1, 5, 20)]
    worst = max(slopes, key=lambda slope: abs(slope + 1))
    return Evidence(
        "Theorem 27", "slope of error² in k, the furthest from −1 of d = 1, 5, 20", worst, "==", -1, 0.1, digits=2
    )


def _unsigned_units(k: int, d: int, scale: float, rng: np.random.Generator) -> Units:
    a, W, b = barron_units(k, d, scale, rng)
    return np.abs(a), W, b


@variant(check_barron_rate, "the signs forgotten")
def broken_barron_signs() -> Evidence:
    """Weights without their signs average to another function."""
    return check_barron_rate(_unsigned_units)


@variant(check_barron_rate, "data outside the ball")
def broken_barron_ball() -> Evidence:
    """On a ball of radius 3 the thresholds, drawn for radius 1, end too soon."""
    return check_barron_rate(radius=3.0)


@variant(check_barron_rate, "one direction for all units")
def broken_barron_direction() -> Evidence:
    """Units that share their direction are not independent draws: the error does not average out."""

    def parallel(k: int, d: int, scale: float, rng: np.random.Generator) -> Units:
        a, W, b = barron_units(k, d, scale, rng)
        return a, np.repeat(W[:1], k, axis=0), b

    return check_barron_rate(parallel)


@check("Theorem 27")
def check_barron_bound(units: Callable[..., Units] = barron_units, radius: float = 1.0) -> Evidence:
    """Measure the largest mean squared error in units of Barron's bound (2 r C)^2 / k over all k and d = 1, 5, 20."""
    ratios = [
        barron_errors(d, units=units, radius=radius).mean(axis=0) * BARRON_SIZES / (2 * barron_constant(d, 2.0)) ** 2
        for d in (1, 5, 20)
    ]
    return Evidence("Theorem 27", "largest error² as a multiple of (2C)²/k", np.max(ratios), "<=", 1.0, digits=1)


@variant(check_barron_bound, "the signs forgotten")
def broken_barron_bound() -> Evidence:
    """A biased network leaves the bound behind as soon as it is wide enough."""
    return check_barron_bound(_unsigned_units)


@functools.cache
def lattice_counts(d: int, limit: int) -> Array:
    """Return, for N = 0 ... limit, how many integer vectors of Z^d have squared norm exactly N: shape (limit + 1,)."""
    _require_count(d=d, limit=limit)
    squares = np.zeros(limit + 1)
    squares[np.arange(math.isqrt(limit) + 1) ** 2] = 2
    squares[0] = 1
    return functools.reduce(lambda counts, _: np.convolve(counts, squares)[: limit + 1], range(d), np.eye(limit + 1)[0])


def worst_left_out(counts: Array) -> tuple[Array, Array]:
    """Return the worst squared error of complete sets of low-frequency cosines and sines, for period 1 and C_f <= 1.

    Parameters
    ----------
    counts : ndarray of shape (limit + 1,)
        Basis functions with squared frequency N, as `lattice_counts` returns them.

    Returns
    -------
    terms : ndarray
        Size of the basis: all frequencies below the one that is left out.
    error : ndarray
        Squared L2 error, on the unit cube, of cos(2 pi n.x) / ||n|| for the next frequency n: 1 / (2 ||n||^2).

    Source: Remark 3; Barron 1993, Theorem 6.
    """
    shells = np.flatnonzero(counts)
    return np.cumsum(counts)[shells[:-1]], 1 / (2.0 * shells[1:])


@check("Remark 3")
def check_fixed_basis_rate(counts: Callable[[int, int], Array] = lattice_counts) -> Evidence:
    """Fit the slope of the worst squared error of a fixed cosine basis against its size; compare with -2 / d."""
    ratios = []
    for d in (1, 5, 20):
        terms, error = worst_left_out(counts(d, 4000))
        high = error < 1 / 800
        ratios.append(loglog_slope(terms[high], error[high]) / (-2 / d))
    worst = max(ratios, key=lambda ratio: abs(ratio - 1))
    claim = "slope of a fixed basis in units of −2/d, worst of d = 1, 5, 20"
    return Evidence("Remark 3", claim, worst, "==", 1.0, 0.02)


@variant(check_fixed_basis_rate, "functions of one coordinate only")
def broken_one_frequency_axis() -> Evidence:
    """Where only one coordinate matters there is no curse to suffer from."""
    return check_fixed_basis_rate(lambda d, limit: lattice_counts(1, limit))


def plot_barron_rate() -> dict[str, Array]:
    """Draw the error of sampled networks against their size, and the worst case of a fixed basis beside it."""
    _, (left, right) = plotting.figure(2, height=3.8)
    arrays: dict[str, Array] = {}
    for d, color in ((1, plotting.MEASURED), (5, plotting.SECOND), (20, plotting.THIRD)):
        errors = barron_errors(d)
        plotting.band(left, BARRON_SIZES, errors, f"d = {d}", color)
        plotting.bound(left, BARRON_SIZES, (2 * barron_constant(d, 2.0)) ** 2 / np.array(BARRON_SIZES), "")
        terms, worst = worst_left_out(lattice_counts(d, 4000))
        shown = terms <= 1e5
        right.step(terms[shown], worst[shown], where="post", color=color)
        end = worst[shown][-1] if d > 1 else worst[terms <= 100][-1]
        right.annotate(f"d = {d}", (terms[shown][-1], end), xytext=(5, 0), textcoords="offset points", color=color)
        arrays |= {f"errors_{d}": errors, f"terms_{d}": terms[shown], f"worst_{d}": worst[shown]}
    left.annotate("(2C)²/k", (60, 12), color=plotting.BOUND)
    for ax in (left, right):
        plotting.log_axes(ax)
    plotting.label_axes(left, "units k", "squared L² error", "Sampled networks, one target")
    plotting.label_axes(
        right, "basis functions k", "worst squared L² error", "Fixed cosines, worst case with $C_f$ ≤ 1"
    )
    return arrays


def log_gaussian_barron(d: int, sigma: float) -> tuple[float, float]:
    """Return the logarithms of the integral of ||omega|| |f^(omega)| for the density of N(0, sigma^2 I), and of its bound.

    The exact value is (2 pi sigma^2)^(-d/2) / (2 pi sigma) times the mean of a chi variable with d degrees of freedom;
    the bound puts sqrt(d) in place of that mean.

    Raises
    ------
    ValueError
        If `d` is not a whole number of at least 1 or `sigma` is not a finite positive number.

    Source: Exercise 4.4, Problem 1.
    """
    _require_positive(sigma=sigma)
    mass = -d / 2 * math.log(2 * math.pi * sigma**2) - math.log(2 * math.pi * sigma)
    return mass + math.log(barron_constant(d)), mass + math.log(d) / 2


@check("Exercise 4.4")
def check_gaussian_barron(log_norm: Callable[[int, float], tuple[float, float]] = log_gaussian_barron) -> Evidence:
    """Compare the closed form with the radial integral, for d = 1, 2, 5, 20 and three sigma."""
    errors = []
    for d, sigma in itertools.product((1, 2, 5, 20), (0.2, 0.4, 1.0)):
        sphere = math.log(2) + d / 2 * math.log(math.pi) - special.gammaln(d / 2)
        # A substitution r = s / (2 pi sigma) keeps the integrand at scale 1.
        radial, _ = integrate.quad(lambda s, d=d: s**d * math.exp(-(s**2) / 2), 0, 40, epsabs=0, points=(math.sqrt(d),))
        direct = sphere + math.log(radial) - (d + 1) * math.log(2 * math.pi * sigma)
        errors.append(abs(math.expm1(log_norm(d, sigma)[0] - direct)))
    return Evidence("Exercise 4.4", "relative error of the exact Barron norm", max(errors), "<=", 0.0, 1e-9)


@variant(check_gaussian_barron, "sigma read as a variance")
def broken_sigma() -> Evidence:
    """The density has variance sigma^2; its transform narrows with sigma, not with its root."""
    return check_gaussian_barron(lambda d, sigma: log_gaussian_barron(d, math.sqrt(sigma)))


@check("Exercise 4.4")
def check_gaussian_barron_bound(mean_degrees: int = 0) -> Evidence:
    """Measure the largest ratio of the exact norm to the Cauchy-Schwarz bound over d = 1 ... 400."""
    ratios = [barron_constant(d + mean_degrees) / math.sqrt(d) for d in range(1, 401)]
    return Evidence(
        "Exercise 4.4", "exact norm over its Cauchy-Schwarz bound, d ≤ 400", max(ratios), "<=", 1.0, digits=4
    )


@variant(check_gaussian_barron_bound, "a chi mean with two degrees too many")
def broken_chi_mean() -> Evidence:
    """The length of a vector in R^(d+2) is on average longer than sqrt(d)."""
    return check_gaussian_barron_bound(mean_degrees=2)


@erratum(50, "Exercise 4.4")
def erratum_normalization() -> Erratum:
    """A density integrates to one, so its constant is (2 pi sigma^2)^(-d/2)."""
    sigma, d = 0.5, 1
    mass, _ = integrate.quad(lambda x: math.exp(-(x**2) / (2 * sigma**2)), -8, 8, points=(0,))
    constant = (2 * math.pi * sigma**2) ** (d / 2)
    claim = "integral of f for d = 1, σ = 1/2, with the constant (2πσ²)"
    return Erratum(
        "Exercise 4.4",
        Evidence("Exercise 4.4", f"{claim}^(d/2)", mass * constant, "==", 1.0, 1e-9),
        Evidence("Exercise 4.4", f"{claim}^(−d/2)", mass / constant, "==", 1.0, 1e-9),
    )


def plot_gaussian_barron() -> dict[str, Array]:
    """Draw the Barron norm of a Gaussian density against the dimension, for widths around 1 / sqrt(2 pi)."""
    _, (left, right) = plotting.figure(2, height=3.2)
    d = np.arange(1, 101)
    arrays: dict[str, Array] = {"d": d.astype(float)}
    for sigma, label in ((0.35, "σ = 0.35"), (1 / math.sqrt(2 * math.pi), "σ = 0.399"), (0.45, "σ = 0.45")):
        exact, limit = np.array([log_gaussian_barron(int(k), sigma) for k in d]).T / math.log(10)
        plotting.measured(left, d, exact, label, marker="")
        arrays |= {label: exact, f"{label}, bound": limit}
    ratio = 10 ** (exact - limit)
    plotting.measured(right, d, ratio, "", marker="")
    plotting.bound(right, d, np.ones(len(d)), "")
    right.set_ylim(0.75, 1.05)
    right.annotate("Cauchy–Schwarz", (40, 1.015), color=plotting.BOUND)
    plotting.label_axes(left, "dimension d", "log₁₀ ∫‖ω‖ |f̂(ω)| dω", "The norm")
    plotting.label_axes(right, "dimension d", "exact / bound, any σ", "How tight the bound is")
    return {**arrays, "ratio": ratio}


def draw_barron(panel: Panel, beside: Panel, units: int, d: int, kink: bool) -> dict[str, Array]:
    """Draw the error of ten sampled networks against their width, and one of them along a ray."""
    rng = np.random.default_rng(d)
    X, k, scale, seeds = ball_points(150, d, rng), np.arange(1, 513), 2.0, 10
    distance = np.linspace(0, 1, 201)
    sample = kinked_units if kink else barron_units

    def target(norm: Array) -> Array:
        return np.exp(-scale * norm) if kink else np.exp(-((scale * norm) ** 2) / 2)

    gap = target(np.linalg.norm(X, axis=1)) - 1
    errors, rays = np.empty((seeds, len(k))), np.empty((seeds, len(distance)))
    for row, ray in zip(errors, rays, strict=True):
        a, W, b = sample(len(k), d, scale, rng)
        row[:] = ((np.cumsum(step(X @ W.T - b) * a, axis=1) / k - gap[:, None]) ** 2).mean(axis=0)
        ray[:] = 1 + step(np.outer(distance, W[:units, 0]) - b[:units]) @ a[:units] / units
    low, middle, high = np.quantile(errors, [0.1, 0.5, 0.9], axis=0)
    limit = (2 * barron_constant(d, scale)) ** 2 / k
    panel.axes(
        xlabel="units k",
        ylabel="squared L² error",
        xscale="log",
        yscale="log",
        xlim=(1, 512),
        ylim=(1e-3, 1e5 if kink else 1e3),
    )
    panel.fill("seeds", k, low, high, color=plotting.MEASURED)
    panel.line("median", k, middle, color=plotting.MEASURED)
    panel.line("bound", k, limit, color=plotting.BOUND, linestyle="--")
    panel.rule("now", x=units, color=plotting.TARGET, linewidth=1)
    panel.note("C = ∞: no bound (dashed: the hill's)" if kink else "dashed: (2C)²/k")
    beside.axes(xlabel="‖x‖ along one ray", ylabel="value", xlim=(0, 1), ylim=(-1.5, 2.5))
    low_ray, high_ray = np.quantile(rays, [0.1, 0.9], axis=0)
    beside.fill("networks", distance, low_ray, high_ray, color=plotting.MEASURED)
    beside.line("one network", distance, rays[0], color=plotting.MEASURED, linewidth=1)
    beside.line("target", distance, target(distance), color=plotting.TARGET, linestyle=":", linewidth=3)
    beside.note(f"{units} units; dotted: the target")
    return {"k": k, "median": middle, "bound": limit, "ray": rays[0], "target": target(distance)}


def explore_barron() -> Explorer:
    """Explore sampled networks: width, dimension, and a target whose Barron constant is infinite."""
    return explore(
        draw_barron,
        panels=2,
        size=(9.0, 3.6),
        units=slider(1, 512, "units k", value=64, log=True),
        d=slider(1, 20, "dimension d", value=5),
        kink=switch("a target with a kink, C infinite"),
        storyboard=[dict(units=64, d=1), dict(units=64, d=20), dict(units=64, d=20, kink=True)],
        caption=lambda units, d, kink: f"d = {d}, " + ("a kink at 0: C = ∞" if kink else "smooth hill"),
        alt="Squared error of sampled networks against their width, and one network along a ray, in three settings",
    )


# --- Section 8: folding ---------------------------------------------------------------------------------------------


def hidden_output(layers: Layers, x: ArrayLike) -> Array:
    """Return the outputs (n, m) of the last of the given ReLU layers at points x of shape (n,)."""
    h = np.asarray(x, dtype=float)[:, None]
    for W, b in layers:
        h = relu(h @ W.T + b)
    return h


def network_output(layers: Layers, x: ArrayLike) -> Array:
    """Evaluate a ReLU network R -> R at points x of shape (n,)."""
    W, b = layers[-1]
    return (hidden_output(layers[:-1], x) @ W.T + b)[:, 0]


def relu_pieces(layers: Layers) -> tuple[Array, Array, Array]:
    """Find the affine pieces of a ReLU network R -> R, by carrying all kinks from layer to layer.

    Nothing is sampled: on each interval every node is affine, and a ReLU adds a kink where such a node crosses zero.

    Parameters
    ----------
    layers : list of (W, b)
        Weights of shape (outputs, inputs) and biases (outputs,); the first has one input, the last one output.

    Returns
    -------
    kinks : ndarray of shape (p - 1,)
        Where the slope changes, in increasing order.
    slope, intercept : ndarray of shape (p,)
        The function on each of the p pieces.

    Raises
    ------
    ValueError
        If the network does not map R to R.
    """
    if layers[0][0].shape[1] != 1 or layers[-1][0].shape[0] != 1:
        raise ValueError(
            f"layers must have one input and one output, got {layers[0][0].shape[1]} and {layers[-1][0].shape[0]}"
        )
    kinks, slope, intercept = np.empty(0), np.ones((1, 1)), np.zeros((1, 1))
    for index, (W, b) in enumerate(layers):
        if index:
            kinks, slope, intercept = _rectify(kinks, slope, intercept)
        slope, intercept = slope @ W.T, intercept @ W.T + b
    return _merge(kinks, slope[:, 0], intercept[:, 0])


def _rectify(kinks: Array, slope: Array, intercept: Array) -> tuple[Array, Array, Array]:
    left, right = np.concatenate([[-np.inf], kinks]), np.concatenate([kinks, [np.inf]])
    with np.errstate(divide="ignore", invalid="ignore"):
        zeros = -intercept / slope
    new = zeros[np.isfinite(zeros) & (left[:, None] < zeros) & (zeros < right[:, None])]
    refined = np.union1d(kinks, new)
    inside = _interior_points(refined)
    piece = np.searchsorted(kinks, inside)
    slope, intercept = slope[piece], intercept[piece]
    on = slope * inside[:, None] + intercept > 0
    return refined, slope * on, intercept * on


def _interior_points(kinks: Array) -> Array:
    if len(kinks) == 0:
        return np.zeros(1)
    return np.concatenate([[kinks[0] - 1], (kinks[1:] + kinks[:-1]) / 2, [kinks[-1] + 1]])


def _merge(kinks: Array, slope: Array, intercept: Array) -> tuple[Array, Array, Array]:
    # Nodes of the last hidden layer may have kinks that cancel in the output.
    size = np.abs(slope).max()
    changes = np.abs(np.diff(slope)) > 1e-9 * size
    keep = np.concatenate([[True], changes])
    return kinks[changes], slope[keep], intercept[keep]


def count_pieces(layers: Layers, low: float = -np.inf, high: float = np.inf) -> int:
    """Count the affine pieces of a ReLU network R -> R on the interval from `low` to `high`."""
    kinks, _, _ = relu_pieces(layers)
    return int(((low < kinks) & (kinks < high)).sum()) + 1


def l1_distance(first: Layers, second: Layers) -> float:
    """Return the integral over [0, 1] of the absolute difference of two ReLU networks, exactly: piece by piece."""
    kinks = np.union1d(relu_pieces(first)[0], relu_pieces(second)[0])
    x = np.concatenate([[0.0], kinks[(kinks > 0) & (kinks < 1)], [1.0]])
    gap = network_output(first, x) - network_output(second, x)
    left, right, crossing = np.abs(gap[:-1]), np.abs(gap[1:]), gap[:-1] * gap[1:] < 0
    total = np.where(left + right > 0, left + right, 1.0)
    area = np.where(crossing, (left**2 + right**2) / (2 * total), (left + right) / 2)
    return float(area @ np.diff(x))


def tent_network(k: int, slope: float = 2.0) -> Layers:
    """Build the k-fold composition of the tent map as a ReLU network with k hidden layers of three units.

    Parameters
    ----------
    k : int
        Number of compositions, >= 1.
    slope : float
        Slope of the two sides; the tent map has 2.

    Raises
    ------
    ValueError
        If `k` is not a whole number of at least 1 or `slope` is not a finite positive number.

    Source: Theorem 30 (Telgarsky 2016).
    """
    _require_count(k=k)
    _require_positive(slope=slope)
    fold, b = slope * np.array([[1.0, -2.0, 1.0]]), np.array([0.0, -0.5, -1.0])
    once = np.ones((3, 1))
    return [(once, b), *[(once @ fold, b)] * (k - 1), (fold, np.zeros(1))]


def polyline_network(knots: Array, values: Array) -> Layers:
    """Build the one-hidden-layer ReLU network through given points, one unit for each segment.

    Parameters
    ----------
    knots : ndarray of shape (m + 1,)
        Increasing.
    values : ndarray of shape (m + 1,)

    Raises
    ------
    ValueError
        If the shapes differ, there are fewer than two knots, or they do not increase.
    """
    knots, values = np.asarray(knots, dtype=float), np.asarray(values, dtype=float)
    if knots.shape != values.shape or knots.ndim != 1 or len(knots) < 2 or not (np.diff(knots) > 0).all():
        raise ValueError("knots and values must be equally long, two or more, and the knots must increase")
    changes = np.diff(np.diff(values) / np.diff(knots), prepend=0.0)
    return [(np.ones((len(changes), 1)), -knots[:-1]), (changes[None, :], values[:1])]


def random_network(widths: Sequence[int], rng: np.random.Generator) -> Layers:
    """Draw a ReLU network R -> R with hidden layers of the given widths, all weights normal."""
    sizes = [1, *widths, 1]
    return [
        (rng.standard_normal((n, m)) * math.sqrt(2 / m), rng.standard_normal(n)) for m, n in itertools.pairwise(sizes)
    ]


def _zigzag_network(rng: np.random.Generator) -> Layers:
    segments = int(rng.integers(1, 9))
    # Signs alternate, so that each segment crosses zero and gives a ReLU something to do.
    knots = np.concatenate([[0.0], np.sort(rng.random(segments))])
    return polyline_network(knots, (-1.0) ** np.arange(segments + 1) * (0.5 + rng.random(segments + 1)))


def rectified(layers: Layers) -> Layers:
    """Put a ReLU behind a network."""
    return [*layers, (np.eye(1), np.zeros(1))]


@check("Proposition 31")
def check_relu_doubles(activate: Callable[[Layers], Layers] = rectified, seed: int = 0) -> Evidence:
    """Measure the largest ratio of the pieces of relu(f) to those of f over one affine and 199 zigzag f."""
    rng = np.random.default_rng(seed)
    functions = [random_network([], rng), *(_zigzag_network(rng) for _ in range(199))]
    worst = max(count_pieces(activate(f)) / count_pieces(f) for f in functions)
    return Evidence("Proposition 31", "pieces of σ(f) per piece of f, largest of 200", worst, "<=", 2.0)


@variant(check_relu_doubles, "a clipped unit with two kinks")
def broken_clipped() -> Evidence:
    """The map z -> min(max(z, 0), c) bends twice, so one piece can become three."""

    def clipped(layers: Layers) -> Layers:
        *hidden, (W, b) = layers
        return [*hidden, (np.vstack([W, W]), np.array([b[0], b[0] - 0.2])), (np.array([[1.0, -1.0]]), np.zeros(1))]

    return check_relu_doubles(clipped)


def summed(first: Layers, second: Layers) -> Layers:
    """Add two one-hidden-layer networks."""
    (W, b), (v, c) = first
    (U, a), (w, e) = second
    return [(np.vstack([W, U]), np.concatenate([b, a])), (np.hstack([v, w]), c + e)]


@check("Proposition 31")
def check_sum_of_pieces(combine: Callable[[Layers, Layers], Layers] = summed, seed: int = 0) -> Evidence:
    """Measure the largest ratio of the pieces of f + g to those of f and g together over 200 random pairs."""
    rng = np.random.default_rng(seed)
    pairs = [(_zigzag_network(rng), _zigzag_network(rng)) for _ in range(200)]
    worst = max(count_pieces(combine(f, g)) / (count_pieces(f) + count_pieces(g)) for f, g in pairs)
    return Evidence("Proposition 31", "pieces of f + g per piece of f and g, largest of 200", worst, "<=", 1.0)


@variant(check_sum_of_pieces, "the maximum in place of the sum")
def broken_maximum() -> Evidence:
    """max(f, g) bends where f and g cross, not only where one of them bends."""

    def maximum(first: Layers, second: Layers) -> Layers:
        (v, c), (w, e) = first[1], second[1]
        hidden = summed(first, second)[0]
        f, g = np.hstack([v, 0 * w]), np.hstack([0 * v, w])
        middle = (np.vstack([f - g, g, -g]), np.concatenate([c - e, e, -e]))
        return [hidden, middle, (np.array([[1.0, 1.0, -1.0]]), np.zeros(1))]

    return check_sum_of_pieces(maximum)


def random_widths(rng: np.random.Generator) -> tuple[list[int], Layers]:
    """Draw widths (one to four hidden layers of one to six units) and a network that has them."""
    widths = rng.integers(1, 7, size=rng.integers(1, 5)).tolist()
    return widths, random_network(widths, rng)


@check("Lemma 32")
def check_piece_bound(
    draw: Callable[[np.random.Generator], tuple[list[int], Layers]] = random_widths, seed: int = 0
) -> Evidence:
    """Count the pieces of every node and of the output of 100 random networks; report the largest share of the bound."""
    rng = np.random.default_rng(seed)
    shares = []
    for _ in range(100):
        widths, layers = draw(rng)
        for i in range(1, len(widths) + 1):
            W, b = layers[i - 1]
            bound = 2**i * math.prod(widths[: i - 1])
            shares += [
                count_pieces([*layers[: i - 1], (W[[j]], b[[j]]), (np.eye(1), np.zeros(1))]) / bound
                for j in range(len(W))
            ]
        shares.append(count_pieces(layers) / (2 * sum(widths) / len(widths)) ** len(widths))
    claim = "pieces of nodes and outputs as a share of the bound, largest of 100 networks"
    return Evidence("Lemma 32", claim, max(shares), "<=", 1.0)


@variant(check_piece_bound, "units with two kinks")
def broken_piece_bound() -> Evidence:
    """Units that bend twice are two ReLUs each; counted as one they exceed the bound."""

    def draw(rng: np.random.Generator) -> tuple[list[int], Layers]:
        m = int(rng.integers(2, 7))
        layers = random_network([2 * m], rng)
        return [m], layers

    return check_piece_bound(draw)


@check("Theorem 30")
def check_tent_pieces(slope: float = 2.0) -> Evidence:
    """Count the affine pieces of the tent compositions on [0, 1]; report the k <= 10 that is furthest from 2^k."""
    ratios = [count_pieces(tent_network(k, slope), 0.0, 1.0) / 2**k for k in range(1, 11)]
    worst = max(ratios, key=lambda ratio: abs(ratio - 1))
    return Evidence("Theorem 30", "pieces of Δᵏ on [0, 1] over 2ᵏ, worst of k = 1 … 10", worst, "==", 1.0)


@variant(check_tent_pieces, "slope 1.9 in place of 2")
def broken_lower_tent() -> Evidence:
    """A tent that does not reach 1 folds less and less of the interval over itself."""
    return check_tent_pieces(slope=1.9)


HALF: Layers = [(np.zeros((1, 1)), np.array([0.5]))]


@check("Theorem 30")
def check_distance_to_half(slope: float = 2.0) -> Evidence:
    """Measure the L1 distance of the tent compositions to the constant 1/2; report the one furthest from 1/4."""
    distances = [l1_distance(tent_network(k, slope), HALF) for k in range(1, 11)]
    worst = max(distances, key=lambda distance: abs(distance - 0.25))
    return Evidence("Theorem 30", "∫|Δᵏ − 1/2| over [0, 1], worst of k = 1 … 10", worst, "==", 0.25, 1e-12)


@variant(check_distance_to_half, "slope 1.9 in place of 2")
def broken_lower_area() -> Evidence:
    """A lower tent encloses less area with the line y = 1/2."""
    return check_distance_to_half(slope=1.9)


def separation_bound(k: int, pieces: float) -> float:
    """Return a lower bound on the L1 distance over [0, 1] between the k-fold tent and any function with so few pieces.

    The line y = 1/2 cuts the k-fold tent into 2^k - 1 triangles of area 2^(-k-2). A function with P affine pieces
    crosses that line at most P times, and leaves half of the other triangles on its wrong side. For P >= 1 the proof is
    sound but not sharp: each of the 2^k pieces of the tent that g does not cross in costs half a triangle, which gives
    (2^k - P) / 2 triangles.

    Source: Theorem 30, proof, with the corrected count of pieces.
    """
    return (2**k - 1 - 2 * pieces) / 2 * 2.0 ** (-k - 2)


@check("Theorem 30")
def check_separation_bound(depths: Sequence[int] = (2, 3, 4, 5, 6, 7, 8), extra: int = 2) -> Evidence:
    """Compute the smallest lower bound over L for Delta^(L^2 + 2) against 2^L nodes in L layers, from piece counts."""
    worst = min(separation_bound(L**2 + extra, (2 * 2**L / L) ** L) for L in depths)
    return Evidence("Theorem 30", "lower bound on ∫|f − g| from piece counts, least of L = 2 … 8", worst, ">=", 1 / 32)


@variant(check_separation_bound, "L = 1")
def broken_single_layer() -> Evidence:
    """For L = 1 the count allows 4 pieces, not 2, and nothing is left of the bound."""
    return check_separation_bound(depths=(1,))


@variant(check_separation_bound, "one composition fewer")
def broken_fewer_folds() -> Evidence:
    """The L^2 + 1 fold tent has too few teeth for this count."""
    return check_separation_bound(extra=1)


def first_teeth(target: Layers, units: int) -> tuple[Array, Array]:
    """Fit a zigzag on [0, 1] with few units: follow its first pieces, then stay at mid-height.

    Parameters
    ----------
    target : list of (W, b)
        A ReLU network R -> R.
    units : int
        Segments, and so units of the `polyline_network`; with one for each piece of the target the fit is exact.

    Returns
    -------
    knots, values : ndarray of shape (at most units + 1,)

    Raises
    ------
    ValueError
        If `units` is not a whole number of at least 2.
    """
    _require_count(2, units=units)
    kinks, _, _ = relu_pieces(target)
    knots = np.concatenate([[0.0], kinks[(kinks > 0) & (kinks < 1)], [1.0]])
    if units >= len(knots) - 1:
        return knots, network_output(target, knots)
    turn = (knots[units - 2] + knots[units - 1]) / 2
    knots = np.concatenate([knots[: units - 1], [turn, turn + 1]])
    values = network_output(target, knots)
    values[-1] = values[-2]
    return knots, values


def two_unit_tent(k: int) -> Layers:
    """Build the k-fold tent with two units a layer; without the third it is right on [0, 1] only."""
    return [(W[:2, :2], b[:2]) for W, b in tent_network(k)]


def fitted_network(widths: Sequence[int], x: Array, y: Array, rng: np.random.Generator) -> Layers:
    """Draw hidden layers of the given widths at random and fit the output weights to y (n,) at x (n,) by least squares."""
    hidden = random_network(widths, rng)[:-1]
    features = np.column_stack([hidden_output(hidden, x), np.ones_like(x)])
    weights = np.linalg.lstsq(features, y)[0]
    return [*hidden, (weights[None, :-1], weights[-1:])]


def small_networks(L: int, draws: int = 5, seed: int = 0) -> Iterator[Layers]:
    """Yield networks of at most 2^L nodes in at most L layers that come near the (L^2 + 2)-fold tent.

    The shallow network of its first teeth; the tent folded L times; and, for all widths, hidden layers drawn at random
    with the output weights fitted by least squares.
    """
    rng = np.random.default_rng(seed)
    target = tent_network(L**2 + 2)
    x = np.linspace(0, 1, 2049)
    y = network_output(target, x)
    yield polyline_network(*first_teeth(target, 2**L))
    yield two_unit_tent(L)
    for parts in range(1, L + 1):
        for cuts in itertools.combinations(range(1, 2**L), parts - 1):
            widths = np.diff([0, *cuts, 2**L]).tolist()
            for _ in range(draws):
                yield fitted_network(widths, x, y, rng)


@check("Theorem 30")
def check_small_networks(networks: Callable[[int], Iterator[Layers]] = small_networks) -> Evidence:
    """Measure the least exact L1 distance between the deep tent and small networks, for L = 2 and 3."""
    distances = [l1_distance(tent_network(L**2 + 2), g) for L in (2, 3) for g in networks(L)]
    claim = "least ∫|f − g| over fitted networks of at most 2ᴸ nodes in L layers, L = 2, 3"
    return Evidence("Theorem 30", claim, min(distances), ">=", 1 / 32, digits=2)


@variant(check_small_networks, "a shallow network with enough nodes")
def broken_enough_nodes() -> Evidence:
    """One unit for each of the 64 pieces: no error is left, and the bound on the nodes was all that stood in the way."""
    return check_small_networks(
        lambda L: iter([polyline_network(*first_teeth(tent_network(L**2 + 2), 2 ** (L**2 + 2)))])
    )


@erratum(46, "Theorem 30, proof")
def erratum_smallest_depth() -> Erratum:
    """The step (2 2^L / L)^L <= 2^(L^2) needs L >= 2."""
    where, claim = "Theorem 30, proof", "pieces (2·2ᴸ/L)ᴸ allowed to g, over 2^(L²), at"
    ratio = {L: (2 * 2**L / L) ** L / 2 ** (L**2) for L in (1, 2)}
    return Erratum(
        where,
        Evidence(where, f"{claim} L = 1", ratio[1], "<=", 1.0),
        Evidence(where, f"{claim} L = 2", ratio[2], "<=", 1.0),
    )


@erratum(48, "Theorem 30, proof")
def erratum_surviving_triangles() -> Erratum:
    """The pieces of g number 2^(L^2), so twice that is subtracted, not twice 2^L."""
    L, where = 2, "Theorem 30, proof"
    result = (2 ** (L**2 + 1) - 1) / 2
    claim = "triangles left for L = 2, with 2 ·"

    def left(pieces: int) -> float:
        return (2 ** (L**2 + 2) - 1 - 2 * pieces) / 2

    return Erratum(
        where,
        Evidence(where, f"{claim} 2ᴸ pieces", left(2**L), "==", result),
        Evidence(where, f"{claim} 2^(L²) pieces", left(2 ** (L**2)), "==", result),
    )


def alternation_error(layers: Layers, k: int) -> float:
    """Return the share of the points i / 2^k, i < 2^k, that a network misclassifies when labels alternate 0, 1, 0, ..."""
    labels = np.arange(2**k) % 2
    return float((step(network_output(layers, np.arange(2**k) / 2**k) - 0.5) != labels).mean())


@check("Telgarsky 2015")
def check_deep_alternation(folds: int = 0) -> Evidence:
    """Measure the error of 2 units in k layers on 2^k points with alternating labels, k = 2 ... 10."""
    worst = max(alternation_error(two_unit_tent(k + folds), k) for k in range(2, 11))
    return Evidence("Telgarsky 2015", "error of k layers of 2 units on 2ᵏ points", worst, "==", 0.0)


@variant(check_deep_alternation, "one composition fewer")
def broken_alternation() -> Evidence:
    """The (k - 1)-fold tent takes the value 1/2 at every second point."""
    return check_deep_alternation(folds=-1)


@check("Telgarsky 2015")
def check_shallow_alternation(surplus: int = 1, seed: int = 0) -> Evidence:
    """Measure the least error on 256 alternating labels of 21 networks with one layer of 2^(k-4) = 16 units, k = 8.

    One network follows as many labels as it can; the others have random hidden units and fitted output weights.

    Parameters
    ----------
    surplus : int
        Factor on the number of units.
    """
    k, rng = 8, np.random.default_rng(seed)
    m, x = surplus * 2 ** (k - 4), np.arange(2**k) / 2**k
    networks = [polyline_network(*first_teeth(tent_network(k), m))]
    networks += [fitted_network([m], x, np.arange(2**k) % 2, rng) for _ in range(20)]
    claim = f"least error of 21 networks with one layer of {m} units on 2⁸ points"
    return Evidence("Telgarsky 2015", claim, min(alternation_error(g, k) for g in networks), ">=", 1 / 6)


@variant(check_shallow_alternation, "sixteen times as many units")
def broken_wide_alternation() -> Evidence:
    """With a unit for each point there is nothing left to misclassify."""
    return check_shallow_alternation(surplus=16)


def square_by_folding(x: ArrayLike, m: int, shrink: float = 4.0) -> Array:
    """Approximate x^2 on [0, 1] by x - sum_{s <= m} Delta^s(x) / 4^s.

    Parameters
    ----------
    x : array_like
        Points of [0, 1].
    m : int
        Number of compositions, >= 1.
    shrink : float
        Factor between the weights of one composition and the next.

    Raises
    ------
    ValueError
        If `m` is not a whole number of at least 1.

    Source: Yarotsky 2017, Proposition 2.
    """
    _require_count(m=m)
    fold = total = np.asarray(x, dtype=float)
    for s in range(1, m + 1):
        fold = 2 * np.minimum(fold, 1 - fold)
        total = total - fold / shrink**s
    return total


@check("Yarotsky 2017, Proposition 2")
def check_square(shrink: float = 4.0) -> Evidence:
    """Measure the difference between the sup error of m folds and 2^(-2m-2), the largest of m = 1 ... 7."""
    x = np.arange(2**10 + 1) / 2**10
    gaps = [abs(np.abs(square_by_folding(x, m, shrink) - x**2).max() - 2.0 ** (-2 * m - 2)) for m in range(1, 8)]
    claim = "sup error of m folds for x² against 2^(−2m−2), m = 1 … 7"
    return Evidence("Yarotsky 2017, Proposition 2", claim, max(gaps), "<=", 0.0, 1e-12)


@variant(check_square, "weights 2^-s in place of 4^-s")
def broken_square() -> Evidence:
    """Weights that shrink by two sum to a rough function, not to a parabola."""
    return check_square(shrink=2.0)


def plot_depth() -> dict[str, Array]:
    """Draw how pieces grow with depth, and what folding does for the parabola."""
    depths, width, rng = np.arange(1, 9), 3, np.random.default_rng(0)
    pieces = np.array(
        [[count_pieces(random_network([width] * int(k), rng)) for k in depths] for _ in range(30)], dtype=float
    )
    tents = np.array([count_pieces(tent_network(int(k)), 0.0, 1.0) for k in depths], dtype=float)
    limit = (2.0 * width) ** depths
    _, (left, right) = plotting.figure(2)
    plotting.bound(left, depths, limit, "(2m/L)ᴸ")
    plotting.measured(left, depths, tents, "tents")
    plotting.band(left, depths, pieces, "random", plotting.SECOND)
    left.set_yscale("log")
    plotting.label_axes(left, "layers of three units", "affine pieces", "Pieces against depth")
    x, folds = np.arange(2**12 + 1) / 2**12, np.arange(1, 8)
    deep = np.array([np.abs(square_by_folding(x, int(m)) - x**2).max() for m in folds])
    segments = 3 * folds
    knots = [np.linspace(0, 1, int(n) + 1) for n in segments]
    wide = np.array([np.abs(np.interp(x, t, t**2) - x**2).max() for t in knots])
    plotting.measured(right, segments, deep, "folded")
    plotting.measured(right, segments, wide, "one layer", color=plotting.SECOND)
    right.set_yscale("log")
    plotting.label_axes(right, "units", "largest error for x²", "The parabola")
    return {"depths": depths, "random": pieces, "tents": tents, "bound": limit, "deep": deep, "wide": wide}


def draw_depth(panel: Panel, beside: Panel, folds: int, units: int, low: bool) -> dict[str, Array]:
    """Draw the folded map with its shallow fit, and the distance of shallow fits against their size."""
    target = tent_network(folds, 1.4 if low else 2.0)
    x = np.linspace(0, 1, 2**11 + 1)
    y, fit = network_output(target, x), np.interp(x, *first_teeth(target, units))
    sizes = np.unique(np.geomspace(2, 600, 40).astype(int))
    distance = np.array([np.abs(y - np.interp(x, *first_teeth(target, int(m)))).mean() for m in sizes])
    limit = np.array([max(separation_bound(folds, m + 1.0), 0.0) for m in sizes])
    panel.axes(xlabel="x", ylabel="value", xlim=(0, 1), ylim=(-0.05, 1.3))
    panel.line("target", x, y, color=plotting.TARGET, linewidth=1)
    panel.line("fit", x, fit, color=plotting.MEASURED, linewidth=1.5)
    panel.note(f"{folds} folds: {count_pieces(target, 0.0, 1.0)} pieces, {3 * folds} units")
    beside.axes(
        xlabel="units of the shallow network", ylabel="∫|f − g|", xscale="log", xlim=(2, 600), ylim=(-0.01, 0.34)
    )
    beside.line("distance", sizes, distance, color=plotting.MEASURED)
    beside.line("bound", sizes, limit, color=plotting.BOUND, linestyle="--")
    beside.rule("now", x=units, color=plotting.TARGET, linewidth=1)
    broken = bool((distance < limit - 1e-9).any())
    beside.note("below the bound: broken" if broken else "dashed: no one-layer network is lower")
    return {"x": x, "target": y, "fit": fit, "sizes": sizes, "distance": distance, "bound": limit}


def explore_depth() -> Explorer:
    """Explore folding against width: number of folds, shallow units, and a tent too low to fold the interval."""
    return explore(
        draw_depth,
        panels=2,
        size=(9.0, 3.6),
        folds=slider(1, 9, "folds (layers) k", value=5),
        units=slider(2, 600, "units of the shallow network", value=8, log=True),
        low=switch("a tent of slope 1.4 in place of 2"),
        storyboard=[dict(folds=3, units=8), dict(folds=7, units=16), dict(folds=7, units=16, low=True)],
        caption=lambda folds, units, low: f"{folds} folds" + (", slope 1.4" if low else "") + f" against {units} units",
        alt="The folded tent map with a shallow fit, and the distance of shallow fits against their size, three settings",
    )


# --- Section 9: two hidden layers, and trees ------------------------------------------------------------------------


def tube_share(n: int, ratio: float, subspace: int = 1) -> float:
    """Return the share of a ball of radius `ratio` in R^n that lies within distance 1 of a subspace through its centre.

    Parameters
    ----------
    n : int
        Dimension, > `subspace`.
    ratio : float
        Radius of the ball in units of the tube's radius, >= 1.
    subspace : int
        Dimension of the subspace: 1 for the tube around a line.

    Raises
    ------
    ValueError
        If `n` is not a whole number above `subspace`, or `ratio` is below 1.

    Source: Theorem 33, proof, step III (Eldan and Shamir 2016).
    """
    _require_count(subspace + 1, n=n)
    if not ratio >= 1:
        raise ValueError(f"ratio must be at least 1, got {ratio!r}")
    # The squared distance of a uniform point of the unit ball to the subspace is beta distributed.
    return float(special.betainc((n - subspace) / 2, subspace / 2 + 1, ratio**-2))


@check("Section 4.2.2")
def check_tube_share(subspace: int = 1, n: int = 4, seed: int = 0) -> Evidence:
    """Compare the share of one tube with 200,000 uniform points of a ball three times as wide."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((200_000, n))
    X *= 3 * rng.random((len(X), 1)) ** (1 / n) / np.linalg.norm(X, axis=1, keepdims=True)
    inside = np.linalg.norm(X[:, subspace:], axis=1) <= 1
    tolerance = 3 * inside.std() / math.sqrt(len(X))
    return Evidence(
        "Section 4.2.2", "share of a ball in one tube, n = 4", inside.mean(), "==", tube_share(n, 3.0), tolerance
    )


@variant(check_tube_share, "a plane in place of the line")
def broken_tube() -> Evidence:
    """The neighbourhood of a plane is larger than that of a line."""
    return check_tube_share(subspace=2)


@check("Section 4.2.2")
def check_tube_decay(ratio: float = math.e) -> Evidence:
    """Fit the slope of the logarithm of a tube's share against n, up to n = 400, in a ball e times as wide."""
    n = np.arange(200, 401, 20)
    shares = [tube_share(int(k), ratio) for k in n]
    slope = float(np.polyfit(n, np.log(shares), 1)[0])
    return Evidence("Section 4.2.2", "change of log share per dimension", slope, "==", -1.0, 0.01)


@variant(check_tube_decay, "a ball only twice as wide")
def broken_tube_decay() -> Evidence:
    """The share falls like (radius of the tube / radius of the ball)^n; e^(-n) needs the ratio e."""
    return check_tube_decay(ratio=2.0)


@erratum(49, "Section 4.2.2")
def erratum_unit_volume() -> Erratum:
    """The indicator of a ball has squared norm one when the ball has volume one, not radius one."""
    n, where = 20, "Section 4.2.2"

    def volume(radius: float) -> float:
        return math.exp(n / 2 * math.log(math.pi) - special.gammaln(n / 2 + 1) + n * math.log(radius))

    radius = volume(1.0) ** (-1 / n)
    claim = "∫φ² = ∫φ̂² for the indicator of the ball of"
    return Erratum(
        where,
        Evidence(where, f"{claim} radius 1, n = 20", volume(1.0), "==", 1.0, 1e-9),
        Evidence(where, f"{claim} radius {radius:.3f}, n = 20", volume(radius), "==", 1.0, 1e-9),
    )


#: Signs of the thin shells of the radial target, from the centre outwards to radius 2.
SHELL_SIGNS = np.array([1.0, -1.0, -1.0, 1.0, -1.0])


def shell_target(X: Array) -> Array:
    """Return the sign of the shell of radius 0.4 j to 0.4 (j + 1) that holds each row of X (n, d); 0 beyond radius 2."""
    shell = np.floor(np.linalg.norm(X, axis=1) / 0.4).astype(int)
    return np.append(SHELL_SIGNS, 0.0)[np.minimum(shell, len(SHELL_SIGNS))]


def plot_shells() -> dict[str, Array]:
    """Draw the radial target, the tubes that the spectrum of a one-hidden-layer network fills, and their share."""
    _, (left, middle, right) = plotting.figure(3, height=3.1)
    grid = np.linspace(-2.2, 2.2, 221)
    plane = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    target = shell_target(plane).reshape(len(grid), -1)
    left.imshow(target, extent=(-2.2, 2.2, -2.2, 2.2), cmap="cividis", origin="lower")
    plotting.label_axes(left, "x₁", "x₂", "Thin shells, ±1")
    angles = np.array([0.3, 1.1, 1.9, 2.7])
    omega = np.linspace(-6, 6, 241)
    first, second = np.meshgrid(omega, omega)
    distance = np.abs(np.multiply.outer(np.cos(angles), second) - np.multiply.outer(np.sin(angles), first)).min(axis=0)
    tubes = ((distance <= 1) & (first**2 + second**2 <= 36)).astype(float)
    middle.imshow(tubes, extent=(-6, 6, -6, 6), cmap="Blues", origin="lower", vmax=1.6)
    middle.add_patch(plt.Circle((0, 0), 6, fill=False, color=plotting.TARGET))
    plotting.label_axes(middle, "ω₁", "ω₂", "Four units, four tubes")
    n = np.arange(2, 41)
    shares = np.array([tube_share(int(k), math.e) for k in n])
    plotting.measured(right, n, np.minimum(1000 * shares, 1), "", markersize=2)
    limit = 1000 * np.sqrt(2 * (n + 1) / np.pi) * np.exp(1.0 - n)
    plotting.bound(right, n, limit, "")
    right.annotate("1000 √(2(n+1)/π) e¹⁻ⁿ", (8, 30), color=plotting.BOUND)
    right.set_yscale("log")
    plotting.label_axes(right, "dimension n", "share of the ball covered", "A thousand tubes")
    for ax in (left, middle):
        ax.grid(False)
    return {
        "target": target,
        "tubes": tubes,
        "n": n.astype(float),
        "share": np.minimum(1000 * shares, 1),
        "bound": limit,
    }


def parallel_network(widths: Sequence[int], seeds: int, generator: torch.Generator) -> torch.nn.Module:
    """Build one dense ReLU network for each seed, trained together: (n, widths[0]) -> (n, seeds).

    Parameters
    ----------
    widths : sequence of int
        Inputs, hidden layers, outputs (1).
    seeds : int
        Number of independent copies.
    """
    import torch

    class Parallel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            pairs = list(itertools.pairwise(widths))
            self.W = torch.nn.ParameterList(
                torch.randn(seeds, n, m, generator=generator) * math.sqrt(2 / m) for m, n in pairs
            )
            self.b = torch.nn.ParameterList(0.3 * torch.randn(seeds, n, 1, generator=generator) for _, n in pairs)

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            h = X.T.expand(seeds, -1, -1)
            for index, (W, b) in enumerate(zip(self.W, self.b, strict=True)):
                h = torch.baddbmm(b, W, h.relu() if index else h)
            return h[:, 0].T

    return Parallel()


def tree_network(width: int, seeds: int, generator: torch.Generator, order: Sequence[int]) -> torch.nn.Module:
    """Build a binary tree of small ReLU networks of two inputs for each seed, trained together: (n, 8) -> (n, seeds).

    Parameters
    ----------
    width : int
        Hidden units of each of the seven nodes.
    seeds : int
        Number of independent copies.
    order : sequence of 8 int
        The order in which the inputs hang on the tree; neighbours share a node.
    """
    import torch

    class Tree(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            levels = [seeds * 4, seeds * 2, seeds]

            def normal(*shape: int) -> torch.Tensor:
                return torch.randn(*shape, generator=generator)

            self.W = torch.nn.ParameterList(normal(n, width, 2) for n in levels)
            self.b = torch.nn.ParameterList(0.5 * normal(n, width, 1) for n in levels)
            self.a = torch.nn.ParameterList(normal(n, 1, width) / math.sqrt(width) for n in levels)
            self.c = torch.nn.ParameterList(torch.zeros(n, 1, 1) for n in levels)

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            h = X[:, list(order)].T.expand(seeds, -1, -1)
            for W, b, a, c in zip(self.W, self.b, self.a, self.c, strict=True):
                hidden = torch.baddbmm(b, W, h.reshape(len(W), 2, -1)).relu()
                h = torch.baddbmm(c, a, hidden).reshape(seeds, -1, X.shape[0])
            return h[:, 0].T

    return Tree()


def parameters_per_seed(model: torch.nn.Module, seeds: int) -> int:
    """Return the number of parameters of one of the copies in a parallel model."""
    return sum(parameter.numel() for parameter in model.parameters()) // seeds


def _test_errors(
    model: torch.nn.Module,
    target: Callable[[Array], Array],
    draw: Callable[[int], Array],
    steps: int,
    lr: float,
    seeds: int,
) -> tuple[Array, Array]:
    """Train all copies on 4096 points; return the steps (t,) and their test errors (seeds, t), 1 for the best constant."""
    import torch

    from ..training import train

    X, X_test = draw(4096), draw(2000)
    y, y_test = target(X), target(X_test)
    inputs, goal = torch.as_tensor(X_test, dtype=torch.float32), torch.as_tensor(y_test, dtype=torch.float32)[:, None]
    rows: list[Array] = []

    def test_error(module: torch.nn.Module) -> float:
        rows.append((((module(inputs) - goal) ** 2).mean(dim=0) / y_test.var()).numpy().astype(float))
        return float(rows[-1].mean())

    history = train(
        model,
        X,
        np.repeat(y[:, None], seeds, axis=1),
        steps=steps,
        lr=lr,
        batch=128,
        generator=torch.Generator().manual_seed(0),
        record_every=steps // 20,
        record={"test": test_error},
    )
    return np.array(history.steps, dtype=float), np.array(rows).T


@functools.cache
def radial_errors(deep_width: int = 24, radial: bool = True, steps: int = 600, seeds: int = 3) -> dict[str, Array]:
    """Train two hidden layers and one, at equal parameter counts, on the thin shells in R^6.

    Parameters
    ----------
    deep_width : int
        Width of both hidden layers of the deeper network.
    radial : bool
        Whether the target depends on ||x|| (else on the first coordinate).

    Returns
    -------
    dict
        ``steps`` (t,), ``two`` and ``one`` (seeds, t): test errors relative to the variance of the target;
        ``parameters`` (2,): parameters of either network.
    """
    import torch

    rng, generator = np.random.default_rng(0), torch.Generator().manual_seed(0)

    def target(X: Array) -> Array:
        return shell_target(X) if radial else shell_target(X[:, :1])

    def draw(n: int) -> Array:
        return ball_points(n, 6, rng, radius=2.0)

    two = parallel_network([6, deep_width, deep_width, 1], seeds, generator)
    width = round((parameters_per_seed(two, seeds) - 1) / 8)
    one = parallel_network([6, width, 1], seeds, generator)
    at, deep = _test_errors(two, target, draw, steps, 1e-2, seeds)
    _, shallow = _test_errors(one, target, draw, steps, 1e-2, seeds)
    sizes = np.array([parameters_per_seed(model, seeds) for model in (two, one)], dtype=float)
    return {"steps": at, "two": deep, "one": shallow, "parameters": sizes}


@check("Section 4.2.2")
def check_radial_gap(radial: bool = True) -> Evidence:
    """Count the seeds for which two hidden layers explain more than half of the target's variance and one does not."""
    run = radial_errors(radial=radial)
    wins = ((run["two"][:, -1] < 0.5) & (run["one"][:, -1] > 0.5)).sum()
    claim = "seeds of 3 in which two hidden layers explain half of the variance and one does not"
    return Evidence("Section 4.2.2", claim, wins, "==", 3)


@variant(check_radial_gap, "stripes in place of shells")
def broken_stripes() -> Evidence:
    """A target of one coordinate is a ridge function, which a single hidden layer is made of."""
    return check_radial_gap(radial=False)


def join(a: Array, b: Array) -> Array:
    """Return sin(pi (a + b) / 2), what each node of the compositional target computes from its two inputs."""
    return np.sin(np.pi * (a + b) / 2)


def tree_target(X: Array, node: Callable[[Array, Array], Array] = join) -> Array:
    """Evaluate the binary tree whose nodes all compute `node`, for X of shape (n, d) with d a power of 2."""
    while X.shape[1] > 1:
        X = node(X[:, 0::2], X[:, 1::2])
    return X[:, 0]


def grid_interpolant(f: Callable[[Array], Array], points: int, X: Array) -> Array:
    """Evaluate the multilinear interpolant of f from a grid of `points`^d values on [-1, 1]^d, at X of shape (n, d)."""
    from scipy.interpolate import RegularGridInterpolator

    axis = np.linspace(-1, 1, points)
    d = X.shape[1]
    grid = np.stack(np.meshgrid(*[axis] * d, indexing="ij"), axis=-1).reshape(-1, d)
    return RegularGridInterpolator([axis] * d, f(grid).reshape([points] * d))(np.clip(X, -1, 1))


def tree_interpolant(X: Array, points: int, node: Callable[[Array, Array], Array] = join) -> Array:
    """Evaluate the tree with every node replaced by its interpolant from points^2 values."""

    def table(a: Array, b: Array) -> Array:
        pairs = np.column_stack([a.ravel(), b.ravel()])
        return grid_interpolant(lambda P: node(P[:, 0], P[:, 1]), points, pairs).reshape(a.shape)

    return tree_target(X, table)


@check("Mhaskar, Liao and Poggio 2016")
def check_tree_rate(node: Callable[[Array, Array], Array] = join, seed: int = 0) -> Evidence:
    """Fit the slope of the error of a tree of interpolants in d = 8 against its number of stored values."""
    X = np.random.default_rng(seed).uniform(-1, 1, (2000, 8))
    points = np.array([9, 17, 33, 65, 129])
    errors = [np.abs(tree_interpolant(X, int(n), node) - tree_target(X, node)).mean() for n in points]
    slope = loglog_slope(7.0 * points**2, errors)
    claim = "slope of the error in the number of stored values, tree of d = 8 inputs"
    return Evidence("Mhaskar, Liao and Poggio 2016", claim, slope, "==", -1.0, 0.1)


@variant(check_tree_rate, "nodes that are not smooth")
def broken_rough_node() -> Evidence:
    """The rate is that of one node; a node with a square-root edge costs all of it."""
    return check_tree_rate(lambda a, b: 2 * np.sqrt(np.abs(a - b) / 2) - 1)


@check("Mhaskar, Liao and Poggio 2016")
def check_grid_rate(target: Callable[[Array], Array] = tree_target, seed: int = 0) -> Evidence:
    """Fit the slope of the error of one grid in d = 4 against its number of stored values: -2 / d."""
    X = np.random.default_rng(seed).uniform(-1, 1, (2000, 4))
    points = np.array([9, 13, 17, 25])
    errors = [np.abs(grid_interpolant(target, int(n), X) - target(X)).mean() for n in points]
    slope = loglog_slope(points.astype(float) ** 4, errors)
    claim = "slope of the error in the number of stored values, one grid in d = 4"
    return Evidence("Mhaskar, Liao and Poggio 2016", claim, slope, "==", -2 / 4, 0.05, digits=2)


@variant(check_grid_rate, "a target with a jump")
def broken_grid_rate() -> Evidence:
    """Across a jump the interpolant is wrong on a layer as thick as a grid cell."""
    return check_grid_rate(lambda X: np.sign(X.sum(axis=1) - 0.1))


@functools.cache
def tree_errors(order: tuple[int, ...] | None = tuple(range(8)), steps: int = 500, seeds: int = 5) -> dict[str, Array]:
    """Train a tree-shaped network, or a shallow one of equal parameter count, on the compositional target in d = 8.

    Parameters
    ----------
    order : tuple of 8 int or None
        The order in which the inputs hang on the trained tree, that of the target by default; None for one hidden layer.

    Returns
    -------
    dict
        ``steps`` (t,) and ``errors`` (seeds, t): test errors relative to the variance of the target; ``parameters``.
    """
    import torch

    rng, generator = np.random.default_rng(0), torch.Generator().manual_seed(0)

    def draw(n: int) -> Array:
        return rng.uniform(-1, 1, (n, 8))

    # Seven nodes of 4 * 16 + 1 parameters are as many, up to six, as 46 shallow units of 10.
    model = (
        parallel_network([8, 46, 1], seeds, generator) if order is None else tree_network(16, seeds, generator, order)
    )
    at, errors = _test_errors(model, tree_target, draw, steps, 1e-2, seeds)
    return {"steps": at, "errors": errors, "parameters": np.array(parameters_per_seed(model, seeds))}


#: An order of the inputs in which no two neighbours of the target's tree share a node.
SHUFFLED = (0, 4, 2, 6, 1, 5, 3, 7)


@check("Mhaskar, Liao and Poggio 2016")
def check_tree_wins(order: tuple[int, ...] = tuple(range(8))) -> Evidence:
    """Count the seeds for which the tree's test error is below the shallow network's."""
    wins = (tree_errors(order)["errors"][:, -1] < tree_errors(None)["errors"][:, -1]).sum()
    claim = "seeds of 5 in which the tree beats the shallow network"
    return Evidence("Mhaskar, Liao and Poggio 2016", claim, wins, "==", 5)


@variant(check_tree_wins, "the inputs on the wrong branches")
def broken_branches() -> Evidence:
    """A tree that pairs inputs which the target does not pair has no advantage."""
    return check_tree_wins(SHUFFLED)


def plot_structured_targets() -> dict[str, Array]:
    """Draw test errors during training: one and two hidden layers on shells, a tree and a shallow network on a tree."""
    shells = radial_errors()
    _, (left, right) = plotting.figure(2, height=3.3)
    plotting.band(left, shells["steps"], shells["one"], "one hidden\nlayer", plotting.SECOND)
    plotting.band(left, shells["steps"], shells["two"], "two hidden\nlayers", plotting.MEASURED)
    plotting.label_axes(left, "training steps", "test error / variance", "Shells in d = 6")
    arrays = {f"shells, {name}": shells[name] for name in ("steps", "one", "two")}
    for label, order, color in (
        ("wrong tree", SHUFFLED, plotting.THIRD),
        ("one hidden\nlayer", None, plotting.SECOND),
        ("tree", tuple(range(8)), plotting.MEASURED),
    ):
        run = tree_errors(order)
        plotting.band(right, run["steps"], run["errors"], label, color)
        arrays |= {f"tree, order {order}": run["errors"], "tree, steps": run["steps"]}
    plotting.label_axes(right, "training steps", "", "A tree of d = 8 inputs")
    for ax, last in ((left, shells["steps"][-1]), (right, arrays["tree, steps"][-1])):
        ax.set_xlim(0, last)
        ax.set_yscale("log")
        ax.set_ylim(0.1, 2)
        ax.set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
        ax.minorticks_off()
    return arrays


# --- Section 10: memorizing a data set ------------------------------------------------------------------------------


def line_memorizer(X: Array, y: Array, direction: Array) -> Units:
    """Build the ReLU network with 2n + d weights that takes the values y at the n rows of X.

    All points are projected on one direction, and the polyline through their labels is written in ReLUs.

    Parameters
    ----------
    X : ndarray of shape (n, d)
    y : ndarray of shape (n,)
        Any labels.
    direction : ndarray of shape (d,)
        On which no two rows of X may have the same projection.

    Returns
    -------
    w, direction, b : ndarray of shapes (n,), (d,), (n,)
        The network is x -> sum_j w_j max(direction . x - b_j, 0).

    Raises
    ------
    ValueError
        If the lengths do not match or two projections coincide.

    Source: Zhang et al. 2017, Theorem 1.
    """
    X, y, direction = (np.asarray(values, dtype=float) for values in (X, y, direction))
    if X.ndim != 2 or y.shape != (len(X),) or direction.shape != (X.shape[1],):
        raise ValueError(
            f"X, y and direction must have shapes (n, d), (n,) and (d,), got {X.shape}, {y.shape}, {direction.shape}"
        )
    order = np.argsort(X @ direction)
    z = (X @ direction)[order]
    if len(z) > 1 and not (np.diff(z) > 0).all():
        raise ValueError("direction must tell all rows of X apart, but two of them have the same projection")
    b = np.concatenate([[z[0] - 1], z[:-1]])
    w = linalg.solve_triangular(relu(z[:, None] - b), y[order], lower=True)
    return w, direction, b


def memorized(X: Array, network: Units) -> Array:
    """Evaluate a network of `line_memorizer` at the rows of X (n, d)."""
    w, direction, b = network
    return relu((X @ direction)[:, None] - b) @ w


def _labelled(n: int, d: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.standard_normal((n, d)), rng.choice([-1.0, 1.0], n)


@check("Zhang et al. 2017, Theorem 1")
def check_line_memorizer(units_missing: int = 0, seed: int = 0) -> Evidence:
    """Measure the largest error on random labels over n = 10, 50, 200, 500 and five draws in d = 20."""
    rng, worst = np.random.default_rng(seed), 0.0
    for n in (10, 50, 200, 500) * 5:
        X, y = _labelled(n, 20, rng)
        w, direction, b = line_memorizer(X, y, rng.standard_normal(20))
        kept = n - units_missing
        worst = max(worst, np.abs(memorized(X, (w[:kept], direction, b[:kept])) - y).max())
    return Evidence("Zhang et al. 2017, Theorem 1", "largest error on n ≤ 500 random labels", worst, "<=", 0.0, 1e-7)


@variant(check_line_memorizer, "one unit fewer")
def broken_memorizer() -> Evidence:
    """The last unit holds the last label."""
    return check_line_memorizer(units_missing=1)


def rounding_scale(X: Array, network: Units) -> float:
    """Return how large the error of a memorizer may be by rounding alone: 2 gamma_n times its largest sum of |terms|.

    Source: Higham 2002, Theorem 8.5 (triangular systems) and Section 3.1 (inner products).
    """
    w, direction, b = network
    gamma = len(w) * np.finfo(float).eps / 2
    return float(2 * gamma / (1 - gamma) * (relu((X @ direction)[:, None] - b) @ np.abs(w)).max())


@check("Zhang et al. 2017, Theorem 1")
def check_memorizer_rounding(shift: float = 0.0, seed: int = 0) -> Evidence:
    """Measure the largest error at n = 500, 1000, 2000 as a multiple of what the conditioning allows."""
    rng, shares = np.random.default_rng(seed), []
    for n in (500, 1000, 2000):
        X, y = _labelled(n, 20, rng)
        network = line_memorizer(X, y, rng.standard_normal(20))
        w, direction, b = network
        shares.append(np.abs(memorized(X, (w, direction, b + shift)) - y).max() / rounding_scale(X, network))
    claim = "largest error at n = 500 … 2000 as a multiple of the rounding allowed"
    return Evidence("Zhang et al. 2017, Theorem 1", claim, max(shares), "<=", 1.0, digits=1)


@variant(check_memorizer_rounding, "thresholds kept to seven digits")
def broken_rounding() -> Evidence:
    """Thresholds off by 1e-7 miss the labels by far more than rounding would."""
    return check_memorizer_rounding(shift=1e-7)


def stair_memorizer(X: Array, labels: Array, direction: Array) -> tuple[Array, Array, float]:
    """Build a threshold network for labels +-1: one unit wherever the label changes along a direction.

    Returns
    -------
    a, b : ndarray of shape (changes,)
        Output weights +-2 and thresholds.
    first : float
        The label of the first point: the network is x -> first + sum_j a_j 1[direction . x >= b_j].
    """
    order = np.argsort(X @ direction)
    z, sign = (X @ direction)[order], labels[order]
    change = np.flatnonzero(np.diff(sign))
    return np.diff(sign)[change], (z[change] + z[change + 1]) / 2, float(sign[0])


def slab_memorizer(X: Array, labels: Array, group: int | None = None) -> tuple[Array, Array]:
    """Build a threshold network for labels +-1 that cuts the rarer label out in thin slabs, d points at a time.

    A hyperplane through d points in general position misses all others; two parallel thresholds around it are 1 on
    these d points only.

    Parameters
    ----------
    X : ndarray of shape (n, d)
        Points in general position.
    labels : ndarray of shape (n,)
        +1 or -1.
    group : int, optional
        Points to a slab, d by default.

    Returns
    -------
    W : ndarray of shape (slabs, d)
        Normals: the hyperplanes are W_j . x = 1.
    width : ndarray of shape (slabs,)
        The slab is |W_j . x - 1| < width_j, two threshold units.

    Source: Baum 1988.
    """
    rarer = 1.0 if (labels > 0).mean() <= 0.5 else -1.0
    cut = X[labels == rarer]
    group = group or X.shape[1]
    normals, widths = [], []
    for start in range(0, len(cut), group):
        inside = cut[start : start + group]
        w = np.linalg.lstsq(inside, np.ones(len(inside)))[0]
        distance = np.sort(np.abs(X @ w - 1))
        normals.append(w)
        widths.append(distance[len(inside)] / 2 if len(inside) < len(X) else np.inf)
    return np.array(normals).reshape(-1, X.shape[1]), np.array(widths)


def slab_output(X: Array, W: Array, width: Array, rarer: float) -> Array:
    """Evaluate a slab network at the rows of X (n, d): `rarer` inside a slab, -rarer outside."""
    margin = X @ W.T - 1
    return rarer * (2 * (step(margin + width) - step(margin - width)).sum(axis=1) - 1)


@check("Baum 1988")
def check_slab_memorizer(group: int | None = None, seed: int = 0) -> Evidence:
    """Count the points that slab networks get wrong over n = 40, 200, 1000 in d = 20."""
    rng, wrong = np.random.default_rng(seed), 0
    for n in (40, 200, 1000):
        X, labels = _labelled(n, 20, rng)
        rarer = 1.0 if (labels > 0).mean() <= 0.5 else -1.0
        wrong += int((slab_output(X, *slab_memorizer(X, labels, group), rarer) != labels).sum())
    return Evidence("Baum 1988", "points wrong, slabs of d = 20 points each", wrong, "==", 0)


@variant(check_slab_memorizer, "d + 1 points to a slab")
def broken_crowded_slabs() -> Evidence:
    """No hyperplane passes through d + 1 points in general position."""
    return check_slab_memorizer(group=21)


def plot_memorizers() -> dict[str, Array]:
    """Draw a memorized line of labels, the error against rounding, and the units that three memorizers need."""
    rng, d = np.random.default_rng(1), 20
    _, (left, middle, right) = plotting.figure(3, height=3.2)
    X, y = _labelled(15, d, rng)
    direction = rng.standard_normal(d) / math.sqrt(d)
    w, direction, b = line_memorizer(X, y, direction)
    z = X @ direction
    t = np.linspace(z.min() - 0.2, z.max() + 0.1, 600)
    left.plot(t, relu(t[:, None] - b) @ w, color=plotting.MEASURED)
    left.plot(z, y, "o", color=plotting.TARGET)
    left.set_ylim(-1.6, 1.6)
    plotting.label_axes(left, "projection a · x", "label", "15 random labels")
    sizes = np.array([20, 50, 100, 200, 500, 1000, 2000])
    error, allowed, units = np.empty(len(sizes)), np.empty(len(sizes)), np.empty((3, len(sizes)))
    for column, n in enumerate(sizes):
        X, y = _labelled(int(n), d, rng)
        network = line_memorizer(X, y, rng.standard_normal(d))
        error[column], allowed[column] = np.abs(memorized(X, network) - y).max(), rounding_scale(X, network)
        units[:, column] = n, len(stair_memorizer(X, y, network[1])[0]), 2 * len(slab_memorizer(X, y)[0])
    plotting.measured(middle, sizes, error, "")
    plotting.bound(middle, sizes, allowed, "")
    middle.annotate("rounding allows", (22, 1e-6), color=plotting.BOUND)
    plotting.label_axes(middle, "points n", "largest error", "2n + d weights")
    for row, label, color in zip(
        units, ("ReLU", "stairs", "slabs"), (plotting.MEASURED, plotting.SECOND, plotting.THIRD), strict=True
    ):
        plotting.measured(right, sizes, row, label, color=color)
    plotting.label_axes(right, "points n", "hidden units", "Three memorizers, d = 20")
    for ax in (middle, right):
        plotting.log_axes(ax)
    return {"line": t, "error": error, "allowed": allowed, "units": units}
