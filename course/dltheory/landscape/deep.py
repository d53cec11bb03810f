"""Section 3, deep linear networks: how descent passes from saddle to saddle, and how long it waits at the first one."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from .. import plotting
from ..evidence import check, erratum, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count, require_positive
from .critical import Pair, Points, Weights, hessian_values
from .pieces import Problem, regression, split

STRENGTHS = (3.0, 2.0, 1.0)
TARGET = np.diag(STRENGTHS)


def saxe(s: float, a0: float, t: Array) -> Array:
    """Return the strength a(t) of a mode of strength s in two layers: a' = 2a(s − a), from a0 (Saxe et al. 2013)."""
    require_positive(s=s, a0=a0)
    return np.asarray(s / (1 + (s / a0 - 1) * np.exp(-2 * s * np.asarray(t))))


def follow(layers: Sequence[Array], times: Array | None = None) -> tuple[Array, Array]:
    """Follow gradient flow on ½ |T − W_L ⋯ W_1|², T = diag(3, 2, 1); return times (up to a loss of 0.001) and the products then."""
    widths, start = [len(layers[0]), *(W.shape[1] for W in layers)], np.concatenate([W.ravel() for W in layers])

    def velocity(t: float, theta: Array) -> Array:
        parts, values, moves = split(theta, widths), [np.eye(3)], []
        for W in parts[::-1]:  # forward, then back: three inputs, one along each axis, stand for uncorrelated data
            values.append(W @ values[-1])
        error = TARGET - values[-1]
        for W, seen in zip(parts, values[-2::-1], strict=True):
            moves.append((error @ seen.T).ravel())
            error = W.T @ error
        return np.concatenate(moves)

    def done(t: float, theta: Array) -> float:
        return float(((TARGET - functools.reduce(np.matmul, split(theta, widths))) ** 2).sum() / 2 - 1e-3)

    done.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(velocity, (0, 1e9 if times is None else times[-1]), start, "LSODA", dense_output=True, rtol=1e-7,
                      atol=1e-7 * np.abs(start).max(), events=done if times is None else None)  # fmt: skip
    t = np.linspace(0, found.t[-1], 400) if times is None else times
    return t, np.array([functools.reduce(np.matmul, split(theta, widths)) for theta in found.sol(t).T])


@cached
def flow(depth: int = 2, scale: float = 0.01, seed: int = 0) -> tuple[Array, Array]:
    """Follow gradient flow (see `follow`) from random weights of size `scale`, ten hidden units in each layer."""
    require_choice((2, 3, 4), depth=depth)
    require_positive(scale=scale)
    widths = [3, *[10] * (depth - 1), 3]
    start = np.random.default_rng(seed).normal(size=60 + 100 * (depth - 2))
    return follow(split(scale * start, widths))


@cached
def half_time(depth: int, scale: float, seed: int, mode: int = 1) -> float:
    """Return when a mode (1 is the largest) is half learned by two layers; with more, the first one that is."""
    require_choice((1, 2, 3), mode=mode)
    t, products = flow(depth, scale, seed)
    strengths = np.diagonal(products, axis1=1, axis2=2) / np.array(STRENGTHS)
    strength = strengths[:, mode - 1] if depth == 2 else strengths.max(axis=1)
    place = int(np.argmax(strength >= 0.5))
    return float(np.interp(0.5, strength[place - 1 : place + 1], t[place - 1 : place + 1]))


@cached
def deep_ends(hidden: tuple[int, ...] = (2, 2), starts: int = 50, steps: int = 2500) -> tuple[Weights, ...]:
    """Descend (η = 0.01) on the loss of `regression` from normal weights of size ½; return the ends."""
    import torch

    require_count(1, starts=starts, steps=steps)
    problem, rng = regression(), np.random.default_rng(0)
    shapes = itertools.pairwise((5, *hidden, 5))
    W = [torch.tensor(0.5 * rng.normal(size=(starts, *shape)), requires_grad=True) for shape in shapes]
    root = np.linalg.cholesky(problem.xx)  # five examples that stand for all: the same Σ_xx
    X, Y = torch.tensor(root), torch.tensor(problem.slope @ root)
    for _ in range(steps):
        moves = torch.autograd.grad(0.5 * ((functools.reduce(torch.matmul, W) @ X - Y) ** 2).sum(), W)
        W = [(part - 0.01 * move).detach().requires_grad_() for part, move in zip(W, moves, strict=True)]
    return tuple(zip(*(part.detach().numpy() for part in W), strict=True))


