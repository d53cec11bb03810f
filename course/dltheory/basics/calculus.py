"""Section 2, slopes and remainders: how far a straight line may be trusted, and in which direction a step gains most."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad
from scipy.optimize import brentq

from ..data import sphere
from ..evidence import check, erratum, furthest_from, largest
from ..numerics import Array, loglog_slope
from ..tasks import numbers, task
from ..validation import require_between, require_count

Function = Callable[[Any], Any]
#: Functions of the step h from a point, each with value and three derivatives there, and what derivative k + 1 does not exceed on the way.
SMOOTH: Any = ((lambda h: np.exp(0.3 + h), [math.exp(0.3)] * 4, lambda k, h: np.exp(0.3 + np.maximum(h, 0))),
          (lambda h: np.sin(1 + h), [math.sin(1), math.cos(1), -math.sin(1), -math.cos(1)], lambda k, h: 1.0),
          (lambda h: np.log(2 + h), [math.log(2), 1 / 2, -1 / 4, 1 / 4], lambda k, h: math.factorial(k) / (2 + np.minimum(h, 0)) ** (k + 1)))  # fmt: skip


def taylor(derivatives: Sequence[float], h: ArrayLike) -> Any:
    """Return the Taylor polynomial at a step h from the point where f, f', f'', ... are `derivatives`."""
    return sum(slope * np.asarray(h) ** j / math.factorial(j) for j, slope in enumerate(derivatives))


@check("Theorem 2", "slope of |f − T_k| against the step, log axes, less k + 1, furthest from 0; e^x at 0.3, sin at 1, log at 2, k = 0 to 3, 8 steps from "
       "0.003 to 0.03", "==", 0.0, 0.05, kind="rate")  # fmt: skip
def check_taylor(polynomial: Callable[..., Any] = taylor, functions: Sequence[Any] = SMOOTH) -> float:
    """In each of these the derivative of order k + 1 is not 0."""
    steps = np.geomspace(0.003, 0.03, 8)
    return furthest_from(0.0, [
        loglog_slope(steps, np.abs(f(steps) - polynomial(derivatives[: k + 1], steps))) - (k + 1)
        for f, derivatives, *_ in functions for k in range(4)])  # fmt: skip


check_taylor.breaks("no third derivative", functions=[(lambda h: np.exp(h) + np.abs(h) ** 2.5, [1.0] * 4)])
check_taylor.breaks("without the factorials", polynomial=lambda derivatives, h: sum(
    slope * h**j for j, slope in enumerate(derivatives)))  # fmt: skip


@check("Theorem 2", "largest |f − T_k| over M|h|^(k+1)/(k+1)!, where M bounds derivative k + 1 on the way; e^x at 0.3, sin at 1, log at 2, k = 0 to 3, 16 steps "
       "of size 0.03 to 0.3, to both sides", "<=", 1.0, 1e-6, kind="class bound")  # fmt: skip
def check_remainder(polynomial: Callable[..., Any] = taylor, way: float = 1.0) -> float:
    """M is the smallest that will do, but for the sine's; `way` 0 takes it from the point alone."""
    h = np.outer([-1, 1], np.geomspace(0.03, 0.3, 8))
    return largest([
        np.abs(f(h) - polynomial(derivatives[: k + 1], h)) / (M(k, way * h) * np.abs(h) ** (k + 1) / math.factorial(k + 1))
        for f, derivatives, M in SMOOTH for k in range(4)])  # fmt: skip


check_remainder.breaks("M from the point alone, not from the way", way=0.0)


