"""Section 2, choosing from many: the union bound, the largest deviation of N functions, and the one that was selected."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import binom

from ..evidence import Measured, check, erratum, largest, three_errors
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_between, require_count
from .one import COPIES, _tail, promise

#: 20 coordinates, 25 cuts and two directions make 1,000 stumps.
COORDINATES, CUTS = 20, (np.arange(25) + 0.5) / 25


def stumps(samples: int, n: int, noise: float, rng: np.random.Generator, copies: int = 1) -> tuple[Array, Array]:
    """Draw samples, and return true risks (1000,) and shares of errors (samples, 1000) of all stumps.

    A stump says 1 if one coordinate of x lies above (or below) a cut. The law: x uniform in the unit cube of dimension 20, y is 1 if the
    first is above 1/2, flipped with probability noise, 0 to 0.5 (coins). Each sample has n examples, in so many equal copies.
    """
    require_count(samples=samples, n=n, copies=copies)
    require_between(0, 0.5, noise=noise)
    up = np.full((COORDINATES, len(CUTS)), 0.5)
    up[0] = noise + (1 - 2 * noise) * np.abs(CUTS - 0.5)
    shares = np.empty((samples, 2 * up.size))
    for row in shares:
        x = rng.random((max(1, n // copies), COORDINATES))
        y = (x[:, 0] > 0.5) ^ (rng.random(len(x)) < noise)
        wrong = ((x[:, :, None] > CUTS) != y[:, None, None]).mean(axis=0).ravel()
        row[:] = np.concatenate([wrong, 1 - wrong])
    return np.concatenate([up.ravel(), 1 - up.ravel()]), shares


def separate_coins(samples: int, n: int, functions: int, rng: np.random.Generator) -> Array:
    """Return shares of errors (samples, functions) of functions that have nothing to do with each other, nor with y.

    Function j reads the j-th of so many independent fair signs, and labels are tosses of a coin: every risk is 1/2.
    """
    require_count(samples=samples, n=n, functions=functions)
    shares = np.empty((samples, functions))
    for row in shares:
        x, y = rng.integers(0, 2, (n, functions), dtype=np.int8), rng.integers(0, 2, (n, 1), dtype=np.int8)
        row[:] = (x != y).mean(axis=0)
    return shares


@check("Union bound (8.2)", "share of 16,000 samples in which some of 50 separate functions deviates by ε or more, over 1 − (1 − p)⁵⁰, p exact for "
       "one; n = 100, ε = 0.15", "==", kind="Monte Carlo")  # fmt: skip
def check_separate(
    draw: Callable[[int, int, int, np.random.Generator], Array] = separate_coins,
    worst: Callable[[Array], Array] = lambda away: away.max(axis=1),
) -> Measured:
    """With separate functions the law of the largest deviation is known; the union bound 50 p lies 9 % above it."""
    away = worst(np.abs(draw(16_000, 100, 50, np.random.default_rng(1)) - 0.5))
    return three_errors((away >= 0.15 - 1e-12) / (1 - (1 - _tail(100, 0.5, 0.15)) ** 50), 1.0)


check_separate.breaks("neighbouring stumps", draw=lambda samples, n, N, rng: stumps(samples, n, 0.5, rng)[1][:, :N])
check_separate.breaks("one function, fixed before", worst=lambda away: away[:, 0])


@cached
def _samples(noise: float, copies: int) -> tuple[Array, Array]:
    return stumps(2000, 100, noise, np.random.default_rng(3), copies)


@check("Union bound (8.12)", "share of 2,000 samples in which some of N stumps deviates by ε or more, over N · 2 "
       "exp(−2nε²), the largest; n = 100, N = 1, 10, 100, 1,000, ε = 0.12 to 0.26, noise 0.2 and 0.5", "<=", 1.0, kind="class bound",
       only_if="single stumps have exact tails, and choosing matters")  # fmt: skip
def check_union(
    draw: Callable[..., tuple[Array, Array]] = _samples, copies: int = 1, weight: Callable[[int], float] = float
) -> float:
    """Take stumps at random places of the list; a promise below 0.005 or above 1 is left out."""
    found, order = [], np.random.default_rng(0).permutation(1000)
    for noise in (0.2, 0.5):
        R, R_S = draw(noise, copies)
        away = np.abs(R_S - R)[:, order]
        exact = np.array([_tail(100, risk, 0.1) for risk in R[order[:100]]])
        often = [(some >= 0.14 - 1e-9).mean() for some in (away.max(axis=1), away[:, 0])]
        if (
            exact.mean() < 0.01
            or (noise == 0.5 and often[0] < 20 * often[1] + 0.1)
            or (copies == 1 and abs((away[:, :100] >= 0.1 - 1e-9).mean() - exact.mean()) > 0.01)
        ):
            return math.nan
        for eps in np.arange(0.12, 0.27, 0.02):
            for N in (1, 10, 100, 1000):
                if not ((allowed := weight(N) * promise(100, float(eps))) < 0.005 or allowed > 1):
                    found.append((away[:, :N].max(axis=1) >= eps - 1e-9).mean() / allowed)
    return largest(found)


check_union.breaks("ten copies of each example", copies=COPIES)
check_union.breaks("the promise for one function, not N", weight=lambda N: 1.0)


@check("Theorem 59", "R(f_S) − R(f*), the value that 1 % of 500 samples exceed, and twice the ε of the union bound at δ = 0.01; 1,000 stumps, "
       "noise 0.2, n = 350", "<=", kind="instance")  # fmt: skip
def check_excess(
    choose: Callable[[Array], Array] = lambda R_S: R_S.argmin(axis=1), noise: float = 0.2, copies: int = 1
) -> Measured:
    """Choose the stump with the fewest errors in each sample; look up its true risk."""
    R, R_S = (np.roll(a, -25, axis=-1) for a in stumps(500, 350, noise, np.random.default_rng(4), copies))
    twice = 2 * np.sqrt(np.log(2 * 1000 / 0.01) / 700)  # N · 2 exp(-2 n eps²) = 0.01
    return Measured(float(np.quantile(R[choose(R_S)] - R.min(), 0.99)), float(twice))


check_excess.breaks("the one with most errors", choose=lambda R_S: R_S.argmax(axis=1))
check_excess.breaks("chosen on another sample's coins", choose=lambda R_S: np.random.default_rng(0).integers(0, 1000, len(R_S)))  # fmt: skip
check_excess.breaks("100 copies of each example", copies=100)


@erratum(85, "Theorem 59", "probability of a sample in which the inequality fails, less what the statement allows; two opposite functions with "
         "risks 0.2 and 0.8, n = 9, δ = 0.9", "<=", 0.0, printed="always", corrected="with probability 1 − δ or more")  # fmt: skip
def erratum_probability() -> tuple[float, float]:
    """With five errors or more of nine, the wrong one of two opposite functions is chosen: 0.6 worse, and 2 ε is less."""
    twice = 2 * np.sqrt(np.log(2 * 2 / 0.9) / 18)
    fails = float(binom.sf(4, 9, 0.2)) if twice < 0.6 else 0.0
    return fails, fails - 0.9


@task("select, then estimate", right="Right: for the second half the function was chosen before: section 1 holds for it, N = 1.")  # fmt: skip
def _split(estimate: Callable[[Array], Any]) -> str:
    for seed in (0, 1, 2):
        wrong = (np.random.default_rng(seed).random((60, 40)) < 0.5).astype(float)
        found = estimate(wrong.copy())
        if not (isinstance(found, tuple | list) and len(found) == 2):
            return "Return two things: the index of the function, and the estimate of its risk."
        index, value = numbers(found[0]), numbers(found[1])
        if index.ndim or index not in range(40) or value.ndim:
            return "The first is an index from 0 to N − 1 (np.argmin returns one), the second a number."
        first, second = wrong[:30].mean(axis=0), wrong[30:].mean(axis=0)
        best, whole = int(index), wrong.mean(axis=0).argmin()
        if first[best] > first.min():
            if index == whole:
                return "You chose on all examples: then none is left that had no part in the choice."
            if index == second.argmin():
                return "You chose on the second half; the task says: the first."
            return "Choose the function with the fewest errors on the first half, a column."
        if not np.isclose(value, second[best]):
            if np.isclose(value, first[best]):
                return "That is its error on the half that chose it: too good, for the same reason as before."
            if np.isclose(value, wrong[:, best].mean()):
                return "The mean over all examples still holds the half that chose it."
            if np.isclose(value, second.min()):
                return "That is the least error on the second half: you have chosen a second time, there."
            return "The estimate is the share of errors of that function on the second half."
    return ""
