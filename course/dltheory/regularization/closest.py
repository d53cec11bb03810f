"""Section 1, closest: which of all weights that fit the data gradient descent ends at."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.linalg import null_space

from .. import plotting
from ..evidence import check, erratum, largest
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count, require_positive, require_shape

#: Ways to take a step: along the gradient, along that of one sample drawn at random, with memory, coordinate by coordinate.
METHODS = ("all samples", "one sample a step", "momentum", "Adam")

Walk = Callable[..., Array]


def walk(method: str, X: Array, y: Array, start: Array, eta: float, steps: int) -> Array:
    """Walk down |Xw - y|²/n, X (n, d), y (n,), by one of `METHODS`; return all weights on the way, (steps + 1, d), `start` first.

    Momentum is 0.9; Adam has its usual constants; the samples of "one sample a step" are drawn with a fixed seed.
    """
    X, y, w = (np.asarray(values, dtype=float) for values in (X, y, start))
    require_shape(None, None, X=X)
    require_shape(len(X), y=y)
    require_shape(X.shape[1], start=w)
    require_choice(METHODS, method=method)
    require_positive(eta=eta)
    require_count(0, steps=steps)
    rng, path = np.random.default_rng(0), [w]
    speed, square = np.zeros_like(w), np.zeros_like(w)
    for k in range(1, steps + 1):
        rows = rng.integers(0, len(X), 1) if method == "one sample a step" else slice(None)
        slope = 2 * (X[rows].T @ (X[rows] @ w - y[rows])) / len(X[rows])
        if method == "Adam":
            speed, square = 0.9 * speed + 0.1 * slope, 0.999 * square + 0.001 * slope**2
            w = w - eta * (speed / (1 - 0.9**k)) / (np.sqrt(square / (1 - 0.999**k)) + 1e-8)
        elif method == "momentum":
            speed = 0.9 * speed + slope
            w = w - eta * speed
        else:
            w = w - eta * slope
        path.append(w)
    return np.array(path)


def astray(X: Array, y: Array, start: Array, end: Array) -> float:
    """Return how far `end` is from being the nearest solution, in units of the way from the start, by two conditions.

    It must solve Xw = y, and the way to it must be at right angles to all directions that X does not see.
    """
    sizes = np.linalg.svd(X, compute_uv=False)
    missed = np.linalg.norm(X @ end - y) / sizes[sizes > 1e-9 * sizes[0]].min()
    aside = np.linalg.norm(null_space(X, rcond=1e-9).T @ (end - start))
    return float(np.hypot(missed, aside) / np.linalg.norm(end - start))


def _problems(noise: float = 0.0) -> Iterator[tuple[Array, Array, Array]]:
    """Yield X, y and a start of 20 problems with more weights than samples; in every second one a sample is there twice."""
    rng = np.random.default_rng(0)
    for k in range(20):
        n = int(rng.integers(1, 7))
        X = rng.normal(size=(n, d := 3 * n + 1))
        X = np.vstack([X, X[:1]]) if k % 2 else X
        yield X, X @ rng.normal(size=d) + noise * rng.normal(size=len(X)), 3 * rng.normal(size=d)


def _worst(walk: Walk, method: str, problems: Callable[[], Iterator[Any]] = _problems) -> float:
    found, share = [], {"one sample a step": 0.5, "momentum": 0.1, "Adam": 0.01}.get(method, 0.9)
    for X, y, start in problems():
        steepest = (X**2).sum(axis=1).max() if method == METHODS[1] else np.linalg.norm(X, 2) ** 2 / len(X)
        found.append(astray(X, y, start, walk(method, X, y, start, share / steepest, 1500)[-1]))
    return largest(found)


@check("Theorem 71", "how far the end of gradient descent is from the solution nearest to its start, over the way walked; 20 problems of "
       "1 to 7 samples, half of them with one sample twice", "<=", 0.0, 1e-8, kind="class bound", given=("problems",))  # fmt: skip
def check_nearest(walk: Walk = walk, method: str = METHODS[0], problems: Callable[..., Any] = _problems) -> float:
    """The end is judged by two conditions, not by a formula for it; an X without full rank is no exception."""
    return _worst(walk, method, problems)


check_nearest.breaks("Adam", method="Adam")
check_nearest.breaks("all starts moved to 0", walk=lambda m, X, y, start, *rest: walk(m, X, y, 0 * start, *rest))
check_nearest.breaks("targets that no weights meet", problems=lambda: _problems(1.0))


@check("Theorem 71", "the same for one random sample a step and for momentum, the farther one", "<=", 0.0, 1e-8, kind="class bound",
       only_if="three steps of each lead elsewhere than those of gradient descent")  # fmt: skip
def check_same_end(walk: Walk = walk, methods: tuple[str, ...] = METHODS[1:3]) -> float:
    """Both only add up gradients of samples, so they stay in the plane of the updates, too."""
    X, y, start = list(_problems())[1]
    plain, *others = (walk(method, X, y, start, 0.01, 3)[-1] for method in (METHODS[0], *methods))
    if not all(np.linalg.norm(w - plain) > 1e-3 * np.linalg.norm(plain - start) for w in others):
        return math.nan
    return largest([_worst(walk, method) for method in methods])


check_same_end.breaks("plain descent in place of both", walk=lambda method, *rest: walk(METHODS[0], *rest))
check_same_end.breaks("Adam in place of momentum", methods=(METHODS[1], METHODS[3]))


@erratum(104, "(11.4)", "distance from the slopes measured by differences, over their length", "<=", 0.0, 1e-6,
         printed="the gradient of (11.1) is (1/n) Σ (yᵢ − w·xᵢ) xᵢ", corrected="it is −(2/n) Σ (yᵢ − w·xᵢ) xᵢ")  # fmt: skip
def erratum_gradient() -> tuple[float, float]:
    """As printed, gradient descent would walk uphill."""
    rng = np.random.default_rng(1)
    X, y, w, h = rng.normal(size=(4, 7)), rng.normal(size=4), rng.normal(size=7), 1e-5
    up, down = (((y - (w + side * h * np.eye(7)) @ X.T) ** 2).mean(axis=1) for side in (1, -1))
    measured, pull = (up - down) / (2 * h), (y - X @ w) @ X / 4
    printed, corrected = (np.linalg.norm(f * pull - measured) / np.linalg.norm(measured) for f in (1, -2))
    return float(printed), float(corrected)


@erratum(105, "Theorem 71", "least |Xu| over all u of length 1 that the step speaks of: above 0, two solutions must agree; n = 3 samples "
         "e₁, e₁, e₂ with d = 4", ">=", 1.0, 1e-12, printed="X is full rank since d > n, so X u = 0 makes u = 0, for every u",
         corrected="X u = 0 makes u = 0 for u in the span of the samples, whatever the rank")  # fmt: skip
def erratum_full_rank() -> tuple[float, float]:
    """With d > n there is always a u that X does not see; here even the rank is 2, not 3."""
    X = np.eye(4)[[0, 0, 1]]
    span = np.linalg.qr(X[[0, 2]].T)[0]  # an orthonormal basis, (4, 2)
    printed, corrected = (float(np.linalg.eigvalsh(A.T @ A)[0] ** 0.5) for A in (X, X @ span))
    return printed, corrected


# --- the picture in space ---

#: Two samples with three weights, their targets, and the direction of the line of solutions.
PAIR = np.array([[1.0, -0.4, 0.6], [0.2, 0.4, 1.4]])
TARGETS = np.array([0.8, 0.6])
LINE = np.array([0.5, 0.8, -0.3]) / np.sqrt(0.98)
MIDDLE = PAIR.T @ np.linalg.solve(PAIR @ PAIR.T, TARGETS)  # the solution nearest to 0
ACROSS = np.linalg.svd(PAIR)[2][[1, 0]]  # two directions that span all updates, the slower one first


@cached
def _from_the_foot(method: str, away: float) -> Array:
    """Return the walk (901, 3) seen from the nearest solution, which is the same along the line: no step sees that direction."""
    eta = {"Adam": 0.05, "momentum": 0.03}.get(method, 0.15)
    return walk(method, PAIR, np.zeros(2), away * (ACROSS[0] + 0.6 * ACROSS[1]), eta, 900)


def seen(points: Array, turn: float, height: float = 22.0) -> Array:
    """Return where points (..., 3) stand on paper, (2, ...), for an eye far away, turned by so many degrees and so high up."""
    a, b = np.radians([turn, height])
    right = [-np.sin(a), np.cos(a), 0]
    up = [-np.sin(b) * np.cos(a), -np.sin(b) * np.sin(a), np.cos(b)]
    return np.moveaxis(np.asarray(points) @ np.array([right, up]).T, -1, 0)


def draw_closest(panel: Panel, along: float, away: float, method: str, turn: float) -> dict[str, Array]:
    """Draw the line of solutions, the plane of all updates through the start, and the walk."""
    foot = MIDDLE + along * LINE  # the solution nearest to the start
    slow, fast = ACROSS
    path = foot + _from_the_foot(method, away)
    start = path[0]
    panel.axes(xlabel="green net: the plane of all updates", ylabel="", xlim=(-2.6, 2.9), ylim=(-1.6, 2.0))
    panel.ax.set(aspect="equal", xticks=[], yticks=[])

    def put(name: str, points: Array, color: str, label: bool | str = False, **style: Any) -> None:
        x, y = seen(points, turn)
        panel.line(name, x, y, label, **{"color": color, "linestyle": "-", **style})

    side = np.linspace(-1.2, 1.2, 7)[:, None, None]
    ends = np.array([-1.2, 1.2, math.nan])[:, None]  # nan lifts the pen
    net = [(side * one + ends * other).reshape(-1, 3) for one, other in ((slow, fast), (fast, slow))]
    put("plane", foot + np.vstack(net), plotting.SECOND, linewidth=0.7)
    for name, axis in zip(("w₁", "w₂", "w₃"), np.eye(3), strict=True):
        put(name, 1.2 * np.array([0 * axis, axis]), plotting.TARGET, True, linewidth=1)
    put("fits", MIDDLE + np.array([[-2.2], [2.4]]) * LINE, plotting.BOUND, "all that fit", linewidth=3)
    moving = np.flatnonzero(np.linalg.norm(np.diff(path, axis=0), axis=1) > 1e-3)  # later steps would hide each other
    put("walk", path[: moving.max(initial=0) + 2], plotting.MEASURED, marker="o", markersize=3)
    put("nearest", foot[None], plotting.TARGET, marker="X", markersize=9)
    put("start", start[None], plotting.MEASURED, True, marker="o", markerfacecolor="white", markersize=8)
    put("end", path[-1:], plotting.MEASURED, marker="o", markersize=8)
    far = np.linalg.norm([path[-1] - start, foot - start], axis=1)
    panel.note(f"from start to end {far[0]:.3f}, to the line {far[1]:.3f}")
    return {"path": path, "far": far, "on paper": seen(path, turn)}


def explore_closest() -> Explorer:
    """Build the explorer of a walk towards a line of solutions."""
    return explore(
        draw_closest, along=slider(-2.0, 2.0, "start: along the line", value=1.0), method=choice(METHODS, "a step uses"),
        away=slider(-1.5, 1.5, "start: away from the line", value=1.2), turn=slider(-60, 60, "turn the picture", value=20),
        storyboard=[{"along": -1.5}, {"along": 0.0, "away": -1.2}, {}],
        caption=lambda along, away, method, turn: f"start {along:g} along, {away:g} away",
        alt="Three axes, a slanted line of solutions, a net at right angles to it through the start, the walk of descent, and "
        "the solution that is nearest to the start",
    )  # fmt: skip


@task("a step size for each weight", right="Right: the updates are multiples of (η₁x₁, η₂x₂, …), and one multiple fits. Steps decide what is near.")  # fmt: skip
def _scaled(end: Callable[[Array, float, Array], Any]) -> str:
    rng, y, eta = np.random.default_rng(3), 2.0, np.array([0.02, 0.1, 0.3])
    x = rng.normal(size=3)
    found, v = numbers(end(x, y, eta)), eta * x
    if found.shape != (3,):
        return f"Three weights are asked for; yours have the shape {found.shape}."
    slips = [
        (v * y / (v @ x), ""),
        (x * y / (x @ x), "That is the end with one step size for all. Here each update is a multiple of (η₁x₁, η₂x₂, η₃x₃)."),
        (v * y / (x @ x), "The direction is right; but these weights do not fit: what is x·w?"),
        (v, "The direction is right. Which multiple of it has x·w = y?"),
        (v * y / (v @ v), "Which multiple of v = (η₁x₁, η₂x₂, η₃x₃) has x·w = y? Divide by x·v, not by v·v."),
        (2 * v * y, "That is a single step. The end has x·w = y."),
        (x / eta * y / (x / eta @ x), "It fits. But a weight with a small step moves little: multiply by the steps."),
    ]  # fmt: skip
    otherwise = "All updates are multiples of one vector. Which? And which multiple has x·w = y?"
    if np.linalg.norm(found) > 0 and np.isclose(abs(found @ v), np.linalg.norm(found) * np.linalg.norm(v)):
        otherwise = "The direction is right. The length: x·w must be y."
    return recognize(found, slips, otherwise)