@dataclass(frozen=True)
class Waves:
    """A smooth function of d variables, f(x) = Σ_j a_j sin(w_j·x + b_j), with a (k,), W (k, d), whose rows are w_j, b (k,)."""

    a: Array
    W: Array
    b: Array

    def value(self, X: Array) -> Array:
        """Return f at each row of X (..., d)."""
        return np.asarray(np.sin(X @ self.W.T + self.b) @ self.a)

    def gradient(self, X: Array) -> Array:
        """Return the gradient (..., d) at each row of X (..., d)."""
        return np.asarray((np.cos(X @ self.W.T + self.b) * self.a) @ self.W)

    def bend(self, X: Array, y: Array) -> Array:
        """Return the second derivative along y (d,) at each row of X (..., d)."""
        return np.asarray(-np.sin(X @ self.W.T + self.b) @ (self.a * (self.W @ y) ** 2))

    def curvature(self) -> float:
        """Return what no second derivative along a direction of length 1 exceeds, anywhere."""
        return float(np.abs(self.a) @ (self.W**2).sum(axis=1))


def waves(d: int = 2, seed: int = 0, k: int = 6) -> Waves:
    """Return a random function of d variables, a sum of k waves."""
    require_count(1, d=d, k=k)
    require_count(0, seed=seed)
    rng = np.random.default_rng(seed)
    return Waves(rng.normal(size=k), rng.normal(size=(k, d)), rng.uniform(0, 2 * np.pi, k))


@check("Proposition 1", "steepest slope found over |∇f|, furthest from 1: along ∇f, and along the best of 500 random directions where that is steeper; 20 "
       "random functions, d = 2 to 21", "==", 1.0, 1e-6, kind="class bound")  # fmt: skip
def check_steepest(gradient: Callable[..., Any] = Waves.gradient) -> float:
    """Slopes are differences of values, so nothing about them comes from the gradient's formula."""
    ratios = []
    for seed in range(20):
        rng, d, h = np.random.default_rng(seed), seed + 2, 1e-5
        f, x = waves(d, seed), rng.normal(size=d)
        g = gradient(f, x)
        tried = np.vstack([g / np.linalg.norm(g), sphere(500, d, rng)])
        slopes = (f.value(x + h * tried) - f.value(x - h * tried)) / (2 * h)
        ratios += [slopes[0] / np.linalg.norm(g), np.abs(slopes).max() / np.linalg.norm(g)]
    return furthest_from(1.0, ratios)


check_steepest.breaks("one coordinate forgotten", gradient=lambda f, X: f.gradient(X) * (np.arange(X.shape[-1]) > 0))


def between(f: Function, slope: Function, a: float, b: float) -> float:
    """Return a point strictly between a and b where the slope is that of the chord, found by sign changes; else nan."""
    chord = (f(b) - f(a)) / (b - a)
    grid = np.linspace(a, b, 4003)[1:-1]
    away = np.array([slope(x) for x in grid]) - chord
    turns = np.flatnonzero(away[:-1] * away[1:] <= 0)
    return float(brentq(lambda x: slope(x) - chord, grid[turns[0]], grid[turns[0] + 1])) if len(turns) else math.nan


#: A function, its derivative and an interval. The root has no slope at the end 0: none is needed there.
CHORDS = ((lambda x: x**3, lambda x: 3 * x**2, 0.0, 3.0), (np.exp, np.exp, -1.0, 2.0), (np.sin, np.cos, 0.0, 4.0),
          (np.sqrt, lambda x: 0.5 / np.sqrt(x), 0.0, 1.0))  # fmt: skip


@check("Theorem 3", "|slope at the point found − slope of the chord|, largest; slopes by differences of values; x³ on [0, 3], e^x on [−1, 2], sin on [0, 4], √x "
       "on [0, 1]", "<=", 0.0, 1e-6, kind="construction", only_if="the point is strictly between the ends")  # fmt: skip
def check_between(find: Callable[..., float] = between, functions: Sequence[Any] = CHORDS) -> float:
    """Four functions on an interval each."""
    errors, h = [], 1e-5
    for f, slope, a, b in functions:
        c = find(f, slope, a, b)
        if not a < c < b:
            return math.nan
        errors.append(abs((f(c + h) - f(c - h)) / (2 * h) - (f(b) - f(a)) / (b - a)))
    return largest(errors)


check_between.breaks("a kink, |x| on [−1, 2]", functions=[(abs, np.sign, -1.0, 2.0)])


