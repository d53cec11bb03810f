"""Section 3, the quadratic valley: one factor for each curvature, the largest and the best step, and models of f."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from .. import plotting
from ..evidence import Measured, check, erratum, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import Array, rotation
from ..tasks import numbers, task
from ._common import Gradient, descend, quadratic

Walk = Callable[[Gradient, Array, float, int], Array]
Model = Callable[[Array], Array]

#: The explorer's walk: so many steps, the curvature across the valley is 1.
SHOWN = 40
AXES = "diagonal of the Hessian"
MODELS: dict[str, Model] = {
    "gradient": lambda Q: np.eye(len(Q)),
    AXES: lambda Q: np.diag(np.diag(Q)),
    "whole Hessian (Newton)": lambda Q: Q,
}


def draw_valley(panel: Panel, kappa: float, eta: float, model: str, turn: bool) -> dict[str, Any]:
    """Draw the level curves of a valley with the curvatures 1/kappa and 1, and 40 steps down from one place."""
    R = rotation(25 * turn)
    Q = R * [1 / kappa, 1] @ R.T
    inverse = np.linalg.inv(MODELS[model](Q))
    path = descend(lambda x: inverse @ (Q @ x), R @ [-2.3, 0.75], eta, SHOWN)
    away = np.linalg.norm(path, axis=1)
    circle = np.linspace(0, 2 * np.pi, 200)
    if panel.ax.get_aspect() != 1:
        panel.ax.set_aspect("equal")
    panel.axes(xlabel="x₁", ylabel="x₂", xlim=(-3, 3), ylim=(-1.5, 1.5))
    for level in (0.03, 0.12, 0.28, 0.5, 0.8, 1.1):
        ring = np.sqrt(2 * level) * R @ [np.sqrt(kappa) * np.cos(circle), np.sin(circle)]
        panel.line(f"level {level}", *ring, color=plotting.TARGET, linewidth=0.7)
    panel.line("steps", *path.T, color=plotting.MEASURED, linewidth=1, marker="o", markersize=3)
    panel.points("start", *path[:1].T, color=plotting.MEASURED, markersize=8, markerfacecolor="none")
    panel.points("minimum", [0], [0], color=plotting.BOUND, marker="x", markersize=8)
    share = away[-1] / away[0]
    panel.note(f"after {SHOWN} steps: {share:.2g} × the first distance" if share > 1e-9 else "arrived")
    return {"path": path, "share": share}


def explore_valley() -> Explorer:
    """Build the explorer of the chapter's first picture: how long the valley is, how large the step, and which model."""
    return explore(
        draw_valley, kappa=slider(1.0, 100.0, "condition number κ: curvature across, over along", value=10.0, log=True),
        eta=slider(0.05, 2.1, "step size η (the curvature across is 1)", value=0.5, step=0.05),
        model=choice(tuple(MODELS), "the step comes from"), turn=switch("turn the valley by 25°"),
        storyboard=[{"eta": 0.5}, {"eta": 1.8}, {"eta": 2.05}, {"eta": 2.05, "kappa": 50.0}],
        caption=lambda kappa, eta, model, turn: f"length κ = {kappa:g}, η = {eta:g}",
        alt="Steps down a long valley drawn by its level curves: small steps creep along the floor, larger ones jump from "
        "side to side and arrive sooner, and beyond η = 2 they jump out of the valley, however long it is",
    )  # fmt: skip


def _random_valley(rng: np.random.Generator, d: int = 5, kappa: float = 50.0) -> tuple[Array, Array, Array]:
    """Draw Q (d, d), its curvatures (d,), from 1 to kappa, and its axes (d, d), one a column."""
    axes, _ = np.linalg.qr(rng.normal(size=(d, d)))
    curvatures = np.sort(np.r_[1, kappa, kappa ** rng.uniform(size=d - 2)])
    return axes * curvatures @ axes.T, curvatures, axes


@check("Quadratic rates (5.4)", "largest difference of x_k along an axis, over x_0 there, from (1 − ηλ)^k, over 1 or the power; 20 "
       "random valleys in 5 dimensions, η from 0.1/L to 2.2/L, 30 steps", "<=", 0.0, 1e-12, kind="identity")  # fmt: skip
def check_factors(walk: Walk = descend) -> float:
    """Walk down turned valleys and look along their axes."""
    rng, found = np.random.default_rng(0), []
    for _ in range(20):
        Q, curvatures, axes = _random_valley(rng)
        eta = rng.uniform(0.1, 2.2) / curvatures[-1]
        path = walk(quadratic(Q).gradient, axes.sum(axis=1), eta, 30)
        powers = (1 - eta * curvatures) ** np.arange(31)[:, None]
        found.append(np.abs(path @ axes - powers) / np.maximum(1, np.abs(powers).max()))
    return largest(found)


check_factors.breaks("a function that is no quadratic", walk=lambda g, x, eta, steps: descend(
    lambda x: g(x) + 0.01 * np.sin(x), x, eta, steps))  # fmt: skip


@check("Largest step (5.4)", "longest step with which a walk still comes closer, times λmax; 8 random valleys in 5 dimensions, the "
       "one that is furthest from 2", "==", 2.0, 1e-6, kind="instance", digits=6)  # fmt: skip
