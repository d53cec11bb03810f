"""Section 8, the race: momentum, what it buys and what it takes for granted; Adam and Newton beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import check
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import cached, loglog_slope
from ..tasks import numbers, task
from ._common import Array, Function, Gradient, descend, quadratic, random_function
from .valley import turned

Roll = Callable[..., Array]


def roll(gradient: Gradient, start: ArrayLike, eta: float, beta: float, steps: int, ahead: bool = False) -> Array:
    """Walk with momentum: v ← beta v - eta gradient(x), x ← x + v; `ahead` takes the gradient at x + beta v (Nesterov).

    Parameters
    ----------
    gradient, start, steps
        As in `descend`.
    eta, beta : float
        The step size, and the share of the velocity that is kept, 0 <= beta < 1; 0 is gradient descent.

    Returns
    -------
    array of shape (steps + 1, *start.shape)
        The path; row 0 is the start. A ValueError refuses a beta out of range.
    """
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be at least 0 and less than 1, got {beta!r}")
    x = np.array(start, dtype=float)
    path, v = [x], np.zeros_like(x)
    for _ in range(steps):
        v = beta * v - eta * np.asarray(gradient(x + beta * v if ahead else x))
        x = x + v
        path.append(x)
    return np.array(path)


def adam(gradient: Gradient, start: ArrayLike, eta: float, steps: int, b1: float = 0.9, b2: float = 0.999) -> Array:
    """Walk with Adam (Kingma and Ba 2015): running mean of the gradient over the root of that of its square."""
    x = np.array(start, dtype=float)
    path, m, s = [x], np.zeros_like(x), np.zeros_like(x)
    for k in range(1, steps + 1):
        g = np.asarray(gradient(x))
        m, s = b1 * m + (1 - b1) * g, b2 * s + (1 - b2) * g**2
        x = x - eta * (m / (1 - b1**k)) / (np.sqrt(s / (1 - b2**k)) + 1e-8)
        path.append(x)
    return np.array(path)


class Landscape(NamedTuple):
    """What the racers run on: f, gradient and Hessian at (..., 2), a start, a step, the window, the least value."""

    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    hessian: Callable[[Array], Array]
    start: tuple[float, float]
    eta: float
    window: tuple[float, float, float, float]
    least: float


def _rosenbrock(p: Array) -> Array:
    return np.asarray((1 - p[..., 0]) ** 2 + 100 * (p[..., 1] - p[..., 0] ** 2) ** 2)


def _rosenbrock_gradient(p: Array) -> Array:
    x, y = p
    return np.array([2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)])


def _rosenbrock_hessian(p: Array) -> Array:
    x, y = p
    return np.array([[2 + 1200 * x**2 - 400 * y, -400 * x], [-400 * x, 200.0]])


_Q = turned(25) * [0.02, 1] @ turned(25).T
LANDSCAPES = {
    "valley, κ = 50": Landscape(quadratic(_Q).value, quadratic(_Q).gradient, lambda p: _Q, (-2.4, -0.4), 1.0, (-3, 1, -1.6, 1), 0.0),
    "Rosenbrock": Landscape(_rosenbrock, _rosenbrock_gradient, _rosenbrock_hessian, (-1.2, 1.0), 1e-3, (-2, 2, -1, 3), 0.0),
    "saddle": Landscape(
        lambda p: np.asarray(p[..., 0] ** 2 / 2 - p[..., 1] ** 2 / 2 + p[..., 1] ** 4 / 4),
        lambda p: np.array([p[0], p[1] ** 3 - p[1]]), lambda p: np.diag([1, 3 * p[1] ** 2 - 1]),
        (1.5, 0.02), 0.1, (-2, 2, -1.6, 1.6), -0.25),
}  # fmt: skip
RACERS = {
    "descent": plotting.MEASURED, "momentum": plotting.SECOND, "Adam": plotting.THIRD, "Newton": plotting.FOURTH,
}  # fmt: skip


@cached
def race(
    landscape: str, factor: float = 1.0, beta: float = 0.9, ahead: bool = False, steps: int = 300
) -> dict[str, Array]:
    """Return the paths (steps + 1, 2) of all racers; a racer that leaves for good is kept at the distance 100."""
    on = LANDSCAPES[landscape]
    with np.errstate(all="ignore"):
        paths = {
            "descent": roll(on.gradient, on.start, factor * on.eta, 0.0, steps),
            "momentum": roll(on.gradient, on.start, factor * on.eta, beta, steps, ahead),
            "Adam": adam(on.gradient, on.start, 0.05 * factor, steps),
            "Newton": descend(lambda x: np.linalg.solve(on.hessian(x), on.gradient(x)), on.start, 1.0, steps),
        }
    return {name: np.clip(np.nan_to_num(path, nan=100.0), -100, 100) for name, path in paths.items()}


@cached
def _heights(landscape: str) -> Array:
    on = LANDSCAPES[landscape]
    grid = np.stack(np.meshgrid(np.linspace(*on.window[:2], 90), np.linspace(*on.window[2:], 90)), axis=-1)
    return np.sqrt(np.sqrt(on.value(grid) - on.least))


def draw_race(
    map_: Panel, heights: Panel, landscape: str, factor: float, beta: float, ahead: bool, steps: int
) -> dict[str, Any]:
    """Draw the racers' paths on the landscape, and their heights above the lowest point, step by step."""
    on, paths = LANDSCAPES[landscape], race(landscape, factor, beta, ahead)
    map_.axes(xlabel="x₁", ylabel="x₂", xlim=on.window[:2], ylim=on.window[2:])
    map_.image("heights", -_heights(landscape), on.window, cmap="Greys")
    heights.axes(xlabel="step", ylabel="height", xlim=(0, 300), ylim=(1e-9, 1e3), yscale="log")
    map_.points("start", [on.start[0]], [on.start[1]], color="k", marker="x", markersize=7)
    found = {}
    for name, color in RACERS.items():
        path = paths[name][: steps + 1]
        above = np.clip(on.value(path) - on.least, 1e-10, 1e3)
        map_.line(name, *path.T, color=color, linewidth=1.5)
        map_.points(f"{name}, now", *path[-1:].T, color=color, marker=plotting.MARKERS[color], markersize=7)
        heights.line(name, np.arange(len(path)), above, label=True, color=color)
        found |= {name: path, f"{name}, height": above}
    return found