@check("Theorem 46", "loss at the end of gradient descent over the least that rank 2 allows, ½(56 − 25 − 16): furthest from 1; widths 5, 2, 2, 5, 50 random "
       "starts, 2,500 steps", "==", 1.0, 1e-6, kind="instance", only_if="the ends differ")  # fmt: skip
def check_ends(ends: Points = deep_ends) -> float:
    """All of them; a single one at the lowest saddle would be at 1.47."""
    found = ends()
    many = len({weights[0].tobytes() for weights in found}) >= 50
    return furthest_from(1.0, [regression().loss(*weights) / 7.5 for weights in found] if many else math.nan)


check_ends.breaks("600 steps", ends=lambda: deep_ends(steps=600))


@erratum(64, "Definition 24", "three layers, the origin, M = diag(3, 2, 1)", "<=", -0.01,
         printed="a saddle point has a Hessian with a negative eigenvalue: the lowest",
         corrected="a saddle is a critical point that is no local extremum: fall of the loss at distance 0.3, or rise the other way, the smaller")  # fmt: skip
def erratum_flat() -> tuple[float, float]:
    """All three layers along the first mode, 0.3/√3 each; with one of them turned round the loss rises."""
    problem, first = Problem(np.eye(3), TARGET), np.diag([0.3 / math.sqrt(3), 0, 0])
    fall, rise = (problem.loss(side * first, first, first) - 7.0 for side in (1, -1))
    return float(hessian_values(problem, [0 * first] * 3)[0]), max(fall, -rise)


@check("Two layers (Saxe et al.)", "largest difference of the trained product to the closed form; balanced start with the modes in place, hidden units turned at "
       "random; strengths 3, 2, 1, a(0) = 0.01, t up to 4", "==", 0.0, 1e-4, kind="construction")  # fmt: skip
def check_saxe(closed: Callable[..., Array] = saxe, train: Pair = follow) -> float:
    """The weights follow their gradients; the formula knows one number per mode."""
    t, turn = np.linspace(0, 4, 60), np.linalg.qr(np.random.default_rng(0).normal(size=(6, 3)))[0]
    _, products = train([0.1 * turn.T, 0.1 * turn], t)
    formula = np.stack([closed(s, 0.01, t) for s in STRENGTHS], axis=1)
    return largest(np.abs(products - formula[:, :, None] * np.eye(3)))


check_saxe.breaks("W₂ four times, W₁ a quarter", train=lambda layers, t: follow([4 * layers[0], layers[1] / 4], t))


@check("Saddle to saddle", "s times the slope of the time at which a mode of strength s is half learned, against ln(1/size of the start): furthest from 1; two "
       "layers, sizes 1e-3, 1e-5, 1e-7, strengths 3, 2, 1, mean over 5 starts", "==", 1.0, 0.003, kind="rate")  # fmt: skip
def check_stairs(time: Callable[[int, float, int, int], float] = half_time) -> float:
    """The starts are neither balanced nor in place; what that costs does not grow with ln(1/size)."""
    sizes, found = (1e-3, 1e-5, 1e-7), []
    for mode, s in enumerate(STRENGTHS, start=1):
        mean = [np.mean([time(2, size, seed, mode) for seed in range(5)]) for size in sizes]
        found.append(s * np.polyfit(np.log(1 / np.array(sizes)), mean, 1)[0])
    return furthest_from(1.0, found)


check_stairs.breaks("the largest mode always", time=lambda depth, size, seed, mode: half_time(depth, size, seed))
check_stairs.breaks("a clock 1 % fast", time=lambda *run: 1.01 * half_time(*run))


@check("Saddle to saddle", "slope of the wait at the origin against the size of the start, log axes, plus the number of layers less 2: furthest from 0; three "
       "layers (sizes 0.03 to 0.005), four (0.1 to 0.03), mean over 3 starts", "==", 0.0, 0.03, kind="rate")  # fmt: skip
