"""Section 4, smooth and strongly convex: a function that lies between two bowls, and what that promises a descent."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, erratum, largest, smallest
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array
from ..tasks import numbers, task
from ._common import Function, descend, quadratic, random_function

Draw = Callable[[np.random.Generator], Function]
Walk = Callable[..., Array]


@task("how low the minimum can be", right="Right: the bottoms of the two bowls that touch f where you stand.")
def _how_low(ends: Any) -> str:
    ends = numbers(ends)
    if ends.shape != (2,) or not np.isfinite(ends).all():
        return "Two numbers are asked for: the lowest and the highest value that f* can have."
    low, high = ends
    for found, curvature, which in ((low, 1, "lower"), (high, 4, "upper")):
        bottom = 1 - 2**2 / (2 * curvature)
        if math.isclose(found, bottom, abs_tol=1e-6):
            continue
        other = 1 - 2**2 / (2 * (5 - curvature))
        if math.isclose(found, other, abs_tol=1e-6):
            return "The other way round: more curvature uses the slope up sooner, so f cannot fall as far."
        if math.isclose(found, 1 - 2**2 / curvature, abs_tol=1e-6):
            return f"The {which} one is off: the slope shrinks on the way to the bottom, so on average only half of it counts."
        return f"The {which} one is off. Which bowl of curvature {curvature} touches f here, and where is its bottom?"
    return ""


def bottom_of_bowl(f: Function, x: Array) -> Array:
    """Return the bottoms (n, d) of the bowls of curvature L that touch f at the points x (n, d) and lie above it."""
    return np.asarray(x - f.gradient(x) / f.L)


def trials(draw: Draw, draws: int, points: int, seed: int = 0) -> Iterator[tuple[Function, Array]]:
    """Yield random functions with starts (points + d, d), each followed by the quadratic of the same μ and L.

    The last d starts lie one unit from the minimizer along an axis: on the quadratic, only the flattest direction, or
    only the steepest, is then left, and the bounds are attained.
    """
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        f = draw(rng)
        for one in (f, quadratic(np.diag([f.mu, f.L])) if f.mu > 0 else f):
            d = len(one.minimizer)
            yield one, one.minimizer + np.vstack([3 * rng.normal(size=(points, d)), np.eye(d)])


def with_kinks(rng: np.random.Generator) -> Function:
    """Return ½|x|² + |x₁| + ... + |x₄|, with an L of 2 that its kinks do not keep; ``rng`` is not used."""
    bowl = quadratic(np.eye(4))
    value = lambda x: bowl.value(x) + np.abs(x).sum(axis=-1)  # noqa: E731
    return dataclasses.replace(bowl, value=value, gradient=lambda x: bowl.gradient(x) + np.sign(x), L=2.0)


def fading(rng: np.random.Generator) -> Function:
    """Return a sum of 4 log cosh, L = 1, with a μ of ½ that it does not keep far away; ``rng`` is not used."""
    value = lambda x: np.logaddexp(x, -x).sum(axis=-1) - 4 * math.log(2)  # noqa: E731
    return Function(value, np.tanh, 0.5, 1.0, np.zeros(4))


@check("Lemma 36", "smallest fall of f from x to x − ∇f(x)/L, in units of |∇f(x)|²/2L; 200 random functions "
       "of 4 variables and 200 quadratics of two, 12 points or more each", ">=", 1.0, 1e-9, kind="class bound",
       given=["draw"])  # fmt: skip
def check_fall(jump: Callable[[Function, Array], Array] = bottom_of_bowl, draw: Draw = random_function) -> float:
    """Measure how far f falls to the point below which the upper bowl's bottom lies."""
    found = []
    for f, x in trials(draw, 200, 10):
        promised = (np.asarray(f.gradient(x)) ** 2).sum(axis=1) / (2 * f.L)
        found.append(((f.value(x) - f.value(jump(f, x))) / promised).min())
    return smallest(found)


check_fall.breaks("ten per cent too far", jump=lambda f, x: x - 1.1 * np.asarray(f.gradient(x)) / f.L)
check_fall.breaks("kinks, so no upper bowl", draw=with_kinks)


@check("Theorem 34", "largest |x_k − x*|² in units of (1 − ημ)^k |x₀ − x*|², k = 1 to 30 (the largest is at k = 1), η = 1/(2L) and 1/L, over 200 random "
       "functions of 4 variables and 200 quadratics of two, 6 starts or more each", "<=", 1.0, 1e-9, kind="class bound",
       given=["draw"])  # fmt: skip
