"""Section 2, flow: gradient descent as a walk along a curve, how far it strays, and which curve it follows more closely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp

from ..evidence import check, erratum, largest
from ..numerics import Array, loglog_slope
from ..tasks import numbers, task
from ..validation import require_count, require_finite, require_positive, require_rising
from ._common import Gradient, descend, random_function

Walk = Callable[[Gradient, ArrayLike, float, int], Array]


def gradient_flow(gradient: Gradient, start: ArrayLike, times: ArrayLike) -> Array:
    """Follow the curve x' = -gradient(x) from `start` (d,) at time 0, to the last digits that matter: points (n, d) at the
    times (n,), which rise.
    """
    require_rising(0, times=times)
    times = np.asarray(times, dtype=float)
    found = solve_ivp(lambda t, x: -np.asarray(gradient(x)), (0, times[-1] + 1e-300), np.asarray(start, dtype=float), "DOP853",
                      times, rtol=1e-11, atol=1e-13)  # fmt: skip
    return np.asarray(found.y.T)


def _coordinates(p: ArrayLike) -> Array:
    if np.shape(p)[-1:] != (2,):
        raise ValueError(f"p must have shape (..., 2), got {np.shape(p)}")
    return np.moveaxis(np.asarray(p, dtype=float), -1, 0)


def wells(p: ArrayLike) -> Array:
    """Return ¼ (x² - 1)² + (y - x/2)² at points p = (x, y), (..., 2): minima at ±(1, ½), a saddle at 0."""
    x, y = _coordinates(p)
    return np.asarray((x**2 - 1) ** 2 / 4 + (y - x / 2) ** 2)


def wells_gradient(p: ArrayLike) -> Array:
    """Return the gradient of `wells` at points (..., 2)."""
    x, y = _coordinates(p)
    return np.stack([x**3 - x - (y - x / 2), 2 * y - x], axis=-1)


def _bend(gradient: Gradient, x: Array) -> Array:
    """Return Hessian times gradient at a point: how fast the gradient changes along itself."""
    g = np.asarray(gradient(x))
    h = 1e-5 / max(1.0, float(np.abs(g).max()))
    return np.asarray(np.subtract(gradient(x + h * g), gradient(x - h * g)) / (2 * h))


def add_squared_gradient(gradient: Gradient, share: float) -> Gradient:
    """Return the gradient of f + share |gradient f|², from points (d,) to (d,)."""
    require_finite(share=share)
    return lambda x: np.asarray(gradient(x)) + 2 * share * _bend(gradient, x)


def gaps(gradient: Gradient, curve: Gradient, start: ArrayLike, eta: float, steps: int, walk: Walk = descend) -> Array:
    """Return how far a walk down `gradient` is from the flow of `curve`, at the times 0, eta, ..., steps eta: (steps + 1,)."""
    require_positive(eta=eta)
    require_count(0, steps=steps)
    points = gradient_flow(curve, start, eta * np.arange(steps + 1))
    return np.asarray(np.linalg.norm(walk(gradient, start, eta, steps) - points, axis=1))


def _order(walk: Walk, share: float) -> float:
    """Return the slope of the largest gap up to time 2 against the step, for the flow of f + share eta |gradient|²."""
    counts, found = [20, 40, 80, 160, 320], []
    for n in counts:
        curve = add_squared_gradient(wells_gradient, share * 2 / n)
        found.append(gaps(wells_gradient, curve, (-0.3, 1.5), 2 / n, n, walk).max())
    return -loglog_slope(counts, found)


@check("Gradient flow (5.2)", "slope in η of the largest gap between descent and flow up to time 2, two wells, 20 to 320 steps",
       "==", 1.0, 0.05, kind="rate")  # fmt: skip
def check_gap_rate(walk: Walk = descend) -> float:
    """Fit how the gap to the flow falls with the step; an index that is off by one only the bound's check notices."""
    return _order(walk, 0.0)


check_gap_rate.breaks("the gradient half a step ahead", walk=lambda g, x, eta, steps: descend(
    lambda x: g(x - eta / 2 * np.asarray(g(x))), x, eta, steps))  # fmt: skip
check_gap_rate.breaks("steps 1 % too long", walk=lambda g, x, eta, steps: descend(g, x, 1.01 * eta, steps))


