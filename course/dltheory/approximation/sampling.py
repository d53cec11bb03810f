"""Section 7, sampling: k random units approximate a network of infinite width, at a rate without the dimension."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, furthest_from, largest, three_errors
from ..interactive import Explorer, Panel, explore, slider, switch
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_count, require_positive, require_shape
from ._common import relu, step

Waves = tuple[Array, Array]  # frequencies omega (m, d), amplitudes c (m,): f(x) = sum_j c_j sin(2 pi omega_j . x)
Units = tuple[Array, Array, Array, float]  # a (k,), W (k, d), b (k,), b_0: x -> b_0 + mean_j a_j 1[w_j . x >= b_j]
SIZES, CORNERS = 2 ** np.arange(3, 12), np.array([[1.0, 0.0], [4.0, 0.0], [1.0, 3.0]])


def ball_points(n: int, d: int, rng: np.random.Generator) -> Array:
    """Draw n points uniform in the ball of radius sqrt(d + 2), where every coordinate has variance one: (n, d)."""
    require_count(n=n, d=d)
    X = rng.normal(size=(n, d))
    X *= math.sqrt(d + 2) * rng.random((n, 1)) ** (1 / d) / np.linalg.norm(X, axis=1, keepdims=True)
    return X


def two_waves(d: int, rng: np.random.Generator) -> Waves:
    """Draw two waves of random directions, frequencies of length 0.2 and 0.45, and equal amplitudes: C_f = 0.46."""
    require_count(d=d)
    W = rng.normal(size=(2, d))
    return W * (np.array([0.2, 0.45]) / np.linalg.norm(W, axis=1))[:, None], np.full(2, math.sqrt(0.5))


def square_wave(d: int, rng: np.random.Generator) -> Waves:
    """Draw a direction and the 50 lowest terms of a square wave along it; C_f grows in proportion to their number."""
    w, odd = rng.normal(size=d), np.arange(1, 100, 2)
    return np.outer(odd / 4, w / np.linalg.norm(w)), 4 / (np.pi * odd)


def barron_units(omega: Array, c: Array, r: float, k: int, rng: np.random.Generator) -> Units:
    """Draw k threshold units whose mean, plus b_0, is on average sum_j c_j sin(2 pi omega_j . x) for |x| <= r. Shapes
    as in `Waves` and `Units`; |a| <= 4 pi r C_f. Source: Theorem 27 (Barron 1993).
    """
    require_shape(len(c), None, omega=omega)
    require_count(k=k)
    require_positive(r=r)
    length = np.linalg.norm(omega, axis=1)
    share = np.abs(c) * length  # what each wave contributes to C_f
    j, b = rng.choice(len(c), k, p=share / share.sum()), rng.uniform(-r, r, k)
    a = 4 * np.pi * r * share.sum() * np.sign(c[j]) * np.cos(2 * np.pi * length[j] * b)
    return a, omega[j] / length[j, None], b, float(-c @ np.sin(2 * np.pi * length * r))


@cached
def barron_errors(d: int, units: Callable[..., Units] = barron_units, stretch: float = 1) -> tuple[Array, ...]:
    """Measure networks of each of `SIZES` on 50 points; each of 32 seeds has its own target, points and 4096 units.

    Returns squared errors (32, 9), the mean predictor's (32,), the bounds (9,), and the share of the target that
    the mean of all units misses (32,). `stretch` moves points outwards.
    """
    require_positive(stretch=stretch)
    errors, mean, miss, r = np.empty((32, len(SIZES))), np.empty(32), np.empty(32), math.sqrt(d + 2)
    for seed, rng in enumerate(map(np.random.default_rng, range(32))):
        (omega, c), X = two_waves(d, rng), stretch * ball_points(50, d, rng)
        f = np.sin(2 * np.pi * X @ omega.T) @ c
        a, W, b, constant = units(omega, c, r, 4096, rng)
        outputs, mean[seed] = (W @ X.T >= b[:, None]) * a[:, None], f.var()
        miss[seed] = (constant + outputs.mean(axis=0) - f) @ f / (f @ f)
        for column, k in enumerate(SIZES):  # as many networks of k units as the 4096 units fill
            outputs = outputs.reshape(4096 // k, -1, 50).mean(axis=1)
            errors[seed, column] = ((constant + outputs - f) ** 2).mean()
    return errors, mean, (4 * np.pi * r * (np.abs(c) @ np.linalg.norm(omega, axis=1))) ** 2 / SIZES, miss


def sine_units(k: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw weights +-4 and thresholds of density |2 pi cos 2 pi b| / 4, both (k,): on average sin 2 pi x on [0, 1]."""
    quarter, offset = rng.integers(4, size=k), np.arcsin(rng.random(k)) / (2 * np.pi)
    b = np.choose(quarter, [offset, 0.5 - offset, 0.5 + offset, 1 - offset])
    return np.choose(quarter, [4.0, -4.0, -4.0, 4.0]), b


