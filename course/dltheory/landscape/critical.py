"""Section 2, critical points: all of them for two linear layers, by a formula and by search, and the way down from each."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, erratum, furthest_from, largest
from ..interactive import Explorer, Panel, explore, slider, switch
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count
from .pieces import Problem, flat_loss, layer_gradients, random_problem, regression, split

Weights = tuple[Array, ...]
Pair = Callable[..., tuple[Array, Array]]
Points = Callable[..., tuple[Weights, ...]]
PAIRS = tuple(itertools.combinations(range(1, 6), 2))
#: Critical points of `regression` with two hidden units, by their modes, and the loss there: Σ|y|² is 56, λ = 25, 16, 9, 4, 1.
HEIGHTS = {m: 0.5 * (56 - sum((6 - i) ** 2 for i in m)) for m in ((), *((i,) for i in range(1, 6)), *PAIRS)}


def modes_of(problem: Problem) -> tuple[Array, Array]:
    """Return the eigenvalues of Σ_yx Σ_xx⁻¹ Σ_xy (k,), the largest first, and the eigenvectors, columns of U (k, k)."""
    values, vectors = np.linalg.eigh(problem.slope @ problem.yx.T)
    return values[::-1], vectors[:, ::-1]


def critical_point(problem: Problem, modes: Sequence[int], mix: Array) -> tuple[Array, Array]:
    """Return the critical point of some modes (1 is the largest): A = U_I C, B = C⁻¹ U_Iᵀ M, C = `mix`; idle units have uᵢ = 0."""
    for mode in modes:
        require_choice(range(1, problem.Y.shape[1] + 1), modes=mode)
    U = np.pad(modes_of(problem)[1][:, [mode - 1 for mode in modes]], ((0, 0), (0, len(mix) - len(modes))))
    return U @ mix, np.linalg.solve(mix, U.T @ problem.slope)


def height(problem: Problem, modes: Sequence[int]) -> float:
    """Return the loss of a network that has learned some modes (1 is the largest): ½ (Σ |y|² − the sum of their λ)."""
    return 0.5 * float((problem.Y**2).sum() - sum(modes_of(problem)[0][mode - 1] for mode in modes))


def slope_at(problem: Problem, weights: Sequence[Array]) -> tuple[Callable[[Any], Any], Any]:
    """Return the gradient of the loss as a function of all weights in one tensor, and these weights."""
    import torch

    theta = torch.tensor(np.concatenate([W.ravel() for W in weights]))
    return torch.func.grad(flat_loss(problem, [len(weights[0]), *(W.shape[1] for W in weights)])), theta


def hessian_values(problem: Problem, weights: Sequence[Array]) -> Array:
    """Return the eigenvalues of the Hessian of the loss in all weights, in rising order."""
    import torch

    slope, theta = slope_at(problem, weights)
    return np.asarray(torch.linalg.eigvalsh(torch.func.jacrev(slope)(theta)))


@cached
def newton_points(hidden: tuple[int, ...] = (2,), starts: int = 100, steps: int = 40) -> tuple[Weights, ...]:
    """Search critical points of `regression` (gradient below 1e-9) by Newton's method, from normal weights of size ½."""
    import torch
    from torch.func import grad, jacrev, vmap

    require_count(1, starts=starts, steps=steps)
    widths = (5, *hidden, 5)
    loss = flat_loss(regression(), widths)
    slope, curvature = vmap(grad(loss)), vmap(jacrev(grad(loss)))
    count = sum(a * b for a, b in itertools.pairwise(widths))
    theta = torch.tensor(0.5 * np.random.default_rng(0).normal(size=(starts, count)))
    for _ in range(steps):
        G = slope(theta)
        far = G.abs().amax(dim=1) > 1e-12
        inverse = torch.linalg.pinv(curvature(theta[far]), rtol=1e-8, hermitian=True)
        theta[far] -= (inverse @ G[far][..., None])[..., 0]
    return tuple(tuple(split(row, widths)) for row in theta[slope(theta).abs().amax(dim=1) < 1e-9].numpy())


def through(problem: Problem, before: Array) -> Array:
    """Return P M: the best map of all, projected on what the layers after the first can reach, the columns of `before`."""
    U, sizes, _ = np.linalg.svd(before, full_matrices=False)
    return np.asarray(U[:, sizes > 1e-6] @ U[:, sizes > 1e-6].T @ problem.slope)


def _critical(problem: Problem, weights: Weights, heights: Sequence[float]) -> bool:
    slope, theta = slope_at(problem, weights)
    return slope(theta).abs().max() < 1e-9 and min(abs(problem.loss(*weights) - value) for value in heights) < 1e-8


@check("Theorem 44", "largest entry of W − PM at the critical points that Newton's method finds, two hidden units, 100 starts, and two hidden layers of two, 60 "
       "starts", "<=", 0.0, 1e-8, kind="instance", only_if="all gradients are 0, and at least eight and five of the 15 known heights are met, no other")  # fmt: skip