@check("Modified flow (Barrett and Dherin 2021)", "slope in η of the largest gap between descent and the flow of f + η/4 |∇f|² "
       "up to time 2, two wells, 20 to 320 steps", "==", 2.0, 0.05, kind="rate")  # fmt: skip
def check_modified_flow(walk: Walk = descend, share: float = 0.25) -> float:
    """Fit how the gap to the modified flow falls."""
    return _order(walk, share)


check_modified_flow.breaks("η/2 in place of η/4", share=0.5)


def _convex() -> Iterator[tuple[Gradient, Array, float, float]]:
    rng = np.random.default_rng(0)
    for _ in range(40):
        f = random_function(rng, d=3)
        yield f.gradient, f.minimizer + rng.normal(size=3), rng.uniform(0.2, 1.9) / f.L, rng.uniform(0.5, 20) / f.L


def _on_the_ridge() -> Iterator[tuple[Gradient, Array, float, float]]:
    yield wells_gradient, np.array([-0.01753982, 0.05]), 0.1, 25.0  # the flow ends in one well, the walk in the other


@check("Gradient flow (5.2)", "largest gap between descent and flow over η t/2 · max |∇²f ∇f| along the flow; 40 convex "
       "functions of three variables, η from 0.2/L to 1.9/L, t up to 20/L", "<=", 1.0, 1e-6, kind="class bound",
       given=("problems",))  # fmt: skip
def check_gap_bound(walk: Walk = descend, problems: Callable[[], Iterator[Any]] = _convex) -> float:
    """Hold each walk to the bound of its own function, step and time."""
    found = []
    for gradient, start, eta, time in problems():
        steps = max(1, round(time / eta))
        curve = gradient_flow(gradient, start, np.linspace(0, eta * steps, 40))
        most = max(float(np.linalg.norm(_bend(gradient, x))) for x in curve)
        gap = gaps(gradient, gradient, start, eta, steps, walk)[1:]
        found.append((gap / (eta**2 * np.arange(1, steps + 1) / 2 * most)).max())
    return largest(found)


check_gap_bound.breaks("no convexity: a start on the ridge between two wells", problems=_on_the_ridge)
check_gap_bound.breaks("one step ahead", walk=lambda g, x, eta, steps: descend(g, x, eta, steps + 1)[1:])
check_gap_bound.breaks("steps 1.5 times too long", walk=lambda g, x, eta, steps: descend(g, x, 1.5 * eta, steps))


@erratum(53, "Section 5.2", "distance between the ends of the flows from (1, 0) and (1, 1)", "==", 0.0, 1e-6,
         printed="convex: all trajectories end at the same minimizer; f = x₁²", corrected="strictly convex; f = x₁² + x₂²")  # fmt: skip
def erratum_unique_end() -> tuple[float, float]:
    """On a valley with a level floor each trajectory ends at a minimizer of its own."""

    def apart(curvatures: list[float]) -> float:
        both = gradient_flow(lambda z: np.tile(curvatures, 2) * z, [1, 0, 1, 1], [20.0])[0]
        return float(np.linalg.norm(both[:2] - both[2:]))

    return apart([2.0, 0.0]), apart([2.0, 2.0])


@task("closer to the curve", right="Right: half the step, a quarter of the gap. It costs two gradients for each step.")
def _closer(step: Any) -> str:
    start, found = np.array([1.0, -0.5]), []
    for steps in (16, 32):
        x = start
        for _ in range(steps):
            x = numbers(step(wells_gradient, x.copy(), 1.5 / steps))
            if x.shape != (2,):
                return f"The next point should be two numbers; yours has shape {x.shape}."
            if not np.isfinite(x).all():
                return "Your points are not finite: is the sign right? Down is minus the gradient."
        found.append(float(np.linalg.norm(x - gradient_flow(wells_gradient, start, [1.5])[0])))
    ratio = found[0] / max(found[1], 1e-15)
    if ratio > 3.4:
        return ""
    if ratio > 1.6:
        plain = start - 0.1 * wells_gradient(start)
        if np.allclose(numbers(step(wells_gradient, start.copy(), 0.1)), start - 0.1 * wells_gradient(plain)):
            return "The gradient at the *end* of the step is as much too new as the one at its start is too old. Where is it right on average?"
        return f"With half the step, the gap is {ratio:.2g} times smaller: no better than gradient descent. Four is asked for."
    return f"With half the step, the gap hardly shrinks (by {ratio:.2g}): each step must last as long as η says."