def left_out(k: Array, d: int) -> Array:
    """Return 1 / (2 |n|^2) for the first n in Z^d, |n|^2 <= 4000, that the k lowest cosines, sines leave out: as k."""
    squares = np.bincount(np.arange(64) ** 2, np.where(np.arange(64) > 0, 2.0, 1.0), 4001)
    known = np.cumsum(reduce(lambda counts, _: np.convolve(counts, squares)[:4001], range(d - 1), squares))
    return 1 / (2.0 * np.searchsorted(known, k, side="right"))


@check("Lemma 28", "mean squared distance from (2, 1) of the mean of two corners, 20,000 draws ± 3 standard errors; by hand 2",
       "==", kind="Monte Carlo")  # fmt: skip
def check_maurey(draw: Callable[..., Array] = lambda n, rng: CORNERS[rng.integers(3, size=(n, 2))]) -> Measured:
    """Compare the mean of independent draws with the number found on paper."""
    return three_errors(((draw(20_000, np.random.default_rng(0)).mean(axis=1) - [2, 1]) ** 2).sum(axis=1), 2.0)


check_maurey.breaks("one corner, counted twice", draw=lambda n, rng: CORNERS[np.tile(rng.integers(3, size=(n, 1)), 2)])


@check("Lemma 29", "k times the mean squared error for sin 2πx, 625 networks of k = 128 units ± 3 standard errors", "==", kind="Monte Carlo")  # fmt: skip
def check_signed_sampling(units: Callable[..., tuple[Array, Array]] = sine_units) -> Measured:
    """Compare sampled sines with 16/2 - 1/2: a unit of weight 4 is on for half of all x, and the sine has norm² 1/2."""
    x = (np.arange(64) + 0.5) / 64
    a, b = (part.reshape(-1, 128, 1) for part in units(80_000, np.random.default_rng(0)))
    return three_errors(128 * ((((x >= b) * a).mean(axis=1) - np.sin(2 * np.pi * x)) ** 2).mean(axis=1), 7.5)


check_signed_sampling.breaks(
    "thresholds uniform", units=lambda k, rng: (4 - 8 * (abs((b := rng.random(k)) - 0.5) < 0.25), b)
)


@check("Theorem 27", "slope in k of the squared error, 8 to 2048 units, mean of 32 seeds; furthest from −1 of d = 1, 5, 20",
       "==", -1.0, 0.1, kind="rate")  # fmt: skip
def check_barron_rate(units: Callable[..., Units] = barron_units, stretch: float = 1) -> float:
    """Fit the slope of the error of sampled networks in three dimensions."""
    errors = (barron_errors(d, units=units, stretch=stretch)[0].mean(axis=0) for d in (1, 5, 20))
    return furthest_from(-1, [loglog_slope(SIZES, row) for row in errors])


check_barron_rate.breaks("data up to twice the radius", stretch=2)


@check("Theorem 27", "squared error, mean of 32 seeds, over its own (4πrC_f)²/k; largest of d = 1, 5, 20 and k = 8 to 2048",
       "<=", 1.0, kind="instance", digits=2)  # fmt: skip
def check_barron_bound(units: Callable[..., Units] = barron_units, stretch: float = 1) -> float:
    """Hold each width in each dimension to its own bound; a network of zeros is above it for large k."""
    found = [barron_errors(d, units=units, stretch=stretch) for d in (1, 5, 20)]
    return largest([errors.mean(axis=0) / bounds for errors, _, bounds, _ in found])


