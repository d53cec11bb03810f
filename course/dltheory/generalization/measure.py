"""Section 7, measure: choose a distribution over functions; pay for how far the data moved it, not for what could have been chosen."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, ndtr, xlogy
from scipy.stats import binom

from .. import plotting
from ..evidence import Measured, check, largest
from ..interactive import Control, Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_count

Distance = Callable[[Array, Array], Array]
Law = Callable[[Array, Array], Array]


def tilted(P: ArrayLike, phi: ArrayLike, strength: float = 1.0) -> Array:
    """Return the distribution over functions that is proportional to P e^(strength φ), for P and φ of shape (..., N)."""
    P, phi = np.asarray(P, dtype=float), strength * np.asarray(phi, dtype=float)
    weights = P * np.exp(phi - phi.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def divergence(Q: ArrayLike, P: ArrayLike) -> Array:
    """Return KL(Q‖P) = Σ Q ln(Q/P) in nats, for distributions of shape (..., N); infinite where Q has mass and P has none."""
    Q, P = np.broadcast_arrays(np.asarray(Q, dtype=float), np.asarray(P, dtype=float))
    with np.errstate(divide="ignore"):
        return np.asarray((xlogy(Q, Q) - xlogy(Q, P)).sum(axis=-1))


def kl(m: ArrayLike, q: ArrayLike) -> Array:
    """Return kl(q‖m), q the share of heads that was seen and m that of the coin, as a Δ(true, seen) for `moments`."""
    m, q = np.asarray(m, dtype=float), np.asarray(q, dtype=float)
    with np.errstate(divide="ignore"):
        return np.asarray(xlogy(q, q) - xlogy(q, m) + xlogy(1 - q, 1 - q) - xlogy(1 - q, 1 - m))


def moments(distance: Distance, n: int, grid: int = 401) -> Array:
    """Return the mean of exp(nΔ(m, k/n)), k binomial (n, m), for m on a grid inside (0, 1), by the exact sum."""
    require_count(1, n=n)
    require_count(2, grid=grid)
    k, m = np.arange(n + 1), np.linspace(0, 1, grid)[1:-1, None]
    return np.asarray(np.exp(binom.logpmf(k, n, m) + n * distance(m, k / n)).sum(axis=1))


@cached
def kl_moment(n: int) -> float:
    """Return J(n) for Δ = kl in closed form: m cancels, so the sum is the same for all m between 0 and 1."""
    require_count(1, n=n)
    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return float(np.exp(ways + xlogy(k, k / n) + xlogy(n - k, 1 - k / n)).sum())


@check("Lemma 68", "largest E_Q φ − KL(Q‖P) over ln E_P e^φ, of the best Q and of 20,000 random ones about it; P and φ > 0 drawn, 8 functions",
       "==", 1.0, 1e-9, kind="class bound", digits=4)  # fmt: skip
def check_change_of_measure(cost: Law = divergence) -> float:
    """Try many Q; the best one attains it."""
    rng = np.random.default_rng(0)
    P, phi = rng.dirichlet(np.ones(8)), rng.uniform(1, 4, size=8)
    phi[P.argmin()] = 2 - math.log(P.min())  # a rare function that is worth it
    best, away = tilted(P, phi), rng.dirichlet(np.ones(8), size=20_000)
    Q = np.vstack([best, best + rng.random((20_000, 1)) ** 3 * (away - best)])
    return float((Q @ phi - cost(Q, P)).max() / np.log(P @ np.exp(phi)))


check_change_of_measure.breaks("KL(P‖Q) in place of KL(Q‖P)", cost=lambda Q, P: divergence(np.broadcast_to(P, Q.shape), Q))  # fmt: skip
check_change_of_measure.breaks("a hundredth of the KL is left out", cost=lambda Q, P: 0.99 * divergence(Q, P))


@check("Theorem 69", "largest J(n) over 2√n for Δ = kl, exact binomial sums, n = 1 to 60, attained by n = 1", "==", 1.0, 1e-9, kind="class bound",
       only_if="each J is at least √n, and the same for m = 1/50 to 49/50")  # fmt: skip
def check_kl_moment(distance: Distance = kl) -> float:
    """Sum exactly (Maurer 2004)."""
    found = [moments(distance, n, 51) / math.sqrt(n) for n in range(1, 61)]
    same = all(J.min() >= 1 and np.ptp(J) < 1e-9 * J.max() for J in found)
    return float(max(J.max() for J in found) / 2) if same else math.nan


check_kl_moment.breaks("1.01 kl", distance=lambda m, q: 1.01 * kl(m, q))
check_kl_moment.breaks("kl(m‖q) in place of kl(q‖m)", distance=lambda m, q: np.minimum(kl(q, m), 9.0))


@check("Theorem 70", "largest J(n) over 2√n for Δ = 2(m − q)², the form with 1/(2n) under the root; exact binomial sums, n = 1 to 60: √e/2 for n = 1, "
       "1 is allowed", "==", math.sqrt(math.e) / 2, 1e-9, kind="class bound")  # fmt: skip
def check_squared_moment(distance: Distance = lambda m, q: 2 * (m - q) ** 2) -> float:
    """By Pinsker's inequality it is below kl's."""
    return largest([moments(distance, n, 51).max() / (2 * math.sqrt(n)) for n in range(1, 61)])


check_squared_moment.breaks("Δ = 2.1(m − q)²", distance=lambda m, q: 2.1 * (m - q) ** 2)


Prior = Callable[[Array], Array]


@check("Theorem 69", "share of 1,000 samples on which E_P e^(nΔ) exceeds J/δ, δ = 0.05 (no Q can break the bound where it does not); Δ = kl, 1,000 "
       "functions, n = 100, P uniform", "<=", kind="Monte Carlo", given=("prior",), only_if="the median of E_P e^(nΔ) is about J/4")  # fmt: skip
def check_any_posterior(
    prior: Prior = lambda seen: np.full(seen.shape, 1 / seen.shape[1]), distance: Distance = kl
) -> Measured:
    """Look at what Markov's inequality is applied to: no step before it loses anything for the worst Q."""
    n = 100
    R = np.linspace(0.4, 0.5, 1000)  # of functions whose errors have nothing to do with one another
    seen = np.random.default_rng(0).binomial(n, R, size=(1000, 1000)) / n
    grown, P = np.exp(n * distance(R, seen)) / kl_moment(n), prior(seen)
    if not 0.22 < np.median(grown.mean(axis=1)) < 0.3:
        return Measured(math.nan, 0.05)  # it is 0.25: e^(n kl) has a mean of J, most of it from samples that never come
    worst = (P * grown).sum(axis=1) / P.sum(axis=1)
    return Measured(float((worst > 1 / 0.05).mean()), 0.05, 3 * math.sqrt(0.05 * 0.95 / 1000))


