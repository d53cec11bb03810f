"""Section 8, the race: momentum, what it buys and what it takes for granted; Adam and Newton beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import check, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import Array, cached, rotation
from ..tasks import numbers, task
from ..validation import require_at_least, require_count, require_finite, require_positive
from ._common import Function, Gradient, descend, quadratic, random_function

Roll = Callable[..., Array]


def roll(gradient: Gradient, start: ArrayLike, eta: float, beta: float, steps: int, ahead: bool = False) -> Array:
    """Walk with momentum: v ← beta v - eta gradient(x), x ← x + v; `ahead` takes the gradient at x + beta v (Nesterov).

    The share `beta` of the velocity that is kept is at least 0 and less than 1; all else, and the path, as in `descend`.
    """
    require_finite(eta=eta)
    require_count(0, steps=steps)
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


_Q = rotation(25) * [0.02, 1] @ rotation(25).T
#: What the racers run on: f at (..., 2), gradient and Hessian at (2,), start, step, window, and the least value.
LANDSCAPES: dict[str, tuple[Any, ...]] = {
    "valley, κ = 50": (
        quadratic(_Q).value, quadratic(_Q).gradient, lambda p: _Q, (-2.4, -0.4), 1.0, (-3, 1, -1.6, 1), 0.0),
    "Rosenbrock": (
        lambda p: (1 - p[..., 0]) ** 2 + 100 * (p[..., 1] - p[..., 0] ** 2) ** 2,
        lambda p: np.array([2 * (p[0] - 1) - 400 * p[0] * (p[1] - p[0] ** 2), 200 * (p[1] - p[0] ** 2)]),
        lambda p: np.array([[2 + 1200 * p[0] ** 2 - 400 * p[1], -400 * p[0]], [-400 * p[0], 200.0]]),
        (-1.2, 1.0), 1e-3, (-2, 2, -1, 3), 0.0),
    "saddle": (
        lambda p: p[..., 0] ** 2 / 2 - p[..., 1] ** 2 / 2 + p[..., 1] ** 4 / 4,
        lambda p: np.array([p[0], p[1] ** 3 - p[1]]), lambda p: np.diag([1, 3 * p[1] ** 2 - 1]),
        (1.5, 0.02), 0.1, (-2, 2, -1.6, 1.6), -0.25),
}  # fmt: skip
RACERS = {"descent": plotting.MEASURED, "momentum": plotting.SECOND, "Adam": plotting.THIRD, "Newton": plotting.FOURTH}


@cached
def race(landscape: str, factor: float = 1.0, beta: float = 0.9, ahead: bool = False) -> dict[str, Array]:
    """Return the paths (301, 2) of all racers; one that leaves for good is kept at the distance 100."""
    _, gradient, hessian, start, eta, _, _ = LANDSCAPES[landscape]
    with np.errstate(all="ignore"):
        paths = {
            "descent": descend(gradient, start, factor * eta, 300),
            "momentum": roll(gradient, start, factor * eta, beta, 300, ahead),
            "Adam": adam(gradient, start, 0.05 * factor, 300),
            "Newton": descend(lambda x: np.linalg.solve(hessian(x), gradient(x)), start, 1.0, 300),
        }
    return {name: np.clip(np.nan_to_num(path, nan=100.0), -100, 100) for name, path in paths.items()}


def draw_race(plan: Panel, side: Panel, landscape: str, factor: float, beta: float, ahead: bool, steps: int) -> dict[str, Any]:  # fmt: skip
    """Draw the racers' paths on the landscape, and their heights above the lowest point, step by step."""
    value, _, _, start, _, window, least = LANDSCAPES[landscape]
    x, y = np.meshgrid(np.linspace(window[0], window[1], 90), np.linspace(window[2], window[3], 90))
    plan.axes(xlabel="x₁", ylabel="x₂", xlim=window[:2], ylim=window[2:])
    plan.image("heights", -((value(np.stack([x, y], axis=-1)) - least) ** 0.25), window, cmap="Greys")
    plan.points("start", start[:1], start[1:], color="k", marker="x", markersize=7)
    plan.note("dark: low; ×: start")
    side.axes(xlabel="step", ylabel="height", xlim=(0, 300), ylim=(1e-11, 1e3), yscale="log")
    found: dict[str, Any] = {}
    for name, path in race(landscape, factor, beta, ahead).items():
        path, color = path[: steps + 1], RACERS[name]
        above = np.clip(value(path) - least, 1e-10, 1e3)
        plan.line(name, *path.T, color=color, linewidth=1.5)
        plan.points(f"{name}, now", *path[-1:].T, color=color, marker=plotting.MARKERS[color], markersize=7)
        side.line(name, np.arange(len(path)), above, label=True, color=color)
        found |= {name: path, f"{name}, height": above}
    return found