check_barron_bound.breaks("data up to twice the radius", stretch=2)


@check("Theorem 27", "share of f that a mean of 4096 units misses, b₀ apart, 32 seeds ± 3 standard errors; of d = 1, 5, 20", "==", kind="Monte Carlo")  # fmt: skip
def check_barron_mean(units: Callable[..., Units] = barron_units) -> Measured:
    """Compare the mean with 0: the recipe's units are right on average."""
    found = [three_errors(barron_errors(d, units=units)[3], 0.0) for d in (1, 5, 20)]
    return furthest(*found)


check_barron_mean.breaks("weights 5 % too large", units=lambda *at: (1.05 * (u := barron_units(*at))[0], *u[1:]))


@check("Remark 3", "by counting: slope in k of the error on the next cosine left out, over −2/d; furthest from 1 of d = 1, 3, 5",
       "==", 1.0, 0.05, kind="rate", only_if="126 functions of one variable leave the error 1/(2·63²), as found by hand")  # fmt: skip
def check_fixed_basis_rate(worst: Callable[[Array, int], Array] = left_out) -> float:
    """Fit the slope of the fixed basis from 10 functions to 126 in one dimension, to a million in more."""
    if not math.isclose(worst(np.array([126]), 1)[0], 1 / (2 * 63**2)):  # 1, and 62 cosines and sines, and one of 63
        return math.nan
    grids = {d: np.unique(np.geomspace(10, 126 if d == 1 else 1e6, 60).astype(int)) for d in (1, 3, 5)}
    return furthest_from(1, [loglog_slope(k, worst(k, d)) * -d / 2 for d, k in grids.items()])


check_fixed_basis_rate.breaks("functions of one coordinate only", worst=lambda k, d: 2.0 / k**2)


@erratum(43, "Theorem 27, proof", "at x = 1/4, 4,000 networks of 16 units ± 3 standard errors", "==", 1.0, 0.021,
         printed="the sum of sampled units is on average sin 2πx", corrected="their mean is")  # fmt: skip
def erratum_missing_mean() -> tuple[float, float]:
    """The sampled sum estimates m times the target; its mean estimates the target."""
    a, b = sine_units(64_000, np.random.default_rng(0))
    return float(a @ step(0.25 - b)) / 4000, float(a @ step(0.25 - b)) / 64_000


@erratum(44, "Theorem 27, proof", "sin 2πx at x = 3/4, integral on 3,000 midpoints", "==", -1.0, 1e-5,
         printed="μ₊ part + μ₋ part", corrected="μ₊ part − μ₋ part")  # fmt: skip
def erratum_negative_part() -> tuple[float, float]:
    """The negative part of a signed measure is subtracted."""
    mu = 2 * np.pi * np.cos(2 * np.pi * (np.arange(3000) + 0.5) / 4000) / 4000
    return float(mu[mu > 0].sum() - mu[mu < 0].sum()), float(mu[mu > 0].sum() + mu[mu < 0].sum())


@erratum(45, "Remark 4", "largest value on [−1000, 1000]", "<=", 1.0, 1e-9, digits=4,
         printed="σ(t), a ReLU, is bounded as Assumption 1 asks", corrected="σ(t) − σ(t − 1) is")  # fmt: skip
def erratum_relu_is_unbounded() -> tuple[float, float]:
    """A ReLU grows without bound; the difference of two shifted ones is a sigmoid."""
    z = np.linspace(-1000, 1000, 2001)
    return float(relu(z).max()), float((relu(z) - relu(z - 1)).max())


@erratum(50, "Exercise 4.4", "its integral for d = 1, σ = 1/2, on 1,601 points", "==", 1.0, 1e-9,
         printed="the Gaussian density has the factor (2πσ²)^(d/2)", corrected="(2πσ²)^(−d/2)")  # fmt: skip
def erratum_normalization() -> tuple[float, float]:
    """A density integrates to one."""
    mass, factor = float(np.exp(-2 * np.linspace(-8, 8, 1601) ** 2).sum()) / 100, math.sqrt(np.pi / 2)
    return mass * factor, mass / factor


