"""Section 4, propagate: what one random layer does to the length of a signal, and what sixty do."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import digamma

from ..evidence import Measured, check, erratum, furthest, three_errors
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count, require_positive

#: Laws of an entry with mean 0 and variance 1, and the mean of its fourth power, κ.
LAWS: dict[str, tuple[Callable[[np.random.Generator, tuple[int, ...]], Array], float]] = {
    "normal": (lambda rng, shape: rng.normal(size=shape), 3.0),
    "uniform": (lambda rng, shape: rng.uniform(-math.sqrt(3), math.sqrt(3), shape), 9 / 5),
    "signs": (lambda rng, shape: 2.0 * rng.integers(0, 2, shape) - 1, 1.0),
}


def entries(law: str, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Draw independent entries with mean 0 and variance 1 by one of `LAWS`."""
    require_choice(tuple(LAWS), law=law)
    return LAWS[law][0](rng, shape)


def squared_lengths(d: int, t: int, sigma: float, draws: int, rng: np.random.Generator, law: str = "normal") -> Array:
    """Send x = (0.8, 0.6, 0, …) through t random layers of width d; return its squared lengths on the way, (draws, t + 1)."""
    require_count(2, d=d)
    require_count(1, t=t, draws=draws)
    require_positive(sigma=sigma)
    h = np.zeros((draws, d, 1))
    h[:, :2, 0] = 0.8, 0.6
    found = [np.ones(draws)]
    for _ in range(t):
        h = sigma * entries(law, (draws, d, d), rng) @ h
        found.append((h**2).sum(axis=(1, 2)))
    return np.stack(found, axis=1)


def mean_after(A: Array, B: Array, sigma: float) -> float:
    """Return the mean of ‖A W B‖² over random W by Lemma 48."""
    return float(sigma**2 * (A**2).sum() * (B**2).sum())


@check("Lemma 48", "mean of ‖AWB‖² over σ²‖A‖²‖B‖², furthest from 1; normal, uniform and sign entries, A (3, 4) and B (5, 2) fixed, and drawn "
       "anew each time; 160,000 draws each", "==", kind="Monte Carlo")  # fmt: skip
def check_one_layer(mean: Callable[..., float] = mean_after) -> Measured:
    """Drawn anew, A and B are independent of W and of each other: then the means of their squared norms count."""
    rng, found, draws = np.random.default_rng(0), [], 160_000
    A, B = rng.normal(size=(3, 4)), rng.uniform(size=(5, 2))
    for law in LAWS:
        W = 0.7 * entries(law, (draws, 4, 5), rng)
        found.append(three_errors(((A @ W @ B) ** 2).sum(axis=(1, 2)) / mean(A, B, 0.7), 1.0))
        As, Bs = A * rng.exponential(size=(draws, 1, 1)), B * rng.exponential(size=(draws, 1, 1))  # mean square 2
        twice = mean(math.sqrt(2) * A, math.sqrt(2) * B, 0.7)
        found.append(three_errors(((As @ W @ Bs) ** 2).sum(axis=(1, 2)) / twice, 1.0))
    return furthest(*found)


check_one_layer.breaks("σ in place of σ²", mean=lambda A, B, sigma: mean_after(A, B, math.sqrt(sigma)))


@check("Corollary 49", "mean squared length over (dσ²)^t, furthest from 1; d = 16, t = 6, σ√d = 0.8 (normal), 0.9 (uniform), 1.2 (signs); 24,000 "
       "draws each", "==", kind="Monte Carlo")  # fmt: skip
def check_mean_length(lengths: Callable[..., Array] = squared_lengths) -> Measured:
    """Six layers of 1 % more show: 1.01¹² is 1.13."""
    rng, found = np.random.default_rng(1), []
    for law, scale in zip(LAWS, (0.8, 0.9, 1.2), strict=True):
        drawn = lengths(16, 6, scale / 4, 24_000, rng, law)
        found.append(three_errors(drawn[:, 6] / scale**12, 1.0))
    return furthest(*found)


check_mean_length.breaks("1 % more of σ", lengths=lambda d, t, sigma, *rest: squared_lengths(d, t, 1.01 * sigma, *rest))


def mean_fourth(xi: Array, sigma: float, kappa: float) -> Array:
    """Return the mean of ‖W ξ‖⁴ over square W by Lemma 50, for each row ξ of xi (n, d)."""
    d, two, four = xi.shape[-1], (xi**2).sum(axis=-1) ** 2, (xi**4).sum(axis=-1)
    return np.asarray(sigma**4 * (d * (d + 2) * two + (kappa - 3) * d * four))


@check("Lemma 50", "mean of ‖Wξ‖⁴ over its formula, furthest from 1; three laws; ξ one coordinate, all equal, and random with dependent "
       "coordinates; d = 5, 100,000 draws each", "==", kind="Monte Carlo")  # fmt: skip