check_any_posterior.breaks("P chosen after the data", prior=lambda seen: (seen == seen.min(axis=1, keepdims=True)) * 1.0)  # fmt: skip

#: The thresholds of the explorer: x uniform on [0, 1], label "x > 0.4", one label in ten flipped.
TRUTH, FLIPPED = 0.4, 0.1
SPREADS = tuple(float(f"{s:.3g}") for s in np.geomspace(0.0005, 0.5, 31))


@cached
def noisy_line(n: int, seed: int = 0) -> tuple[Array, Array]:
    """Draw n points on [0, 1], sorted, and their labels, 1 right of 0.4 and 0 left of it, one in ten flipped."""
    require_count(1, n=n)
    rng = np.random.default_rng([seed, n])
    x = np.sort(rng.random(n))
    return x, (x > TRUTH) ^ (rng.random(n) < FLIPPED)


def draw_posterior(panel: Panel, other: Panel, mean: float, spread: float, prior: float, n: int) -> dict[str, Any]:
    """Draw thresholds: prior and posterior above the risk; and the bound for all spreads of the posterior."""
    t, s, (x, y) = np.linspace(-0.25, 1.25, 301), np.array([spread, *SPREADS])[:, None], noisy_line(n)
    right = ndtr((x - mean) / s)  # the chance that the threshold lies left of x, so that the answer is 1
    risk = np.where(y, 1 - right, right).mean(axis=1)
    z = np.linspace(-4, 4, 81)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    true = (FLIPPED + (1 - 2 * FLIPPED) * np.abs(np.clip(mean + s * z, 0, 1) - TRUTH)) @ weight
    cost = (s[:, 0] / prior) ** 2 / 2 + (mean - 0.5) ** 2 / (2 * prior**2) - 0.5 + np.log(prior / s[:, 0])
    budget = (cost + math.log(kl_moment(n) / 0.05)) / n
    p = np.linspace(0, 1, 2001)
    bound = np.array([p[(p >= q) & (kl(p, q) <= b)].max() if b < 9 else 1.0 for q, b in zip(risk, budget, strict=True)])
    seen = np.where(y[:, None], x[:, None] <= t, x[:, None] > t).mean(axis=0)
    panel.axes(xlabel="threshold t", ylabel="errors; densities", xlim=(-0.25, 1.25), ylim=(0, 1.05))
    panel.line("errors", t, seen, label=True, color=plotting.TARGET)
    shapes = ("prior", 0.5, prior, plotting.FOURTH), ("posterior", mean, spread, plotting.MEASURED)
    for name, middle, width, color in shapes:
        density = np.exp(-(((t - middle) / width) ** 2) / 2)
        panel.line(name, t, density, label=True, color=color, linewidth=2)
        panel.fill(f"{name} area", t, 0, density, color=color, alpha=0.12)
    other.axes(xlabel="spread of the posterior", ylabel="share of errors", xscale="log", xlim=(0.0005, 0.5), ylim=(0, 1.05))  # fmt: skip
    other.line("bound", SPREADS, bound[1:], label=True, color=plotting.BOUND)
    other.line("seen", SPREADS, risk[1:], label=True, color=plotting.MEASURED)
    other.line("true", SPREADS, true[1:], label=True, color=plotting.TARGET)
    other.points("here", [spread], bound[:1], color=plotting.BOUND, markersize=8)
    other.note(f"KL {cost[0]:.1f} nats; seen {risk[0]:.2f}, true {true[0]:.2f}, bound {bound[0]:.2f}")
    return {"bound": bound, "risk": risk, "true": true, "cost": cost, "mean": np.array(mean)}