@check("Theorem 4", "|left − right| of (1.16), and of (1.17) with the factor 1 − t, largest; integrals by 60 Gauss points; 20 random functions, d = 1 to 6",
       "<=", 0.0, 1e-9, kind="construction")  # fmt: skip
def check_integral(gradient: Callable[..., Any] = Waves.gradient, weight: Function = lambda t: 1 - t) -> float:
    """Both are the fundamental theorem of calculus along the way from x to x + y."""
    nodes, sizes = np.polynomial.legendre.leggauss(60)
    t, errors = (nodes + 1) / 2, []
    for seed in range(20):
        rng, d = np.random.default_rng(seed), 1 + seed % 6
        f, x, y = waves(d, seed), rng.normal(size=d), rng.normal(size=d)
        way, change = x + t[:, None] * y, f.value(x + y) - f.value(x)
        errors.append(abs(change - sizes @ (gradient(f, way) @ y) / 2))
        errors.append(abs(change - gradient(f, x) @ y - sizes @ (weight(t) * f.bend(way, y)) / 2))
    return largest(errors)


check_integral.breaks("1/2 in place of 1 − t", weight=lambda t: 0.5 + 0 * t)


def ring(count: int, rng: np.random.Generator, inner: float = 1.0) -> Array:
    """Return random points (count, 2) at `inner` to 2 from the origin: of a disc for 0, else of a ring."""
    require_count(1, count=count)
    require_between(0, 2, inner=inner)
    return np.sqrt(rng.uniform(inner**2, 4, (count, 1))) * sphere(count, 2, rng)


#: The angle of a point, from −π to π: smooth on a ring that is cut along the left half of the x-axis, with |gradient| = 1/r.
TURN = SimpleNamespace(value=lambda X: np.arctan2(X[..., 1], X[..., 0]),
                       gradient=lambda X: np.stack([-X[..., 1], X[..., 0]], -1) / (X**2).sum(-1, keepdims=True))  # fmt: skip


@check("Lemma 5", "largest quotient |f(x) − f(y)| / |x − y| over the largest |∇f|, furthest from 1; 10 random functions on a disc, 80,000 pairs each, half of "
       "them within 0.0001", "==", 1.0, 0.01, kind="class bound", given=("function",))  # fmt: skip
def check_lipschitz(gradient: Callable[..., Any] = Waves.gradient, function: Callable[..., Any] = lambda seed: waves(2, seed),
                    inner: float = 0.0) -> float:  # fmt: skip
    """Never above 1 (with a bounded gradient it is Lipschitz), and nearly attained (no smaller constant will do)."""
    ratios = []
    for seed in range(10):
        f, rng = function(seed), np.random.default_rng(seed)
        X = ring(1000, rng, inner)
        others = [Y for k in range(1, 41) for Y in (X + 1e-4 * sphere(1000, 2, rng), np.roll(X, k, axis=0))]
        steep = max((np.abs(f.value(X) - f.value(Y)) / np.linalg.norm(X - Y, axis=1)).max() for Y in others)
        ratios.append(steep / np.linalg.norm(gradient(f, X), axis=1).max())
    return furthest_from(1.0, ratios)


check_lipschitz.breaks("a slit ring", function=lambda seed: TURN, inner=1.0, gradient=lambda f, X: f.gradient(X))
check_lipschitz.breaks("1-norm of the gradient", gradient=lambda f, X: np.abs(f.gradient(X)).sum(axis=1, keepdims=True))


@check("Theorem 2", "|miss of the straight line| over ½ η²L|∇f|² after a step −η∇f, largest (function by function 0.5 to 1); 20 random functions of 1 to 5 "
       "variables, 200 points, η = 0.001/L to 10/L", "==", 1.0, 0.01, kind="class bound", given=("function",))  # fmt: skip
