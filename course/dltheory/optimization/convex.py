"""Section 5, smooth and convex: 1/k for the whole class, the function that attains it, and why no function keeps it up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.special import expit

from ..evidence import check, furthest_from, largest
from ..numerics import Array, loglog_slope
from ..tasks import numbers, task
from ..validation import require_count, require_finite, require_multiple, require_positive
from ._common import Function, descend

Walk = Callable[..., Array]


def huber(knee: float) -> Function:
    """Return the Huber function of one variable: x²/2 up to |x| = knee, from there on straight with slope knee."""
    require_positive(knee=knee)

    def value(x: Array) -> Array:
        size = np.abs(x)
        return np.asarray(np.where(size <= knee, size**2 / 2, knee * size - knee**2 / 2).sum(axis=-1))

    return Function(value, lambda x: np.clip(x, -knee, knee), 0.0, 1.0, np.zeros(1))


def power(p: float) -> Function:
    """Return |x|^p / p(p - 1) of one variable, p > 2: convex, and of curvature at most 1 on [-1, 1]."""
    return Function(
        lambda x: np.asarray((np.abs(x) ** p).sum(axis=-1) / p / (p - 1)),
        lambda x: np.asarray(np.sign(x) * np.abs(x) ** (p - 1) / (p - 1)),
        0.0, 1.0, np.zeros(1),
    )  # fmt: skip


def logistic(rng: np.random.Generator, gap: float, n: int = 40) -> Function:
    """Return the loss of logistic regression on two clouds of points, `gap` apart; no minimizer is known (NaN).

    The third feature is the sum of the other two, so f does not change along (1, 1, -1): it is not strongly convex.
    """
    require_finite(gap=gap)
    require_count(2, n=n)
    require_multiple(2, n=n)
    y = np.repeat([-1.0, 1.0], n // 2)
    X = rng.normal(size=(n, 2)) + gap / 2 * y[:, None] * [1, 0]
    Z = y[:, None] * np.column_stack([X, X.sum(axis=1)])
    return Function(
        lambda w: np.asarray(np.logaddexp(0, -w @ Z.T).mean(axis=-1)), lambda w: -expit(-w @ Z.T) @ Z / n,
        0.0, float(np.linalg.eigvalsh(Z.T @ Z)[-1] / 4 / n), np.full(3, math.nan),
    )  # fmt: skip


Problem = tuple[Function, Array, Array]


def convex_problems() -> Iterator[Problem]:
    """Yield convex functions, starts and points z to compare with: 20 logistic regressions, half separable, Hubers, powers."""
    rng = np.random.default_rng(0)
    for gap in 10 * [1.0] + 10 * [8.0]:
        f, start = logistic(rng, gap), np.zeros(3)
        yield f, start, np.outer([0.25, 0.5, 1, 2, 4], descend(f.gradient, start, 1 / f.L, 200)[-1])
    for f in (*(huber(1 / (2 * k + 1)) for k in (1, 2, 5, 20, 100)), power(4), power(10)):
        yield f, np.ones(1), f.minimizer[None]


def _hill() -> Iterator[Problem]:
    cosine = Function(lambda x: 1 - np.cos(x[..., 0]), np.sin, 0.0, 1.0, np.zeros(1))
    yield cosine, np.array([math.pi - 1e-3]), np.zeros((1, 1))


#: |x|, with an L of 1 that its corner does not keep.
CORNER = Function(lambda x: np.abs(x[..., 0]), np.sign, 0.0, 1.0, np.zeros(1))


@check("Theorem 37", "largest f(x_k) − f(z) in units of |x₀ − z|²/2ηk, k = 1 to 200, η = 1/(2L) and 1/L; z = x* for 5 Huber "
       "functions, |x|⁴ and |x|¹⁰, five points on the way for 20 logistic regressions", "<=", 1.0, 1e-9,
       kind="class bound", given=["problems"])  # fmt: skip
def check_convex(walk: Walk = descend, problems: Callable[[], Iterator[Problem]] = convex_problems) -> float:
    """Hold the values to the bound at every step; the proof allows any point z in the place of the minimizer."""
    found, k = [], np.arange(1, 201)
    for f, start, goals in problems():
        for eta in (0.5 / f.L, 1 / f.L):
            values = f.value(walk(f.gradient, start, eta, len(k))[1:])
            found += [((values - f.value(z)) * 2 * eta * k).max() / ((start - z) ** 2).sum() for z in goals]
    return largest(found)


check_convex.breaks("no convexity: a start close to a hilltop", problems=_hill)
check_convex.breaks("no smoothness: |x|", problems=lambda: iter([(CORNER, np.array([0.5]), np.zeros((1, 1)))]))
check_convex.breaks("steps a fifth as long, counted as whole", walk=lambda g, x, eta, steps: descend(
    g, x, 0.2 * eta, steps))  # fmt: skip


@check("Theorem 37, sharp", "f(x_k) − f* of the Huber function with the knee R/(2k + 1) in units of LR²/(4k + 2), the furthest "
       "from 1 of k = 1 to 200, η = 1/L", "==", 1.0, 1e-10, kind="construction")  # fmt: skip
def check_huber(walk: Walk = descend, worst: Callable[[float], Function] = huber, stretch: float = 1.0) -> float:
    """Walk down the worst function of each k."""
    found = []
    for k in range(1, 201):
        f = worst(stretch / (2 * k + 1))
        path = walk(f.gradient, np.ones(1), 1.0, k)
        found.append(float(f.value(path[-1])) * (4 * k + 2))
    return furthest_from(1, found)


check_huber.breaks("a knee 1 % farther out", stretch=1.01)
check_huber.breaks("one step more", walk=lambda gradient, start, eta, steps: descend(gradient, start, eta, steps + 1))


@check("Gradient flow on |x|^p", "slope of f(x_k) in k, k = 1,000 to 10,000, p = 4, 6 and 10, start 1, η = 1, in units of "
       "the slope that the flow has, the furthest from 1", "==", 1.0, 0.01, kind="rate")  # fmt: skip
def check_powers(walk: Walk = descend, family: Callable[[float], Function] = power, shift: float = 2.0) -> float:
    """Fit how fast flat minima are reached."""
    k, found = np.unique(np.geomspace(1000, 10_000, 20).astype(int)), []
    for p in (4.0, 6.0, 10.0):
        f = family(p)
        values = f.value(walk(f.gradient, np.ones(1), 1.0, 10_000))[k]
        found.append(loglog_slope(k, values) * (p - shift) / -p)
    return furthest_from(1, found)


check_powers.breaks("p − 1 in place of p − 2", shift=1.0)


@task("enough steps", right="Right, and for the Huber function of that k one step fewer would not do.")
def _enough_steps(steps: Callable[..., Any]) -> str:
    for L, R, eps in ((1.0, 1.0, 0.011), (4.0, 3.0, 0.07), (2.0, 0.5, 1.0), (1.0, 1.0, 0.3), (100.0, 1.0, 1e-3)):
        said = numbers(steps(L, R, eps))
        if said.ndim or not np.isfinite(said):
            return "It should return one whole number."
        exact = (L * R**2 / eps - 2) / 4
        best = max(0, math.ceil(exact))
        if said == best:
            continue
        where = f"For L = {L:g}, R = {R:g}, eps = {eps:g}"
        if said != int(said):
            return f"{where} it says {said:.4g}: a number of steps is whole."
        if said == math.floor(exact):
            return f"{where}, {said:g} steps are just too few: round up."
        if best > 1 and said == math.ceil(L * R**2 / eps / 2):
            return f"{where} it says {said:g}. That is Theorem 37 as stated; the sharp form asks for about half."
        if best > 1 and said == math.ceil((L * R / eps - 2) / 4):
            return "Is it R or R² in the bound?"
        return f"{where} it says {said:g}, and {best:g} is the smallest: solve L R²/(4k + 2) ≤ eps for k."
    return ""