def explore_posterior() -> Explorer:
    """Build the explorer of prior and posterior: how wide a posterior pays best."""
    return explore(
        draw_posterior, panels=2, size=(9.0, 3.6),
        mean=slider(0.0, 1.0, "mean of the posterior", value=0.4, step=0.02),
        spread=Control("slider", "spread of the posterior (standard deviation)", SPREADS[18], SPREADS),
        prior=choice((0.5, 0.05, 5.0), "spread of the prior (its mean is 0.5)"), n=choice((20, 100, 1000), "examples"),
        storyboard=[{"spread": SPREADS[2]}, {"spread": SPREADS[24]}],
        caption=lambda spread, n, **_: f"spread {spread:g}, {n} examples",
        alt="Left a wide prior and a narrow posterior over thresholds, with the share of errors; right the bound, the errors seen and the true "
        "ones against the spread of the posterior, with a dot at the one on the left",
    )  # fmt: skip


@task("the best posterior", right="Right: prior times e^φ, divided by its sum. (Subtract the largest φ first: no e^φ overflows.)")  # fmt: skip
def _best_posterior(gibbs: Callable[..., Any]) -> str:
    rng = np.random.default_rng(5)
    P, phi = rng.dirichlet(np.ones(6)), rng.normal(size=6)
    said, wanted = numbers(gibbs(P.copy(), phi.copy())), tilted(P, phi)
    if said.shape != (6,):
        return f"Six functions, six probabilities: yours have the shape {said.shape}."
    if np.allclose(said, wanted):
        return ""
    if np.allclose(said, P * np.exp(phi)):
        return "These do not add up to 1. Divide by their sum."
    if np.allclose(said, tilted(np.ones(6), phi)):
        return "The prior is missing: what was unlikely before needs a larger φ to become likely."
    if np.allclose(said, tilted(P, -phi)):
        return "That one has little weight where φ is large: the sign."
    if np.allclose(said, P * phi / (P * phi).sum()):
        return "Proportional to P φ it may even be negative. Set the derivative of E_Q φ − KL(Q‖P) to a constant: what is ln(Q/P)?"
    if said.max() == 1 and said.sum() == 1:
        return "All weight on one function has the largest E_Q φ, but the largest KL, too. Which Q balances both?"
    return "Not the best: with P uniform and φ = (0, ln 2, 0) it should be (1/4, 1/2, 1/4)."