def explore_race() -> Explorer:
    """Build the explorer of the race: landscape, step, momentum, and how many steps have been run."""
    return explore(
        draw_race, landscape=choice(tuple(LANDSCAPES), "landscape"),
        factor=slider(0.1, 3.0, "step size, times its default", value=1.0, log=True),
        beta=slider(0.0, 0.98, "momentum β", value=0.9, step=0.02), ahead=switch("gradient at x + βv (Nesterov)"),
        steps=slider(5, 300, "steps run", value=150, step=5), panels=2, size=(9.0, 3.8),
        storyboard=[{"landscape": name} for name in list(LANDSCAPES)[:2]],
        caption=lambda landscape, factor, beta, ahead, steps: f"{landscape}, after {steps} steps (dark: low)",
        alt="Four racers on a valley, on Rosenbrock's bend and at a saddle. Descent creeps, momentum overtakes it; Newton "
        "needs a few steps, but stops at the saddle",
    )  # fmt: skip


def best_momentum(kappa: float) -> tuple[float, float]:
    """Return step and momentum of the heavy ball for curvatures from 1 to kappa (Polyak 1964)."""
    root = kappa**0.5
    return 4 / (1 + root) ** 2, ((root - 1) / (root + 1)) ** 2


def kinked(x: Array) -> Array:
    """Return the gradient 25x, x + 24, 25x - 24 (for x < 1, < 2, beyond) of a function with curvatures 1 and 25."""
    return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))


def _valley_of_25(x: Array) -> Array:
    return np.array([1.0, 25.0]) * x


@check("Heavy ball (Polyak 1964)", "factor per step of the distance, steps 300 to 600, curvatures 1 and 25, step and "
       "momentum for κ = 25; beside (√κ − 1)/(√κ + 1)", "==", 2 / 3, 3e-3, kind="instance")  # fmt: skip
def check_heavy_ball(
    walk: Roll = roll,
    gradient: Gradient = _valley_of_25,
    constants: Callable[[float], tuple[float, float]] = best_momentum,
) -> float:
    """Measure how fast momentum shrinks the distance, in the long run."""
    away = np.linalg.norm(walk(gradient, [3.3, 3.3], *constants(25.0), 600)[[300, 600]], axis=1)
    return float((away[1] / away[0]) ** (1 / 300)) if away[0] > 0 else 0.0


check_heavy_ball.breaks("the same curvatures, but no quadratic", gradient=kinked)
check_heavy_ball.breaks("no momentum, its best step", constants=lambda kappa: (2 / (1 + kappa), 0.0))
check_heavy_ball.breaks("momentum 2 % too small", constants=lambda kappa: (best_momentum(kappa)[0], 0.98 * best_momentum(kappa)[1]))  # fmt: skip


def steady(kappa: float) -> tuple[float, float]:
    """Return step and momentum of Nesterov's method for curvatures from 1 to kappa."""
    return 1 / kappa, (kappa**0.5 - 1) / (kappa**0.5 + 1)


def count_steps(walk: Roll, kappa: float, step: float, beta: float) -> int:
    """Count steps until all of 20 coordinates, curvatures from 1 to kappa, have shrunk a million times."""
    curvatures = np.geomspace(1, kappa, 20)
    steps = 500
    while True:
        away = np.abs(walk(lambda x: curvatures * x, np.ones(20), step, beta, steps)).max(axis=1)
        if away[-1] < 1e-6 or steps > 30_000:
            return int(np.flatnonzero(away >= 1e-6)[-1]) + 1
        steps *= 4


@check("Nesterov's method", "slope in κ of the steps that shrink the distance a million times, κ = 25 to 1,600",
       "==", 0.5, 0.05, kind="rate")  # fmt: skip