def explore_race() -> Explorer:
    """Build the explorer of the race: landscape, step, momentum, and how many steps have been run."""
    return explore(
        draw_race, landscape=choice(tuple(LANDSCAPES), "landscape"),
        factor=slider(0.1, 10.0, "step size, times its default", value=1.0, log=True),
        beta=slider(0.0, 0.98, "momentum β", value=0.9, step=0.02), ahead=switch("gradient at x + βv (Nesterov)"),
        steps=slider(5, 300, "steps run", value=150, step=5), panels=2, size=(9.0, 3.8),
        storyboard=[{"landscape": name} for name in LANDSCAPES],
        caption=lambda landscape, factor, beta, ahead, steps: f"{landscape}, after {steps} steps",
        alt="Left the paths of four racers, descent, momentum, Adam and Newton, on a valley, on Rosenbrock's bend and beside a saddle; "
        "right their heights, step by step, on a log axis",
    )  # fmt: skip


def best_momentum(kappa: float) -> tuple[float, float]:
    """Return step and momentum of the heavy ball for curvatures from 1 to kappa (Polyak 1964)."""
    require_at_least(1, kappa=kappa)
    root = kappa**0.5
    return 4 / (1 + root) ** 2, ((root - 1) / (root + 1)) ** 2


def kinked(x: Array) -> Array:
    """Return the gradient 25x, x + 24, 25x - 24 (for x < 1, < 2, beyond) of a function with curvatures 1 and 25."""
    return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))


@check("Heavy ball (Polyak 1964)", "factor per step of the distance, steps 300 to 600, curvatures 1 and 25, step and "
       "momentum for κ = 25; beside (√κ − 1)/(√κ + 1)", "==", 2 / 3, 3e-3, kind="instance")  # fmt: skip
