"""Section 5, tails: how rarely a sum is far from its mean, and where a printed bound stops to hold."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize, stats

from ..evidence import check, erratum, largest
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_positive

#: Laws with mean 0 that meet the condition of Theorem 76: the number that a sum of k exceeds with probability γ, spread², scale c.
LAWS: dict[str, tuple[Callable[[int, float], float], float, float]] = {
    "a normal number's square − 1": (lambda k, gamma: stats.chi2.isf(gamma, k) - k, 4.0, 2.0),
    "an exponential number − 1": (lambda k, gamma: stats.gamma.isf(gamma, k) - k, 1.0, 1.0),
    "a random sign": (lambda k, gamma: 2 * stats.binom.isf(gamma, k, 0.5) - k, 1.0, 1 / 3),
}
COUNTS, GAMMAS = (1, 2, 5, 20, 100, 1000), 10.0 ** -np.arange(1, 13)


def bernstein(k: int, gamma: float, spread2: float, scale: float) -> float:
    """Return how far above 0 a sum of k numbers lies with probability γ at most, by Theorem 76."""
    require_positive(k=k, gamma=gamma, spread2=spread2, scale=scale)
    rare = np.log(1 / gamma)
    return float(np.sqrt(2 * spread2 * k * rare) + scale * rare)


def beyond(k: int, away: float | Array) -> Array:
    """Return the exact probability that a sum of k squares of standard normal numbers is further than `away` from k."""
    return np.asarray(stats.chi2.sf(k + away, k) + stats.chi2.cdf(k - np.asarray(away), k))


@check("Theorem 76", "what a sum exceeds with probability γ, exactly, over the bound, at most; sums of k squares − 1, exponential numbers − 1, "
       "signs; k = 1 to 1,000, γ = 1e-1 to 1e-12", "<=", 1.0, 0.0, kind="class bound", only_if="it is above ½")  # fmt: skip
def check_bernstein(width: Callable[..., float] = bernstein) -> float:
    """The laws are sums whose tails are known in closed form; a bound that is no positive number counts as broken."""
    cases = itertools.product(LAWS.values(), COUNTS, GAMMAS)
    found = largest([law[0](k, g) / w if (w := width(k, g, *law[1:])) > 0 else np.inf for law, k, g in cases])
    return found if found > 0.5 else math.nan


check_bernstein.breaks("without its second term", width=lambda k, gamma, *law: bernstein(k, gamma, law[0], 1e-9))


def printed_width(k: int, gamma: float) -> float:
    """Return how far a sum of k squares lies from k with probability γ at most, by Lemma 77 (12.8)."""
    return float(4 * np.sqrt(k * np.log(2 / gamma)))


def _exact(k: int, gamma: float) -> float:
    """Return the deviation from k that a sum of k squares exceeds with probability γ."""
    return float(optimize.brentq(lambda away: np.log(beyond(k, away) / gamma + 1e-300), 0, 5000))


def _largest(width: Callable[..., float], share: float) -> float:
    """Return the largest true deviation over the width, among the cases with log(2/γ) up to `share` times k."""
    cases = ((k, gamma) for k in COUNTS for gamma in GAMMAS if np.log(2 / gamma) <= share * k)
    return largest([_exact(k, gamma) / np.maximum(width(k, gamma), 1e-9) for k, gamma in cases])


_SQUARES = "deviation from k that a sum of k squares exceeds with probability γ, exactly, over (12.8), at most; k = 1 to 1,000, γ = 1e-1 to 1e-12"


@check("Lemma 77", f"{_SQUARES} with log(2/γ) ≤ k", "<=", 1.0, 0.0, kind="class bound", only_if="it is above ½")
def check_squares(width: Callable[..., float] = printed_width, share: float = 1.0) -> float:
    """The distribution of a sum of squares is known: no simulation is needed."""
    found = _largest(width, share)
    return found if found > 0.5 else math.nan


check_squares.breaks("any γ", share=np.inf)


@erratum(114, "Lemma 77", _SQUARES, "<=", 1.0, 0.0, printed="for every γ", corrected="for log(2/γ) ≤ k")
def erratum_small_gamma() -> tuple[float, float]:
    """The tail of a sum of squares is exponential; a bound with a root in it must end somewhere."""
    return _largest(printed_width, np.inf), _largest(printed_width, 1.0)


@task("a length, almost surely", right="Right: √k, and beside it a number that does not grow with k.")
def _length(bound: Callable[..., Any]) -> str:
    for k, gamma in ((100, 0.01), (1000, 1e-6)):
        said, square = numbers(bound(k, gamma)), printed_width(k, gamma)
        known = [
            (math.sqrt(k + square), ""),
            (k + square, "That bounds the squared length."),
            (square, "That is how far the squared length is from k."),
            (math.sqrt(square), "The lemma bounds how far the squared length is from k: where is k?"),
            (math.sqrt(k) + math.sqrt(square), "True, but the root of a sum is less than the sum of the roots."),
            (math.sqrt(k - square) if k > square else -1.0, "That is the shortest; the longest is asked for."),
        ]
        words = recognize(said, known, f"For k = {k} and γ = {gamma:g} the lemma promises another length than {said}.")
        if words:
            return words
    return ""