def check_newton(points: Points = newton_points, form: Callable[[Problem, Array], Array] = through) -> float:
    """Sixteen sets of modes; mode 1 alone and modes 2, 3 have one height. (6.25) is the same, one layer on."""
    problem, found = regression(), []
    for hidden, starts, least in (((2,), 100, 8), ((2, 2), 60, 5)):
        met = set()
        for *rest, first in points(hidden, starts):
            before = functools.reduce(np.matmul, rest)
            met.add(round(problem.loss(before, first), 6))
            still = _critical(problem, (*rest, first), list(HEIGHTS.values()))
            found.append(np.abs(before @ first - form(problem, before)).max() if still else math.nan)
        found.append(0.0 if len(met) >= least else math.nan)
    return largest(found)


check_newton.breaks("four steps of Newton's method", points=lambda hidden, starts: newton_points(hidden, starts, 4))


@check("Theorem 45", "negative Hessian eigenvalues at all 16 critical points, less the swaps for a larger mode, and less the modes that are left times the "
       "idle units: furthest from 0", "==", 0.0, kind="construction", only_if="the gradients are 0 and the heights right")  # fmt: skip
def check_index(point: Pair = critical_point, values: Callable[..., Array] = hessian_values) -> float:
    """Only modes 1 and 2 have no way down. The mix C is random, 2 by 2."""
    problem, found = regression(), []
    for modes in HEIGHTS:
        weights = point(problem, modes, np.random.default_rng(modes or 0).normal(size=(2, 2)))
        spectrum = values(problem, weights) if _critical(problem, weights, [HEIGHTS[modes]]) else np.full(1, math.nan)
        ways = _pairs(modes) + (2 - len(modes)) * (5 - len(modes))
        found.append((spectrum < -1e-8 * np.abs(spectrum).max()).sum() - ways + 0 * spectrum.sum())
    return furthest_from(0.0, found)


def _pairs(modes: Sequence[int]) -> int:
    return sum(other < mode for mode in modes for other in {1, 2, 3, 4, 5} - set(modes))


check_index.breaks("A alone counts", values=lambda problem, weights: np.linalg.eigvalsh(weights[1] @ problem.xx @ weights[1].T))  # fmt: skip


def swap(problem: Problem, modes: Sequence[int], old: int, new: int) -> tuple[Array, Array]:
    """Return the direction dA, dB in which a critical point (mix C = 1) begins to exchange one of its modes for a new one."""
    require_choice(modes, old=old)
    require_choice(sorted(set(range(1, problem.Y.shape[1] + 1)) - set(modes)), new=new)
    u, unit = modes_of(problem)[1][:, new - 1], np.eye(len(modes))[list(modes).index(old)]
    return np.outer(u, unit), np.outer(unit, u @ problem.slope)


@check("Theorem 45", "second derivative of the loss along the swap of mode i for mode j, over λᵢ − λⱼ: furthest from 1; all 60 swaps at the ten critical "
       "points of rank 2", "==", 1.0, 1e-9, kind="construction", only_if="the first derivatives are 0")  # fmt: skip
def check_swap(direction: Pair = swap, point: Pair = critical_point) -> float:
    """The loss is a polynomial of degree four along the line: seven points give its derivatives exactly."""
    problem, t, found = regression(), np.linspace(-1, 1, 7), []
    for modes in PAIRS:
        A, B = point(problem, modes, np.eye(2))
        for old, new in itertools.product(modes, {1, 2, 3, 4, 5} - set(modes)):
            dA, dB = direction(problem, modes, old, new)
            terms = np.polynomial.Polynomial.fit(t, [problem.loss(A + s * dA, B + s * dB) for s in t], 4).convert().coef
            found.append(2 * terms[2] / ((6 - old) ** 2 - (6 - new) ** 2) if abs(terms[1]) < 1e-9 else math.nan)
    return furthest_from(1.0, found)


check_swap.breaks("B does not follow", direction=lambda *given: (swap(*given)[0], 0 * swap(*given)[1]))


@erratum(69, "(6.24)", "largest entry of the gradient in B, over the largest of Σ_yx; A the two leading eigenvectors, d = 4, 20 random problems",
         "<=", 0.0, 1e-9, printed="W = P Σ_xy Σ_xx⁻¹ at a critical point, Σ_xy = Σ xyᵀ", corrected="W = P Σ_yx Σ_xx⁻¹")  # fmt: skip
def erratum_covariance() -> tuple[float, float]:
    """B is what the formula says: only one of the two makes a critical point."""
    found = []
    for problem in (random_problem(seed, d=4, k=4) for seed in range(20)):
        A, back = modes_of(problem)[1][:, :2], np.linalg.inv(problem.xx)
        both = [layer_gradients(problem, A, A.T @ sigma @ back)[1] for sigma in (problem.yx.T, problem.yx)]
        found.append(np.abs(both).max(axis=(1, 2)) / np.abs(problem.yx).max())
    return largest(np.array(found)[:, 0]), largest(np.array(found)[:, 1])


