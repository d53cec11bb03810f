"""Section 7, training: how far apart the classes are, the slope of a maximum, and training on the worst pictures of a ball."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .. import plotting
from ..data import pictures, read_record, recorded_run
from ..evidence import check, largest
from ..interactive import Control, Explorer, Panel, explore
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..training import share_right
from ..validation import require_choice
from ._common import Attack

RECORD = Path(__file__).with_name("recorded.toml")
#: The radii that the recorded networks are attacked with.
TESTED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)


@cached
def nearest(norm: str = "inf") -> tuple[Array, Array]:
    """Return, for the 500 test digits, how far the nearest training digit of the own class is, and of another, (500,) each."""
    from scipy.spatial.distance import cdist

    require_choice(("inf", "2"), norm=norm)
    X, y, X_new, y_new = (part.numpy() for part in pictures())
    away = cdist(X_new.reshape(-1, 64), X.reshape(-1, 64), "chebyshev" if norm == "inf" else "euclidean")
    same = y_new[:, None] == y[None]
    return np.where(same, away, np.inf).min(axis=1), np.where(same, np.inf, away).min(axis=1)


@check("Section 12.4", "half the smallest distance (norm ∞) from a test digit to a training digit of another class; grey values are multiples of 1/16",
       "==", 7 / 32, 1e-9, kind="instance")  # fmt: skip
def check_apart(distances: Callable[..., Any] = nearest, other: int = 1) -> float:
    """Two balls of this radius around digits of two classes have no point in common."""
    return float(distances("inf")[other].min() / 2)


check_apart.breaks("digits of the same class", other=0)


def bumps_loss(theta: Array, x: Array) -> Array:
    """Return log(1 + exp(-f)), label 1, at points (..., 2) for f = Σ v tanh(w·x + b); theta (6, 4) has a row (v, w₁, w₂, b) a unit."""
    return np.asarray(np.logaddexp(0, -np.tanh(x @ theta[:, 1:3].T + theta[:, 3]) @ theta[:, 0]))


def worst_push(theta: Array, x: Array, eps: float = 0.6, zooms: int = 7) -> Array:
    """Return the push within the square of half-width eps at which the loss is largest: by a grid, then by finer ones."""
    push, reach = np.zeros(2), eps
    for _ in range(zooms):
        line = np.linspace(-reach, reach, 41)
        tried = np.clip(push + np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2), -eps, eps)
        push, reach = tried[np.argmax(bumps_loss(theta, x + tried))], reach / 10
    return np.asarray(push)


@check("Danskin (12.15)", "largest difference between the slopes of max ℓ, by finite differences, and those of ℓ at "
       "the worst δ held still, over the largest slope; 24 weights, 4 points", "<=", 0.0, 1e-6, kind="instance",
       only_if="δ moves with the weights")  # fmt: skip
def check_danskin(push: Callable[..., Array] = worst_push) -> float:
    """The maximum is found anew for each changed weight."""
    found, moved, h = [], 0.0, 1e-5
    for seed, x in enumerate(np.random.default_rng(5).normal(size=(4, 2))):
        theta, slopes = np.random.default_rng([seed, 8]).normal(size=(6, 4)) * [1.0, 1.5, 1.5, 1.0], np.zeros((2, 24))
        held, best = push(theta, x), worst_push(theta, x)
        for i, sign in np.ndindex(24, 2):
            changed = theta.copy()
            changed.flat[i] += (h, -h)[sign]
            free = worst_push(changed, x)
            moved = max(moved, float(np.abs(free - best).max()) / h)
            losses = np.array([bumps_loss(changed, x + free), bumps_loss(changed, x + held)])
            slopes[:, i] += losses * (1, -1)[sign] / (2 * h)
        found.append(np.abs(slopes[0] - slopes[1]).max() / np.abs(slopes[0]).max())
    return largest(found) if moved > 0.1 else math.nan


check_danskin.breaks("at the input itself", push=lambda theta, x: np.zeros(2))
check_danskin.breaks("all but the square's outermost hundredth", push=lambda theta, x: worst_push(theta, x, 0.594))
check_danskin.breaks("at the best corner of the square", push=lambda theta, x: max(
    (0.6 * np.array(corner) for corner in ((1, 1), (1, -1), (-1, 1), (-1, -1))), key=lambda push: bumps_loss(theta, x + push)))  # fmt: skip


def on_the_worst(eps: float) -> Callable[..., Any]:
    """Return the `change` of `fit` that replaces a batch by what 4 steps of ascent make of it; eps grows over the first half."""

    def change(model: Any, X: Any, y: Any, share: float) -> Any:
        return Attack(eps * min(1, 2 * share), steps=4, size=2.5 / 4)(model, X, y) if eps * share > 0 else X

    return change


def under_attack(model: Any) -> list[float]:
    """Return the shares of the 500 test digits that are right under 20 steps of each of the radii `TESTED`."""
    _, _, X, y = pictures()
    return [share_right(model, Attack(eps)(model, X, y) if eps else X, y) for eps in TESTED]


@cached
def recorded_training(eps: float) -> Array:
    """Return the recorded shares (5, 7) of test digits that are right, a row a seed, under attack with the radii `TESTED`."""
    return np.array(recorded_run(read_record(RECORD)["training"], eps=eps)["right"])


_SEEDS = "recorded convolutional networks on digits, 5 seeds"


@check("Section 12.4", "share of test digits that are right under 20 steps with ε = 0.1, after training on the worst of that ball less after "
       f"ordinary training; {_SEEDS}, least", ">=", 0.25, kind="instance", only_if="at three times that ε less than 2 % are left")  # fmt: skip
def check_gain(right: Callable[[float], Array] = recorded_training, eps: float = 0.1) -> float:
    """The same attack is run on both, seed by seed; a training for 0.1 leaves nothing at 0.3, one for 0.2 does."""
    trained, usual = _shares(right(eps)), _shares(right(0.0))
    return float((trained - usual)[:, 2].min()) if trained[:, -1].max() < 0.02 else math.nan


check_gain.breaks("trained as usual", eps=0.0)


@check("Section 12.4", "share of test digits that are right without an attack, after training with ε = 0.1 less after training with ε = 0.2; "
       f"{_SEEDS}, least", ">=", 0.005, kind="instance")  # fmt: skip
def check_price(right: Callable[[float], Array] = recorded_training, low: float = 0.1, high: float = 0.2) -> float:
    """From 0.1 to 0.2 every seed loses; from 0 to 0.1 one of five does."""
    return float((_shares(right(low)) - _shares(right(high)))[:, 0].min())


check_price.breaks("ε = 0 and 0.1", low=0.0, high=0.1)


def _shares(rows: Array) -> Array:
    """Return shares of five different runs that fall along each row from one near 1, or NaN."""
    fine = (
        len(np.unique(rows, axis=0)) == 5
        and ((rows >= 0) & (rows <= 1)).all()
        and (np.diff(rows, axis=1) <= 0.01).all()
        and (rows[:, 0] > 0.9).all()
    )
    return rows if fine else np.full_like(rows, math.nan)


#: Radii of training that the explorer offers, and its picture's grid.
OFFERED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
GRID = np.linspace(-1.6, 1.6, 81)


def two_bands() -> tuple[Array, Array]:
    """Return points (80, 2) and labels ±1: two wavy bands; half the smallest distance (norm ∞) between them is 0.127."""
    rng = np.random.default_rng(3)
    along = np.sort(rng.uniform(-1.4, 1.4, size=(2, 40)), axis=1)
    off = np.array([[1.0], [-1.0]]) * (0.27 + 0.3 * rng.random((2, 40)))
    return np.stack([along, 0.5 * np.sin(3 * along) + off], axis=-1).reshape(-1, 2), np.repeat([1.0, -1.0], 40)


@cached
def plane_nets() -> dict[str, Array]:
    """Train a network 2-64-1 for each radius of `OFFERED`, side by side, on the worst points of the squares.

    Returns ``scores`` (7, 81, 81) on the grid; ``robust`` (7, 7): the share of points whose whole square
    of radius j, on a grid of width 0.025, network i gets right.
    """
    import torch

    points, labels = two_bands()
    copies, generator = len(OFFERED), torch.Generator().manual_seed(1)
    X = torch.as_tensor(points).expand(copies, -1, -1)
    y, eps = torch.as_tensor(labels), torch.as_tensor(OFFERED, dtype=torch.float64)[:, None, None]
    shapes = (((2, 64), 2.0), ((1, 64), 1.0), ((64, 1), 1 / 8))
    start = [scale * torch.randn(1, *shape, generator=generator, dtype=torch.float64) for shape, scale in shapes]
    weights = [torch.cat([part] * copies).requires_grad_(True) for part in (*start, 0 * start[0][:, :1, :1])]

    def f(Z: Any) -> Any:
        W, b, v, c = weights
        return (torch.relu(Z @ W + b) @ v + c)[..., 0]

    def attack(eps: Any) -> Any:
        Z = X + eps * (2 * torch.rand(X.shape, generator=generator, dtype=torch.float64) - 1)
        for _ in range(3):
            Z = Z.detach().requires_grad_(True)
            (slope,) = torch.autograd.grad((y * f(Z)).sum(), Z)
            Z = X + (Z.detach() - 2.5 / 3 * eps * slope.sign() - X).clamp(-eps, eps)
        return Z.detach()

    optimizer = torch.optim.Adam(weights, lr=2e-2)
    for step in range(400):
        optimizer.zero_grad()
        losses = torch.nn.functional.softplus(-y * f(attack(eps * min(1, step / 200))))
        losses.mean(dim=1).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    grid = torch.as_tensor(np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(1, -1, 2)).expand(copies, -1, -1)
    side = torch.linspace(-0.4, 0.4, 33, dtype=torch.float64)
    offsets = torch.cartesian_prod(side, side)
    squares, far = (X[0][:, None] + offsets).reshape(1, -1, 2).expand(copies, -1, -1), offsets.abs().max(dim=1).values
    with torch.no_grad():
        right = f(squares).reshape(copies, len(y), -1) * y[:, None] > 0
        robust = [right[..., far <= eps + 1e-9].all(dim=2).double().mean(dim=1).numpy() for eps in OFFERED]
        return {"scores": f(grid).reshape(copies, 81, 81).numpy(), "robust": np.array(robust).T}


def draw_squares(panel: Panel, shares: Panel, eps: float) -> dict[str, Any]:
    """Draw what a network trained with this radius says in the plane, each point's square, and what attacks leave."""
    run, at = plane_nets(), OFFERED.index(eps)
    X, y = two_bands()
    panel.axes(xlabel="x₁", ylabel="x₂", xlim=(-1.6, 1.6), ylim=(-1.2, 1.2))
    panel.image("says", np.sign(run["scores"][at]), (-1.6, 1.6, -1.6, 1.6), cmap="PuOr", vmin=-2.5, vmax=2.5)
    for label, color, marker in ((1.0, plotting.MEASURED, "o"), (-1.0, plotting.BOUND, "s")):
        chosen = X[y == label]
        corners = chosen[:, None] + eps * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1], [math.nan, math.nan]])
        panel.line(f"squares {label}", *corners.reshape(-1, 2).T, color=color, linewidth=0.8, linestyle="-")
        panel.points(f"points {label}", *chosen.T, color=color, marker=marker, markersize=3.5)
    shares.axes(xlabel="ε: half a square's side", ylabel="squares that are all right", xlim=(0, 0.4), ylim=(0, 1.05))
    shares.line("usual", OFFERED, run["robust"][0], label="trained as usual", color=plotting.TARGET)
    shares.line("this", OFFERED, run["robust"][at], label="this network" if at else False, color=plotting.MEASURED)
    shares.rule("eps", x=eps, color=plotting.TARGET, linewidth=0.7)
    clean, pushed = run["robust"][at, [0, at]]
    shares.note(f"trained with {eps:g}: {clean:.0%} right, {pushed:.0%} with squares")
    return {"scores": run["scores"][at], "robust": run["robust"][at], "squares": X + eps}