def check_heavy_ball(
    walk: Roll = roll,
    gradient: Gradient = lambda x: np.array([1.0, 25.0]) * x,
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


def count_steps(walk: Roll, kappa: float, eta: float, beta: float) -> int:
    """Count steps until all of 20 coordinates, curvatures from 1 to kappa, have shrunk a million times."""
    require_at_least(1, kappa=kappa)
    require_positive(eta=eta)
    curvatures = np.geomspace(1, kappa, 20)
    for steps in (500, 2000, 8000, 32_000):
        away = np.abs(walk(lambda x: curvatures * x, np.ones(20), eta, beta, steps)).max(axis=1)
        if away[-1] < 1e-6:
            break
    return int(np.flatnonzero(away >= 1e-6)[-1]) + 1


def _functions() -> Iterator[tuple[Function, Array]]:
    rng = np.random.default_rng(0)
    for _ in range(200):
        f = random_function(rng, d=3, kappa=float(10 ** rng.uniform(0.3, 2.5)))
        yield f, f.minimizer + rng.normal(size=3)
    yield Function(
        lambda x: np.where(x > -0.5, 500 * x**2, 125 - 500 * (x + 0.5) + (x + 0.5) ** 2 / 2).sum(axis=-1),
        lambda x: np.where(x > -0.5, 1000 * x, x - 499.5), 1.0, 1000.0, np.zeros(1),
    ), np.ones(1)  # fmt: skip


@check("Nesterov's bound", "largest f(x_k) − f* over ½(L + μ) |x₀ − x*|² (1 − 1/√κ)^k, k = 1 to 200; 200 random functions of "
       "three variables, κ from 2 to 600, and one of curvatures 1000 and 1", "<=", 1.0, 0.0, kind="class bound", given=("functions",))  # fmt: skip
def check_nesterov(
    walk: Roll = roll, constants: Callable[[float], tuple[float, float]] = steady,
    functions: Callable[[], Iterator[tuple[Function, Array]]] = _functions,
) -> float:  # fmt: skip
    """Hold each run to the bound of its own constants, as long as rounding leaves digits."""
    found = []
    for f, start in functions():
        step, beta = constants(f.L / f.mu)
        above = f.value(walk(f.gradient, start, step / f.mu, beta, 200, ahead=True)) - f.least
        bound = (f.L + f.mu) / 2 * ((start - f.minimizer) ** 2).sum() * (1 - (f.mu / f.L) ** 0.5) ** np.arange(201)
        found.append((above / bound)[1:][bound[1:] > 1e-9].max())  # at k = 0 the walk plays no part
    return largest(found)


check_nesterov.breaks("a step three times too long", constants=lambda kappa: (3 * steady(kappa)[0], steady(kappa)[1]))
check_nesterov.breaks("no look ahead", walk=lambda g, x, eta, beta, steps, ahead: roll(g, x, eta, beta, steps))
check_nesterov.breaks("no momentum", constants=lambda kappa: (steady(kappa)[0], 0.0))


def _best_reached(Q: Array, q: Array, k: int) -> Array:
    return np.append(np.linalg.solve(Q[:k, :k], q[:k]), np.zeros(len(q) - k))


@check("Lower bound (Nesterov 1983)", "height of the best point that k gradients can reach, over L/(16(k + 1)); furthest from "
       "1 of k = 1, 3, 10, his function of 2k + 1 variables", "==", 1.0, 1e-6, kind="instance")  # fmt: skip
def check_lower_bound(best: Callable[[Array, Array, int], Array] = _best_reached, more: int = 1) -> float:
    """Minimize over the first k coordinates: more than any sum of k gradients can do."""
    found = []
    for k in (1, 3, 10):
        d = 2 * k + more
        Q, q = (2 * np.eye(d) - np.eye(d, k=1) - np.eye(d, k=-1)) / 4, np.eye(d)[0] / 4
        off = best(Q, q, k) - np.linalg.solve(Q, q)
        found.append(float(off @ Q @ off / 2 * 16 * (k + 1)))
    return furthest_from(1, found)


check_lower_bound.breaks("one gradient more", best=lambda Q, q, k: _best_reached(Q, q, k + 1))
check_lower_bound.breaks("one variable more", more=2)


@task("roll", right="Right: velocity is kept, a share β of it; the rest is gradient descent.")
def _roll(walk: Any) -> str:
    def gradient(x: Array) -> Array:
        return np.array([1.0, 9.0]) * x

    start = np.array([1.0, -2.0])
    path, wanted = numbers(walk(gradient, start.copy(), 0.05, 0.5, 6)), roll(gradient, start, 0.05, 0.5, 6)
    if path.shape != (7, 2):
        return f"Six steps from (1, −2) make seven points with the start, shape (7, 2); yours have shape {path.shape}."
    if np.allclose(path, wanted):
        return ""
    if np.allclose(path, roll(gradient, start, 0.05, 0.0, 6)):
        return "That is gradient descent: the velocity is forgotten after each step."
    if np.allclose(path, roll(gradient, start, 0.025, 0.5, 6)):
        return "The gradient enters with η, not with (1 − β) η: that variant averages gradients, and steps half as far here."
    if np.allclose(path[:2], wanted[:2]):
        return "The first step is right, the second is not: to β times the last move add −η ∇f at the new point."
    if np.allclose(path, path[0]):
        return "All your points are one array, changed in place: write x = x + v, which makes a new one."
    first, step = path[1] - start, 0.05 * gradient(start)
    if np.allclose(path[0], start) and np.allclose(first, step):
        return "The first step goes uphill: subtract the gradient."
    if np.allclose(first, 0):
        return "The first step stands still: update v first, then x with the new v."
    return "The first step, from rest, is −η ∇f(x_0): begin with velocity 0."