def check_wait(time: Callable[..., float] = half_time) -> float:
    """With more than two layers the origin has no negative curvature, and descent leaves it by a higher power."""
    found = []
    for depth, sizes in ((3, (0.03, 0.01, 0.005)), (4, (0.1, 0.05, 0.03))):
        mean = [np.mean([time(depth, size, seed) for seed in range(3)]) for size in sizes]
        found.append(loglog_slope(sizes, mean) + depth - 2)
    return furthest_from(0.0, found)


check_wait.breaks("two layers in place of three and four", time=lambda depth, size, seed: half_time(2, size, seed))
check_wait.breaks("a power more by 0.05", time=lambda depth, size, seed: half_time(depth, size, seed) / size**0.05)


def draw_stairs(left: Panel, right: Panel, scale: float, depth: int) -> dict[str, Array]:
    """Draw the loss of a run beside the heights of the saddles, and the strengths of the modes."""
    t, products = flow(depth, scale, 3)
    strength = np.diagonal(products, axis1=1, axis2=2)
    loss, end = ((TARGET - products) ** 2).sum(axis=(1, 2)) / 2, float(t[-1])
    left.axes(xlabel="time (steps times step size)", ylabel="loss", xlim=(0, 1.4 * end), ylim=(-0.3, 7.6))
    left.line("loss", t, loss, color=plotting.MEASURED, linewidth=2.5)
    for words, value in (("no mode", 7.0), ("mode 1", 2.5), ("modes 1, 2", 0.5)):
        left.line(words, [0, end], [value, value], words, color=plotting.BOUND, linewidth=0.9)
    right.axes(xlabel="time", ylabel="strength in the product", xlim=(0, 1.25 * end), ylim=(-0.3, 3.4))
    for mode, color in enumerate((plotting.MEASURED, plotting.SECOND, plotting.THIRD)):
        right.line(f"mode {mode + 1}", t, strength[:, mode], True, color=color, linewidth=2)
        if depth == 2:
            at = math.log(1 / scale) / STRENGTHS[mode]
            right.rule(f"time {mode}", x=at, color=color, linewidth=0.8, linestyle="--")
    first = float(t[np.argmax(strength[:, 0] >= 1.5)])
    left.note(f"mode 1 is half learned at time {first:.2g}")
    return {"loss": loss, "strength": strength, "first": np.array([first])}


def explore_stairs() -> Explorer:
    """Build the explorer of descent from saddle to saddle: the size of the start, and the number of layers."""
    return explore(
        draw_stairs, panels=2, size=(9.0, 3.8), scale=slider(1e-5, 0.5, "size of the start", value=1e-3, log=True),
        depth=choice((2, 3), "layers"), storyboard=[{"scale": 1e-5}, {"scale": 0.5}, {"scale": 0.01, "depth": 3}],
        caption=lambda scale, depth: f"{depth} layers, start of size {scale:.2g}",
        alt="Left the loss against time, with level lines at the heights of saddles; right the strengths of three modes; for a tiny and "
        "a large start of two layers, and one of three",
    )  # fmt: skip


@task("when a mode is half learned", right="Right: for a small start about ln(1/a₀)/2s; a₀ is the square of the size ε.")  # fmt: skip
def _half(when: Callable[..., Any]) -> str:
    s, a0 = 1.7, 0.003
    found = numbers(when(s, a0))
    if found.ndim:
        return f"One time is asked for; yours has the shape {found.shape}."
    slips = [(math.log(s / a0 - 1) / (2 * s), ""), (math.log(0.5 / a0 - 1) / (2 * s), "Half learned means a = s/2."),
             (math.log(s / a0) / (2 * s), "Close: the −1 in the denominator of a(t) is there, too."),
             (math.log(s / a0 - 1) / s, "Twice too late: the exponent is 2s·t."),
             (math.log(s / a0 - 1) / 2, "The strength s stands in the exponent, too."),
             (math.log(s / a0 + 1) / (2 * s), "The sign of the 1: solve 2q = q − 1 + s/a₀ with q = exp(2s·t).")]  # fmt: skip
    return recognize(found, slips, "Put a(t) = s/2: then 2q = q − 1 + s/a₀ with q = exp(2s·t).", 1e-6)
