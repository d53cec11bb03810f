"""Section 4, the VC dimension: Sauer's bound on the number of labellings, and what the VC bound says of a sample."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import comb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..evidence import Measured, check, erratum, largest
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_at_least, require_between, require_count
from .dichotomies import Labels, _all_labellings, _in_general_position, half_planes, rectangles


def intervals(n: int) -> Labels:
    """Return all labellings of n points on a line that intervals make (True inside), as rows (1 + n (n + 1)/2, n)."""
    require_count(n=n)
    start, stop = np.triu_indices(n)
    k = np.arange(n)
    inside = (start[:, None] <= k) & (k <= stop[:, None])
    return np.vstack([np.zeros((1, n), dtype=bool), inside])


def _count(rows: Labels) -> int:
    return len(np.unique(np.asarray(rows).astype(bool), axis=0))


@check("Lemma 61", "labellings of n points over Σ C(n, i), i up to h, the largest; half-planes (h = 3), rectangles (h = 4), intervals (h = 2), n from 5 to 12 "
       "(intervals attain it)", "==", 1.0, 1e-12, kind="class bound",
       only_if="half-planes shatter a triangle and make 22 labellings of five points, and rectangles shatter a diamond")  # fmt: skip
def check_sauer(
    lines: Callable[[Array], Labels] = half_planes, boxes: Callable[[Array], Labels] = rectangles,
    parts: Callable[[int], Labels] = intervals,
) -> float:  # fmt: skip
    """Count different rows; a triangle must be shattered by half-planes, a diamond by rectangles, so that h is what is said."""
    found, diamond = [], np.array([[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    five = _in_general_position(5, 2)
    if (_count(lines(diamond[:3])), _count(boxes(diamond)), _count(lines(five))) != (8, 16, 22):
        return math.nan
    for n in range(5, 13):
        x = _in_general_position(n, 2)
        counts = [_count(rows) for rows in (lines(x), boxes(x), parts(n))]
        found += [count / sum(comb(n, i) for i in range(h + 1)) for count, h in zip(counts, (3, 4, 2), strict=True)]
    return largest(found)


check_sauer.breaks("two intervals at once (h = 4)", parts=lambda n: (intervals(n)[:, None] | intervals(n)).reshape(-1, n))  # fmt: skip
check_sauer.breaks("intervals of at least two points", parts=lambda n: intervals(n)[intervals(n).sum(axis=1) != 1])


def vc_bound(n: ArrayLike, log_growth: ArrayLike, delta: float = 0.05) -> Array:
    """Return by how much Theorem 60 lets the true risk exceed the share of errors: 2 √(2 (ln S(2n) + ln(2/δ))/n).

    n examples, the natural logarithm of the growth function at 2n or a bound on it, and δ, the probability of failing.
    """
    require_between(1e-300, 1, delta=delta)
    require_at_least(1, n=n)
    return np.asarray(2 * np.sqrt(2 * (np.asarray(log_growth) + np.log(2 / delta)) / np.asarray(n, dtype=float)))


def interval_gaps(samples: int, n: int, rng: np.random.Generator, copies: int = 1) -> Array:
    """Return the largest R − R_S of all intervals, (samples,), where labels are tosses of a coin (so that R is 1/2).

    The interval with the fewest errors holds the largest sum of labels −1, 1 in a row: the largest rise of their running sum.
    """
    require_count(samples=samples, n=n, copies=copies)
    signs = np.repeat(rng.choice(np.array([-1, 1]), (samples, max(1, n // copies))), copies, axis=1)
    total = np.concatenate([np.zeros((samples, 1), dtype=int), signs.cumsum(axis=1)], axis=1)
    rise = (total - np.minimum.accumulate(total, axis=1)).max(axis=1)
    errors = (signs > 0).sum(axis=1) - rise
    return np.asarray(0.5 - errors / signs.shape[1])


def _all_right(samples: int, n: int, rng: np.random.Generator) -> Array:
    """Return the same for a class that makes every labelling: it has no error on any sample."""
    return np.full(samples, 0.5)


@check("Theorem 60", "largest R − R_S of all intervals on coin labels, the value that 5 % of 1,000 samples exceed, "
       "and the bound with S(2n) exact and δ = 0.05; n = 2,000", "<=", kind="instance",
       only_if="brute force agrees at n = 12 and, for three samples, at 2,000")  # fmt: skip
def check_vc(
    gaps: Callable[[int, int, np.random.Generator], Array] = interval_gaps, rows: Callable[[int], Labels] = intervals
) -> Measured:
    """Brute force goes through all labellings of 12 points by the class, with the same coins."""
    signs = np.random.default_rng(5).choice(np.array([-1, 1]), (200, 12)) > 0
    brute = 0.5 - (signs[:, None] != rows(12)).mean(axis=2).min(axis=1)
    agree = np.allclose(gaps(200, 12, np.random.default_rng(5)), brute)
    signs = np.random.default_rng(6).choice(np.array([-1, 1]), (3, 2000))
    total = np.concatenate([np.zeros((3, 1), dtype=int), signs.cumsum(axis=1)], axis=1)
    rise = np.max([(total[:, i:] - total[:, i : i + 1]).max(axis=1) for i in range(2001)], axis=0)
    agree &= np.allclose(gaps(3, 2000, np.random.default_rng(6)), 0.5 - ((signs > 0).sum(axis=1) - rise) / 2000)
    found = np.quantile(gaps(1000, 2000, np.random.default_rng(6)), 0.95)
    return Measured(float(found) if agree else math.nan, float(vc_bound(2000, np.log(1 + 2000 * 4001))))


check_vc.breaks("a class that makes every labelling", gaps=_all_right, rows=_all_labellings)
check_vc.breaks("200 copies of each example", gaps=lambda samples, n, rng: interval_gaps(samples, n, rng, 200 if n > 12 else 1))  # fmt: skip


@erratum(87, "Section 8.3", "labellings claimed for 10 points over all that there are, for a class that makes all", "==", 1.0, 1e-12,
         printed="before n = h faster than exponential, read as n!", corrected="before n = h exactly 2ⁿ")  # fmt: skip
def erratum_exponential() -> tuple[float, float]:
    """There are no more than 2ⁿ labellings; nothing grows faster."""
    there_are = len(np.unique(_all_labellings(10), axis=0))
    return float(np.prod(np.arange(1.0, 11.0))) / there_are, 2**10 / there_are


@task("one number shatters all", right="Right: one parameter, and every labelling of any number of points: h is infinite.")  # fmt: skip
def _sine(omega: Callable[[Array], Any]) -> str:
    for m, seed in ((4, 2), (6, 3), (6, 4), (8, 5), (2, 1), (1, 0)):
        y = np.random.default_rng(seed).choice(np.array([-1, 1]), m)
        x, w = 10.0 ** -np.arange(1, m + 1), numbers(omega(y.copy()))
        if w.ndim or not np.isfinite(w):
            return "One number is asked for, the frequency ω."
        value = np.sin(w * x)
        if (np.sign(value) == y).all():
            continue
        if (np.sign(value) == -y).all():
            return "All signs are the wrong way round: the digit 1 belongs to the points with the label −1."
        if (np.sign(np.sin(np.pi * w * x)) == y).all():
            return "Your number is ω/π: multiply it by π."
        wrong = int(np.flatnonzero(np.sign(value) != y)[0])
        if abs(value[wrong]) < 1e-6:
            return f"At x = 10^−{wrong + 1} the sine is 0: add 1 to the number before you multiply by π, to leave the zeros."
        return f"For the labels {y.tolist()} the sign at x = 10^−{wrong + 1} is wrong. ωx/π is your number with its point moved to the left, {wrong + 1} digits: which digit makes it odd?"
    return ""