def tied_loss(a: Array) -> Array:
    """Return ½ |S − a aᵀ|² for a (..., 2), S = diag(3, 2): one hidden unit, whose weights in and out are the same a."""
    return np.asarray(0.5 * (13 - 2 * (a**2 @ [3, 2]) + (a**2).sum(axis=-1) ** 2))


def draw_landscape(left: Panel, right: Panel, off: float, exact: bool) -> dict[str, Array]:
    """Draw the loss over (a₁, a₂) with a path of 900 steps of descent, η = 0.02, and the loss along the path."""
    path = np.array([[0.0 if exact else 0.3 * off, 0.3]] * 901)
    for k in range(900):
        path[k + 1] = path[k] + 0.04 * (np.array([3, 2]) - path[k] @ path[k]) * path[k]
    grid, loss = np.linspace(-2.2, 2.2, 111), tied_loss(path)
    surface = np.floor(2 * np.minimum(tied_loss(np.stack(np.meshgrid(grid, grid), axis=-1)), 9)) / 2
    left.axes(xlabel="weight a₁", ylabel="weight a₂", xlim=(-2.2, 2.2), ylim=(-2.2, 2.2))
    left.image("loss", surface, (-2.2, 2.2, -2.2, 2.2), cmap="Greys", vmin=2, vmax=10)
    for words, x, y, color, marker in (
        ("bottom", [3**0.5, -(3**0.5)], [0, 0], plotting.SECOND, "s"), ("summit", [0], [0], "black", "^"),
        ("saddle", [0, 0], [2**0.5, -(2**0.5)], plotting.BOUND, "X"), ("end", *path[-1:].T, plotting.MEASURED, "o"),
    ):  # fmt: skip
        left.points(words, x, y, color=color, marker=marker, markersize=9)
    left.line("path", *path.T, color=plotting.MEASURED, linewidth=2.5)
    right.axes(xlabel="step", ylabel="loss", xlim=(0, 1100), ylim=(1.5, 7))
    right.line("descent", np.arange(901), loss, color=plotting.MEASURED, linewidth=2.5)
    for words, value, color in (
        ("summit", 6.5, "black"),
        ("saddle", 4.5, plotting.BOUND),
        ("bottom", 2, plotting.SECOND),
    ):
        right.line(words, [0, 900], [value, value], words, color=color, linewidth=0.9)
    stay = int((np.abs(loss - 4.5) < 0.05).sum())
    right.note(f"{stay} of 900 steps at the saddle's height")
    return {"path": path, "loss": loss, "stay": np.array([stay])}


def explore_landscape() -> Explorer:
    """Build the explorer of the landscape with its saddles: where descent starts, beside the saddle's axis or on it."""
    return explore(
        draw_landscape, panels=2, size=(9.0, 3.8), off=slider(1e-9, 1.0, "start beside the axis, a₁ over a₂", value=1e-3, log=True),
        exact=switch("exactly on the axis"), storyboard=[{}, {"exact": True}],
        caption=lambda off, exact: "start exactly on the axis" if exact else f"start beside the axis by {off:.2g}",
        alt="Left a grey map with two bottoms on the level axis and two saddles on the upright one, and the path of descent from beside the "
        "upright axis, or from exactly on it; right the loss step by step, with lines at the heights of saddle and bottom",
    )  # fmt: skip


@task("the best of rank p", right="Right: a projection on p directions, the largest. This is principal component analysis, PCA.")  # fmt: skip
def _pca(best: Callable[..., Any]) -> str:
    rng = np.random.default_rng(9)
    X = rng.normal(size=(50, 4)) * [3.0, 1, 2, 0.5] @ np.linalg.qr(rng.normal(size=(4, 4)))[0]
    found, U = numbers(best(X, 2)), np.linalg.eigh(X.T @ X)[1]
    if found.shape != (4, 4):
        return f"W maps inputs to outputs: 4 by 4 here; yours has the shape {found.shape}."
    if np.allclose(found, U[:, 2:] @ U[:, 2:].T) and not np.allclose(best(X, 1), np.outer(U[:, 3], U[:, 3])):
        return "Right for p = 2, not for p = 1: how many directions are kept?"
    slips = [(U[:, 2:] @ U[:, 2:].T, ""), (np.eye(4), "That has rank 4. Two hidden units make rank 2."),
             (U[:, :2] @ U[:, :2].T, "Those are the two smallest: eigh returns eigenvalues in rising order."),
             (U[2:].T @ U[2:], "Eigenvectors are the columns of what eigh returns, not its rows."),
             (X.T @ X, "That is Σ. Keep only the projection on its leading eigenvectors.")]  # fmt: skip
    return recognize(found, slips, "With Y = X, M is the identity, so W = P. Which plane does A span at the minimum?")