def check_fourth(formula: Callable[[Array, float, float], Array] = mean_fourth) -> Measured:
    """With signs and one coordinate nothing is random: ‖Wξ‖⁴ = d²σ⁴. There the tolerance is that of rounding."""
    rng, found = np.random.default_rng(2), []
    one, equal = np.eye(1, 5), np.full((1, 5), 0.6)
    for law, (_, kappa) in LAWS.items():
        W = 0.5 * entries(law, (100_000, 5, 5), rng)
        spread = rng.exponential(size=(100_000, 1)) * np.array([1.0, 1, 0, 2, 0]) + rng.integers(0, 2, (100_000, 5))
        for xi in (one, equal, spread):
            fourth = ((W @ xi[..., None])[..., 0] ** 2).sum(axis=1) ** 2
            got = three_errors(fourth / formula(xi, 0.5, kappa).mean(), 1.0)
            found.append(Measured(got.value, 1.0, max(got.tolerance, 1e-12)))
    return furthest(*found)


check_fourth.breaks("κ = 3 for every law", formula=lambda xi, sigma, kappa: mean_fourth(xi, sigma, 3.0))


def typical_log(d: int, t: int, sigma: float) -> float:
    """Return the mean of the log of the squared length after t layers with normal entries: t (log 2σ² + digamma(d/2))."""
    return float(t * (math.log(2 * sigma**2) + digamma(d / 2)))


@check("Products of random matrices", "mean of log(squared length) after t layers, less t (log 2σ² + ψ(d/2)), furthest from 0; normal entries, "
       "t = 30 layers, d = 2, 5, 20; 2,000 draws each", "==", kind="Monte Carlo")  # fmt: skip
def check_typical(mean_log: Callable[[int, int, float], float] = typical_log) -> Measured:
    """The logarithm of the mean, 2 t log(σ√d), is above it by about t/d."""
    rng, found = np.random.default_rng(4), []
    for d in (2, 5, 20):
        logs = np.log(squared_lengths(d, 30, 1.1 / math.sqrt(d), 2000, rng)[:, 30])
        found.append(three_errors(logs - mean_log(d, 30, 1.1 / math.sqrt(d)), 0.0))
    return furthest(*found)


check_typical.breaks("the log of the mean", mean_log=lambda d, t, sigma: 2 * t * math.log(sigma * math.sqrt(d)))


@erratum("72", "(6.40)", "the two sums over i = j, less what 2,000,000 normal w₁ᵣ give for E (Σ wᵣξᵣ)⁴, over it; ξ = (2, 1, 1), σ = 1", "==", 0.0, 0.01,
         printed="3d E‖ξ‖₂⁴ − E‖ξ‖₄⁴ + κd E‖ξ‖₄⁴", corrected="3d (E‖ξ‖₂⁴ − E‖ξ‖₄⁴) + κd E‖ξ‖₄⁴")  # fmt: skip
def erratum_pairs() -> tuple[float, float]:
    """By d: each of the d rows gives 3‖ξ‖₂⁴ + (κ − 3)‖ξ‖₄⁴."""
    xi, d, kappa = np.array([2.0, 1, 1]), 3, 3
    two, four = (xi @ xi) ** 2, (xi**4).sum()
    measured = d * ((np.random.default_rng(5).normal(size=(2_000_000, 3)) @ xi) ** 4).mean()
    printed, corrected = 3 * d * two - four + kappa * d * four, 3 * d * (two - four) + kappa * d * four
    return float(printed / measured - 1), float(corrected / measured - 1)


@task("layers of different widths", right="Right: the logarithms add up, so what counts is Σ 1/d over the layers: one narrow layer costs as much "
      "as ten of ten times its width.")  # fmt: skip
def _widths(typical: Callable[[list[int]], Any]) -> str:
    for widths in ([20, 20, 20], [10, 100, 100], [100, 100, 10], [50] * 40):
        found, cost = numbers(typical(widths)), sum(1 / d for d in widths)
        if found.ndim or not np.isfinite(found):
            return "One number is asked for: exp of the mean logarithm of the squared length."
        exact, bare = (sum(digamma(d / part) - math.log(d / part) for d in widths) for part in (2, 1))
        slips = [(-cost, ""), (exact, ""), (cost, "It falls: a typical signal is shorter than the mean."),
                 (-(len(widths) ** 2) / sum(widths), "A mean of the widths hides the narrow layers. Add up what each costs."),
                 (-len(widths) / min(widths), "Only the narrowest layer counts in yours. Each layer has its own cost."),
                 (-2 * cost, "Σ 2/d is the variance of the logarithm. What is its mean?"),
                 (bare, "ψ(d/2) − log(d/2): d/2, as a sum of d squares is twice a gamma variable with shape d/2."),
                 (0.0, "1 is the mean. What is typical is exp of the mean of the logarithm.")]  # fmt: skip
        slips = [(math.exp(log), words) for log, words in slips]
        slips += [(log, "That is the mean of the logarithm. Take exp of it.") for log in (-cost, exact)]
        wrong = f"For {len(widths)} layers of widths {min(widths)} to {max(widths)} about {math.exp(-cost):.2f} was expected."
        if wrong := recognize(found, slips, wrong, 0.01):
            return wrong
    return ""