def check_root_kappa(walk: Roll = roll, constants: Callable[[float], tuple[float, float]] = steady) -> float:
    """Fit how many steps momentum with a look ahead needs."""
    kappas = [25.0, 100.0, 400.0, 1600.0]
    return loglog_slope(
        kappas, [count_steps(lambda *a: walk(*a, ahead=True), kappa, *constants(kappa)) for kappa in kappas]
    )


check_root_kappa.breaks("no momentum", constants=lambda kappa: (1 / kappa, 0.0))
check_root_kappa.breaks("momentum 0.9 for every κ", constants=lambda kappa: (1 / kappa, 0.9))


def _functions() -> Iterator[tuple[Function, Array]]:
    rng = np.random.default_rng(0)
    for _ in range(200):
        f = random_function(rng, d=3, kappa=float(10 ** rng.uniform(0.3, 2.5)))
        yield f, f.minimizer + rng.normal(size=3)


@check("Nesterov's bound", "largest f(x_k) − f* over ½(L + μ) |x₀ − x*|² (1 − 1/√κ)^k, k = 0 to 200; 200 random functions of "
       "three variables, κ from 2 to 600", "<=", 1.0, 0.0, kind="class bound", given=("functions",))  # fmt: skip
def check_nesterov(
    walk: Roll = roll, constants: Callable[[float], tuple[float, float]] = steady,
    functions: Callable[[], Iterator[tuple[Function, Array]]] = _functions,
) -> float:  # fmt: skip
    """Hold each run to the bound of its own constants, as long as rounding leaves digits."""
    worst = 0.0
    for f, start in functions():
        step, beta = constants(f.L / f.mu)
        above = f.value(walk(f.gradient, start, step / f.mu, beta, 200, ahead=True)) - f.least
        bound = (f.L + f.mu) / 2 * ((start - f.minimizer) ** 2).sum() * (1 - (f.mu / f.L) ** 0.5) ** np.arange(201)
        worst = max(worst, float((above / bound)[bound > 1e-9].max()))
    return worst


check_nesterov.breaks("a step three times too long", constants=lambda kappa: (3 * steady(kappa)[0], steady(kappa)[1]))
check_nesterov.breaks("no momentum", constants=lambda kappa: (steady(kappa)[0], 0.0))


def best_in_span(Q: Array, q: Array, k: int) -> Array:
    """Return the lowest point of ½ xᵀQx - qᵀx that k steps from 0 can reach by sums of their gradients."""
    span = [q]
    for _ in range(k - 1):
        span.append(Q @ span[-1])
    basis, _ = np.linalg.qr(np.array(span).T)
    return np.asarray(basis @ np.linalg.solve(basis.T @ Q @ basis, basis.T @ q))


@check("Lower bound (Nesterov 1983)", "height of the best point that k gradients can reach, over L/(16(k + 1)); furthest from "
       "1 of k = 1, 3, 10, his function of 2k + 1 variables", "==", 1.0, 1e-6, kind="instance")  # fmt: skip
def check_lower_bound(best: Callable[[Array, Array, int], Array] = best_in_span, more: int = 1) -> float:
    """Minimize over all sums of gradients at once, which is more than any method of this kind can do."""
    found = []
    for k in (1, 3, 10):
        d = 2 * k + more
        Q = (2 * np.eye(d) - np.eye(d, k=1) - np.eye(d, k=-1)) / 4
        q = np.eye(d)[0] / 4
        x, at = best(Q, q, k), np.linalg.solve(Q, q)
        found.append(float((x - at) @ Q @ (x - at) / 2 * 16 * (k + 1)))
    return max(found, key=lambda ratio: abs(ratio - 1))


check_lower_bound.breaks("one gradient more", best=lambda Q, q, k: best_in_span(Q, q, k + 1))
check_lower_bound.breaks("one variable more", more=2)


@task("roll", right="Right: velocity is kept, a share β of it; the rest is gradient descent.")
def _roll(walk: Any) -> str:
    curvatures, start = np.array([1.0, 9.0]), np.array([1.0, -2.0])
    path = numbers(walk(lambda x: curvatures * x, start.copy(), 0.05, 0.5, 6))
    wanted = roll(lambda x: curvatures * x, start, 0.05, 0.5, 6)
    if path.shape == (2,):
        return "Return all points from the start on, a list of seven for six steps, not the last one alone."
    if path.shape != wanted.shape:
        return f"Six steps from (1, −2) make seven points, of shape (7, 2); yours have shape {path.shape}."
    if np.allclose(path, wanted):
        return ""
    if np.allclose(path, roll(lambda x: curvatures * x, start, 0.05, 0.0, 6)):
        return "That is gradient descent: the velocity is forgotten after each step."
    if np.allclose(path, roll(lambda x: curvatures * x, start, 0.025, 0.5, 6)):
        return "The gradient enters with η, not with (1 − β) η: that variant averages gradients, and steps half as far here."
    if np.allclose(path[0], start) and np.allclose(path[1], wanted[1]):
        return "The first step is right, the second is not: to β times the last move, x_k − x_{k−1}, add −η ∇f(x_k)."
    return "The first step, from rest, is −η ∇f(x_0): begin with velocity 0."