def explore_squares() -> Explorer:
    """Build the explorer of the radius of training, in the plane."""
    return explore(
        draw_squares, panels=2, size=(9.0, 3.8), eps=Control("slider", "ε of training", 0.1, OFFERED),
        storyboard=[{"eps": eps} for eps in (0.0, 0.15, 0.4)], caption=lambda **_: "",
        alt="Left two wavy bands of points with squares around them and the border of a network, trained with ε = 0, 0.15 and 0.4; right "
        "shares that are right against ε",
    )  # fmt: skip


@task("a radius without a network", right="Right: the other class comes closer by ε at most, its own one goes by ε.")
def _neighbour_radius(radius: Callable[..., Any]) -> str:
    rng = np.random.default_rng(4)
    A, classes, x = rng.normal(size=(30, 3)), np.arange(30) % 3, rng.normal(size=(40, 3))

    def distances(norm: float) -> tuple[Array, Array]:
        away = np.linalg.norm(x[:, None] - A, norm, axis=2)
        return away.min(axis=1), np.array([row[classes != classes[row.argmin()]].min() for row in away])

    (own, other), (straight, further) = distances(np.inf), distances(2)
    said = np.array([float(numbers(radius(one, A, classes))) for one in x])
    cases = [
        ((other - own) / 2, ""),
        (other - own, "That far one of the two may move. But a push towards the one goes away from the other at once."),
        (other / 2, "That would do if x lay on its nearest example. How far is that one away, and how far can it get?"),
        (other, "That is the distance to the other class. The answer changes earlier: as soon as that class is the *nearer* one."),
        ((further - straight) / 2, "Those are Euclidean distances; the norm ∞ is the largest difference of a coordinate."),
    ]  # fmt: skip
    other_words = f"For x = {x[0].round(2)} yours is {said[0]:.3g}. The nearest example is {own[0]:.3g} away, the nearest of another class {other[0]:.3g}."
    return recognize(said, cases, other_words)