def check_strong(walk: Walk = descend, draw: Draw = random_function, draws: int = 200) -> float:
    """Hold the iterates to the bound at every step."""
    return largest([
        (_distances(f, path)[1:] ** 2 / (start**2 * bound)).max() for f, path, bound, start in _walks(walk, draw, draws)
    ])  # fmt: skip


@check("Corollary 35", "largest f(x_k) − f* in units of L/2 (1 − ημ)^k |x₀ − x*|²; functions, starts and steps as in Theorem 34",
       "<=", 1.0, 1e-9, kind="class bound", given=["draw"])  # fmt: skip
def check_suboptimality(walk: Walk = descend, draw: Draw = random_function, draws: int = 200) -> float:
    """Hold the values to the bound at every step."""
    return largest([
        ((f.value(path[1:]) - f.least) / (f.L / 2 * start**2 * bound)).max()
        for f, path, bound, start in _walks(walk, draw, draws)
    ])  # fmt: skip


def _distances(f: Function, path: Array) -> Array:
    return np.asarray(np.linalg.norm(path - f.minimizer, axis=-1))


def _walks(walk: Walk, draw: Draw, draws: int) -> Iterator[tuple[Function, Array, Array, Array]]:
    for f, x in trials(draw, draws, 4):
        for eta in (0.5 / f.L, 1 / f.L):
            bound = (1 - eta * f.mu) ** np.arange(1, 31)[:, None]
            yield f, walk(f.gradient, x, eta, 30), bound, _distances(f, x)


def too_long(gradient: Any, start: Array, eta: float, steps: int) -> Array:
    """Walk with steps 2.1 times as long as asked for."""
    return descend(gradient, start, 2.1 * eta, steps)


for _check in (check_strong, check_suboptimality):
    _check.breaks("no lower bowl: curvature fades far away", draw=fading, draws=2)
    _check.breaks("no upper bowl: a kink", draw=with_kinks, draws=2)
    _check.breaks("steps of 1.05/L and 2.1/L", walk=too_long)


@check("Theorem 34, sharpened", "largest factor of |x − x*| in one step, in units of max(1 − ημ, ηL − 1), η = 1/(2L), "
       "2/(L + μ) and 1.9/L, over 200 random functions of 4 variables and 200 quadratics of two, 10 steps", "<=", 1.0, 1e-6,
       kind="class bound", given=["draw"])  # fmt: skip
def check_contraction(walk: Walk = descend, draw: Draw = random_function) -> float:
    """Hold each step to the factor of the worst quadratic."""
    found = []
    for f, x in trials(draw, 200, 4):
        for eta in (0.5 / f.L, 2 / (f.L + f.mu), 1.9 / f.L):
            distances = _distances(f, walk(f.gradient, x, eta, 10))
            far = ~(distances[:-1] <= 1e-4)  # what is closer is rounding; what is no number counts
            factors = np.divide(distances[1:], distances[:-1], where=far, out=np.zeros_like(distances[1:]))
            found.append(factors.max() / max(1 - eta * f.mu, eta * f.L - 1))
    return largest(found)


check_contraction.breaks("steps 1 % longer", walk=lambda g, x, eta, steps: descend(g, x, 1.01 * eta, steps))
check_contraction.breaks("no lower bowl: curvature fades far away", draw=fading)


@erratum(58, "Section 5.5, smoothness restated", "largest |f′(x) − f′(y)|/|x − y|", "<=", 1.0, 1e-9,
         printed="f = x²/2 − eˣ lies below its bowls of curvature L = 1, so it is 1-smooth",
         corrected="f = cos x lies below its bowls of curvature 1, and so does −f: it is 1-smooth")  # fmt: skip
def erratum_one_bowl() -> tuple[float, float]:
    """The upper bowl alone limits how fast slopes rise, not how fast they fall."""
    x = np.linspace(-3, 3, 601)
    steepest = [float(np.abs(np.diff(slope) / np.diff(x)).max()) for slope in (x - np.exp(x), -np.sin(x))]
    return steepest[0], steepest[1]


KINDS = ("both bowls", "no lower bowl", "no upper bowl")