def check_step(gradient: Callable[..., Any] = Waves.gradient, curvature: Callable[..., float] = Waves.curvature,
               function: Callable[..., Any] = lambda d, seed: waves(d, seed, 1 + seed // 5)) -> float:  # fmt: skip
    """Never above 1; and one wave alone, as the first five functions are, attains it, so that no smaller L would do."""
    ratios = []
    for seed in range(20):
        d = 1 + seed % 5
        f, X = function(d, seed), np.random.default_rng(seed).normal(size=(200, d))
        g, bend = gradient(f, X), curvature(f)
        if not bend > 0:
            return math.nan
        squares = (g**2).sum(axis=1)
        for eta in np.geomspace(0.001, 10, 9) / bend:
            miss = f.value(X - eta * g) - (f.value(X) - eta * squares)
            ratios.append(np.abs(miss / (0.5 * eta**2 * bend * squares)).max())
    return largest(ratios)


check_step.breaks("half of L", curvature=lambda f: f.curvature() / 2)
check_step.breaks("Σ|x_i|^1.5, bent without bound, L = 3", function=lambda d, seed: SimpleNamespace(
    value=lambda X: (np.abs(X) ** 1.5).sum(-1), gradient=lambda X: 1.5 * np.sign(X) * np.sqrt(np.abs(X))),
    curvature=lambda f: 3.0, gradient=lambda f, X: f.gradient(X))  # fmt: skip


@erratum(4, "Theorem 2", "|e^x − T₂(x)| at x = 0.5 over M x³/3!, M = e^0.5", "<=", 1.0,
         printed="the proof's last line has f''(a)(x − a)²", corrected="f''(a)(x − a)²/2!")  # fmt: skip
def erratum_taylor() -> tuple[float, float]:
    """Return the remainder over its bound, without and with the 1/2."""
    e, bound = math.exp(0.5), math.exp(0.5) * 0.5**3 / 6
    return abs(e - 1.5 - 0.5**2) / bound, abs(e - 1.5 - 0.5**2 / 2) / bound


@erratum(6, "Theorem 3", "least |f'(c) − slope of the chord| over 0 < c < 3 where f' exists, f(0) = 0", "<=", 0.0, 1e-3,
         printed="k = 1 in Theorem 2 (a derivative at 0) gives the point c: f = 1 − |x − 1|",
         corrected="a derivative at every point between gives c: f = x³")  # fmt: skip
def erratum_intermediate() -> tuple[float, float]:
    """Return how near the slopes come to the chord's; 1 − |x − 1| has all that Theorem 2 asks for at 0, and a kink."""
    c = np.setdiff1d(np.linspace(0, 3, 30_001)[1:-1], [1.0])
    return float(np.abs(-np.sign(c - 1) + 1 / 3).min()), float(np.abs(3 * c**2 - 27 / 3).min())


@erratum(7, "Section 1.3.3, (1.17)", "integral that stands for f(1) − f(0) − f'(0), with f = x³", "==", 1.0, 1e-9,
         printed="½∫₀¹ f''(t) dt", corrected="∫₀¹ (1 − t) f''(t) dt")  # fmt: skip
def erratum_integral() -> tuple[float, float]:
    """Return both integrals, for f'' = 6t."""
    return quad(lambda t: 0.5 * 6 * t, 0, 1)[0], quad(lambda t: (1 - t) * 6 * t, 0, 1)[0]


@task("degree of a black box", right="Right: half the step, 2^(k+1) times less miss. So are unknown orders measured.")
def _degree(degree: Callable[..., Any]) -> str:
    asked = [(f, slopes, k) for f, slopes, _ in SMOOTH for k in range(4)]
    said = numbers([degree(f, functools.partial(taylor, slopes[: k + 1])) for f, slopes, k in asked])
    if said.shape != (len(asked),):
        return "One number is asked for: the degree k."
    off = said - [k for *_, k in asked]
    if np.abs(off).max() < 0.3:
        return ""
    if np.abs(off - 1).max() < 0.3:
        return "That is the order of the miss, k + 1."
    if np.isnan(said).any():
        return "For some of them this is no number: the miss may be negative (take its size), or 0 if the step is too short."
    if set(off) == {-1, 0}:
        return "Some are one too low: is a number such as 1.98 cut off? Round it."
    return "Is the step about 0.1? Compare the miss at h with that at h/2: how many times 2 is the ratio? (To which base is the logarithm?)"