def draw_barron(panel: Panel, units: int, d: int, broken: bool) -> dict[str, Any]:
    """Draw a sampled network against the target; name the mean error of eight, its bound, the mean's error."""
    rng, r = np.random.default_rng(0), math.sqrt(d + 2)
    (omega, c), X = (square_wave if broken else two_waves)(d, rng), ball_points(100, d, rng)
    a, W, b, constant = barron_units(omega, c, r, 8 * units, rng)
    outputs = ((W @ X.T >= b[:, None]) * a[:, None]).reshape(8, units, 100).mean(axis=1)
    f, g = np.sin(2 * np.pi * X @ omega.T) @ c, constant + outputs
    size, error = np.abs(c) @ np.linalg.norm(omega, axis=1), np.mean((g - f) ** 2)
    bound = (4 * np.pi * r * size) ** 2 / units
    panel.axes(xlabel="target f(x)", ylabel="network g(x)", xlim=(-2, 2), ylim=(-40, 40) if broken else (-4, 4))
    panel.points("100 points of the ball", f, g[0], color=plotting.MEASURED, markersize=3)
    panel.line("g = f", [-2, 2], [-2, 2], label=True, color=plotting.TARGET, linestyle="--")
    panel.line("mean of f", [-2, 2], [f.mean(), f.mean()], label=True, color=plotting.TARGET, linestyle=":")
    panel.note(f"error² of 8 networks {error:.3g}, bound {bound:.3g}\nof the mean {f.var():.3g}, $C_f$ = {size:.2f}")
    return {"target": f, "network": g, "error": error, "bound": bound, "mean": f.var()}


def explore_barron() -> Explorer:
    """Build the explorer of Theorem 27: width, dimension, and a target with jumps, whose C_f is infinite."""
    return explore(
        draw_barron, units=slider(8, 2048, "units k", value=256, log=True), d=slider(1, 20, "dimension d", value=20),
        broken=switch("break it: jumps (50 terms of their series)"),
        storyboard=[{"units": 256, "d": 1}, {"units": 256}, {"units": 2048}, {"units": 2048, "broken": True}],
        caption=lambda units, d, broken: f"{units} units, d = {d}" + (", jumps" if broken else ""),
        alt="Network against target values at 100 points: a cloud that k narrows and d widens, and that jumps ruin",
    )  # fmt: skip


@task("equal units", right="Right: a network whose units all weigh the same is nothing but a sample of thresholds.")
def _equal_units(draw: Any) -> str:
    x = np.linspace(0, 1, 21)
    a, b = (numbers(part) for part in draw(40_000, np.random.default_rng(1)))
    if a.shape != (40_000,) or b.shape != (40_000,):
        return f"Return k weights and k thresholds, two arrays of length k; yours have shapes {a.shape} and {b.shape}."
    if np.ptp(b) < 1e-9 < np.ptp(a):
        return "All thresholds are equal and the weights differ: are the two swapped? The weights come first."
    if np.allclose(np.sort(b), np.sort(draw(40_000, np.random.default_rng(2))[1])):
        return "Another rng gives the same thresholds: nothing is drawn. Use the rng that is handed over."
    found = (x[:, None] >= b) * a @ np.ones(40_000) / 40_000
    for values, words in (
        (0 * x, "nothing. The 1/k is spent twice: the network is the mean of its units already."),
        (x, "x. Where x² is steeper, thresholds must be denser."),
        (x**0.5, "√x: the thresholds crowd at 0, where x² is flat. They should crowd at 1."),
        (2 * x, "2x. The density is 2b; equal weights share what x² gains on [0, 1]."),
        (2 * x**2, "2x². All units are on at x = 1: what must their mean weight be there?"),
        (x / 2, "x/2: half of the thresholds lie beyond 1. Stretching leaves a density flat."),
    ):
        if np.abs(found - values).max() < 0.015:
            return f"Your units make {words}"
    if (gap := np.abs(found - x**2).max()) > 0.02:
        return f"On average your units are {gap:.2f} away from x² somewhere on [0, 1]."
    return "" if np.ptp(a) < 1e-9 else "Right on average, but the weights differ: let the thresholds do all the work."