def check_largest_step(walk: Walk = descend) -> float:
    """Bisect between steps that arrive and steps that leave."""
    rng, found = np.random.default_rng(1), []
    for _ in range(8):
        Q, curvatures, axes = _random_valley(rng)
        low, high = 1.0, 2.5
        for _ in range(22):
            middle = (low + high) / 2
            away = np.linalg.norm(walk(quadratic(Q).gradient, axes.sum(axis=1), middle / curvatures[-1], 400), axis=1)
            low, high = (low, middle) if away[400] > away[200] else (middle, high)
        found.append(low)
    return furthest_from(2, found)


check_largest_step.breaks("steps 1 % too long", walk=lambda g, x, eta, steps: descend(g, x, 1.01 * eta, steps))


@check("Best step (5.4)", "step whose slowest coordinate is fastest, times the mean of λmin and λmax, and its factor, over "
       "(κ − 1)/(κ + 1); κ = 3, 10, 100, furthest from 1", "==", 1.0, 1e-4, kind="instance")  # fmt: skip
def check_best_step(walk: Walk = descend) -> float:
    """Search for the step, by walks alone."""
    found = [(kappa, *best_step(walk, kappa)) for kappa in (3.0, 10.0, 100.0)]
    ratios = [r for k, eta, factor in found for r in (eta * (1 + k) / 2, factor * (k + 1) / (k - 1))]
    return furthest_from(1, ratios)


def best_step(walk: Walk, kappa: float) -> tuple[float, float]:
    """Search for the step that shrinks the slower one of two coordinates most, curvatures 1 and kappa; and its factor."""
    g = quadratic(np.diag([1, kappa])).gradient
    found = minimize_scalar(
        lambda eta: np.abs(walk(g, np.ones(2), eta, 20)[20]).max() ** (1 / 20),
        bounds=(0.2 / kappa, 2.2 / kappa), method="bounded", options={"xatol": 1e-6 / kappa},
    )  # fmt: skip
    return float(found.x), float(found.fun)


check_best_step.breaks("steps 1 % too long", walk=lambda g, x, eta, steps: descend(g, x, 1.01 * eta, steps))
check_best_step.breaks("a function that is no quadratic", walk=lambda g, x, eta, steps: descend(
    lambda x: g(x) + 0.3 * x * np.abs(x), x, eta, steps))  # fmt: skip


@check("Model steps (5.3)", "factor per step of the model that knows the curvatures along the axes, valley of κ = 100 turned by "
       "45°; beside gradient descent's best", "==", kind="instance", digits=4)  # fmt: skip
def check_turned_valley(model: Model = MODELS[AXES], angle: float = 45.0) -> Measured:
    """Walk down a turned valley, step by step to the model's lowest point."""
    R = rotation(angle)
    Q = R * [1, 100] @ R.T
    inverse = np.linalg.inv(model(Q))
    away = np.linalg.norm(descend(lambda x: inverse @ (Q @ x), R @ [1, 1], 1.0, 200)[[100, 200]], axis=1)
    return Measured(float((away[1] / away[0]) ** 0.01) if away[0] > 1e-6 else 0.0, 99 / 101, 1e-6)


check_turned_valley.breaks("a valley along the axes", angle=0.0)
check_turned_valley.breaks("a valley turned by 40°", angle=40.0)
check_turned_valley.breaks("Newton's model", model=lambda Q: Q)


@erratum(55, "Section 5.4", "smallest ηλ, in steps of 0.01, that does not come closer in 50 steps, less the limit", "==", 0.0, 0.01,
         printed="the objective decreases for η < 1/λ only", corrected="for η < 2/λ")  # fmt: skip
def erratum_largest_step() -> tuple[float, float]:
    """Between 1/λ and 2/λ a step jumps over the minimum, and still comes closer."""
    etas = np.arange(1, 300) / 100
    first = etas[np.abs(descend(lambda x: etas * x, np.ones(299), 1.0, 50)[-1]) >= 1][0]
    return float(first) - 1, float(first) - 2


@erratum(57, "Section 5.4", "κ = 10; a bound on the factor of f that says that f falls", "<=", 1.0,
         printed="(1 − κ)²", corrected="(1 − 1/κ)², above the factor 0.669")  # fmt: skip
def erratum_vacuous_rate() -> tuple[float, float]:
    """True as printed, since κ ≥ 1, and empty."""
    kappa = 10.0
    _, factor = best_step(descend, kappa)
    corrected = (1 - 1 / kappa) ** 2
    return (1 - kappa) ** 2, corrected if corrected >= factor**2 else math.inf


@task("two different steps",
      right="Right: each step ends one coordinate's walk for good. One of them is far beyond 2/9.")  # fmt: skip
def _two_steps(steps: Any) -> str:
    eta = numbers(steps)
    if eta.shape != (2,) or not np.isfinite(eta).all():
        return "Two numbers are asked for: the first step and the second."
    left = np.abs([(1 - eta * curvature).prod() for curvature in (1.0, 9.0)])
    if left.max() < 1e-9:
        return ""
    words = f"From (1, 1) they lead to ({left[0]:.3g}, {left[1]:.3g}) in size."
    if np.isclose(eta[0], eta[1]):
        return f"{words} With two equal steps no coordinate is finished. Let each step care for one of them."
    if left.min() < 1e-9:
        return f"{words} One coordinate is finished. Which step finishes the other?"
    return f"{words} A step η multiplies coordinate i by 1 − ηλᵢ. When is that 0?"