def draw_bowls(left: Panel, right: Panel, kind: str, step: float, kappa: float) -> dict[str, Any]:
    """Draw a descent on a function of curvatures from 1/κ to 1, or of one that breaks a bowl, and Theorem 34's bound."""
    steps, x = np.arange(61), np.linspace(-3.2, 3.2, 321)

    def slope(x: Array) -> Array:  # of curvature 1 from |x| = 1 on
        far, near = np.maximum(np.abs(x) - 1, 0), np.minimum(np.abs(x), 1)
        inner = near**3 / 3 if kind == "no lower bowl" else near / kappa
        return np.asarray(np.sign(x) * (far + inner + 0.5 * (kind == "no upper bowl")))

    path = descend(slope, 3.0, step, 60)
    distances, bound = np.maximum(path**2, 1e-9) / 9, (1 - min(step, 1.0) / kappa) ** steps
    height = np.concatenate([[0.0], np.cumsum(slope(x[161:] - 0.01) * 0.02)])
    height = np.concatenate([height[:0:-1], height])
    left.axes(xlabel="x", ylabel="f(x), dots: the descent", xlim=(-3.2, 3.2), ylim=(-0.2, 4))
    left.line("f", x, height, color=plotting.TARGET)
    left.points("path", path, np.interp(path, x, height), color=plotting.MEASURED, markersize=4)
    right.axes(xlabel="steps k", ylabel="|xₖ − x*|² / |x₀ − x*|²", xlim=(0, 72), ylim=(1e-9, 3), yscale="log")
    right.line("measured", steps, distances, color=plotting.MEASURED)
    if step <= 1:
        right.line("Theorem 34", steps, bound, color=plotting.BOUND)
    crossed = np.flatnonzero(distances > bound * (1 + 1e-9))
    if step > 1:
        right.note("η above 1/L: Theorem 34 (dashed) says nothing")
    else:
        right.note(f"bound (dashed) {f'crossed at step {crossed[0]}' if len(crossed) else 'never crossed'}")
    return {"f": height, "path": path, "distances": distances, "bound": bound}


def explore_bowls() -> Explorer:
    """Build the explorer with the assumption switch: Theorem 34 with both bowls, and with either one missing."""
    return explore(
        draw_bowls, panels=2, size=(9.0, 3.4),
        kind=choice(KINDS, "assumption"), step=slider(0.1, 2.3, "step size η, in units of 1/L", value=1.0, step=0.1),
        kappa=slider(2.0, 50.0, "condition number κ that is claimed", value=10.0, log=True),
        storyboard=[{"kind": kind} for kind in KINDS], caption=lambda kind, step, kappa: f"{kind}, η = {step:g}/L",
        alt="With both bowls the squared distance stays below the dashed bound; without the lower one it flattens out "
        "above it, without the upper one it hops back and forth at a fixed distance",
    )  # fmt: skip


@task("a certificate", right="Right: it never claims too little, and where f is as flat as allowed it is exact.")
def _certificate(bound: Callable[..., Any]) -> str:
    shapes = [(1.0, 1.0), (1.0, 7.0), (0.2, 3.0)]
    for mu, L in shapes:
        f = quadratic(np.diag([mu, L]))
        for x in np.vstack([np.eye(2), np.random.default_rng(0).normal(size=(6, 2))]):
            g, gap = np.asarray(f.gradient(x)), float(f.value(x))
            said = numbers(bound(g.copy(), mu, L))
            if said.ndim or not np.isfinite(said):
                return "It should return one number for a gradient g (an array) and the numbers mu and L."
            best = float(g @ g) / (2 * mu)
            if mu < L and math.isclose(said, float(g @ g) / (2 * L), rel_tol=1e-6):
                return "That is Lemma 36: how far f lies above f* *at least*. A certificate needs the other bowl."
            if math.isclose(said, math.sqrt(float(g @ g)) / (2 * mu), rel_tol=1e-6) and not math.isclose(g @ g, 1):
                return "Half the gradient twice as far: is the gap proportional to |g|, or to its square?"
            if said < gap * (1 - 1e-9):
                return f"Not safe: on a quadratic with mu = {mu:g}, L = {L:g} it says {said:.3g}, and the gap is {gap:.3g}."
            if said > best * (1 + 1e-6):
                return f"Safe, but {said / best:.3g} times too large for mu = {mu:g}, L = {L:g}: how far down is the lower bowl's bottom?"
    return ""
