"""Section 7, wide: a network with one hidden layer and its linearization, trained by the same steps, and what falls with the width."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from .. import plotting
from ..evidence import check, largest
from ..interactive import Control, Explorer, Panel, choice, explore
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_choice, require_count, require_positive
from ._common import deep_kernels

Training = Callable[..., Array]
Prediction = Callable[..., Array]

#: Four points to fit, where the fits are looked at, the step size and how many steps.
X = np.array([-2.0, -0.7, 0.7, 2.0])
Y = np.array([-0.6, 0.8, -0.4, 0.5])
GRID = np.linspace(-3, 3, 61)
ETA, STEPS = 0.15, 200
#: The steps at which pictures look, and the widths that the explorer offers and that slopes are fitted on.
TIMES = tuple(dict.fromkeys(int(step) for step in np.r_[0, np.geomspace(1, STEPS, 16).round()]))
WIDTHS = (4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
FITTED, SEEDS = WIDTHS[3:9], tuple(range(10))
OWN, INFINITE = "its own start", "a network of infinite width"


def draw_weights(m: int, seed: int | tuple[int, ...] = 0) -> Array:
    """Draw the weights of a network with m units, all standard normal: an outer weight a, an inner weight w and a bias b
    for each unit in turn, and the last bias c. One seed gives the vector (3m + 1,), several give one row each.
    """
    require_count(1, m=m)
    if isinstance(seed, tuple):
        return np.stack([draw_weights(m, one) for one in seed])
    require_count(0, seed=seed)
    return np.random.default_rng([seed, m]).normal(size=3 * m + 1)


def _units(theta: Array, x: ArrayLike) -> tuple[Array, Array, Array, Array]:
    """Return outer weights a (..., 1, m), what units get and give at x (..., n, m), and the last bias (..., 1)."""
    a, w, b = (theta[..., None, i : 3 * ((theta.shape[-1] - 1) // 3) : 3] for i in range(3))
    z = w * np.asarray(x, dtype=float)[:, None] + b
    return a, z, erf(z), theta[..., -1:]


def output(theta: Array, x: ArrayLike) -> Array:
    """Return what the network computes, f(x) = Σ a erf(wx + b) / √m + c, (..., n) at points (n,) for weights (..., 3m + 1)."""
    a, _, h, c = _units(theta, x)
    return np.asarray((a * h).sum(axis=-1) / math.sqrt(h.shape[-1]) + c)


def tangents(theta: Array, x: ArrayLike) -> Array:
    """Return the derivatives of the outputs at x by all weights, (..., n, 3m + 1): the tangent features."""
    a, z, h, _ = _units(theta, x)
    slope = a * 2 / math.sqrt(math.pi) * np.exp(-(z**2))
    J = np.ones((*h.shape[:-1], theta.shape[-1]))
    J[..., :-1:3], J[..., 1:-1:3], J[..., 2:-1:3] = h, slope * np.asarray(x, dtype=float)[:, None], slope
    J[..., :-1] /= math.sqrt(h.shape[-1])
    return J


def train(theta: Array, times: tuple[int, ...] = TIMES, eta: float = ETA, alpha: float | None = None) -> Array:
    """Train networks on the four points, by gradient descent on ½ Σ (f - y)²; return their weights at the times, (t, ...).

    With an output scale alpha it is α (f - f at the start) that is trained, with steps η/α².
    """
    require_positive(eta=eta, alpha=alpha or 1.0)
    first, scale, kept = (0.0, 1.0, []) if alpha is None else (output(theta, X), alpha, [])
    for step in range(times[-1] + 1):
        if step in times:
            kept.append(theta)
        error = scale * (output(theta, X) - first) - Y
        theta = theta - eta / scale * (error[..., None, :] @ tangents(theta, X))[..., 0, :]
    return np.array(kept)


def linear_fit(kernel: Array, shown: Array, start: Array, start_shown: Array, times: tuple[int, ...] = TIMES) -> Array:
    """Return what a fit that is linear in its weights says after so many steps, (t, ..., k): from its kernel, untrained.

    `kernel` (..., 4, 4) is that of the four points, `shown` (..., k, 4) that of k other points with them; `start` (..., 4)
    and `start_shown` (..., k) are its outputs before the first step.
    """
    sizes, axes = np.linalg.eigh(kernel)
    error = ((start - Y)[..., None, :] @ axes)[..., 0, :]
    done = [(1 - (1 - ETA * sizes) ** t) / sizes * error for t in times]
    return np.array([start_shown - (shown @ axes @ part[..., None])[..., 0] for part in done])


def infinite_kernel(x: Array, z: Array) -> Array:
    """Return the kernel of training of the network of infinite width at points (n,) and (k,), (n, k)."""
    return deep_kernels(x[:, None], z[:, None], 1, "erf", 1.0, 1.0)[1]


@cached
def side_by_side(
    m: int, seed: int | tuple[int, ...], training: Training = train, prediction: Prediction = linear_fit
) -> dict[str, Array]:
    """Train networks of width m beside their linearizations and beside the kernel of infinite width, by the same steps.

    Returns ``network``, ``own``, ``infinite`` (t, ..., 61), outputs on the grid; ``weights`` and ``kernel``,
    how far these moved in the end, over their norm at the start; ``missed``, the largest error on the points at the end.
    """
    theta = draw_weights(m, seed)
    start, start_shown, J = output(theta, X), output(theta, GRID), tangents(theta, X)
    moved = training(theta)
    K, after = (features @ features.swapaxes(-1, -2) for features in (J, tangents(moved[-1], X)))
    own = prediction(K, tangents(theta, GRID) @ J.swapaxes(-1, -2), start, start_shown)
    infinite = prediction(infinite_kernel(X, X), infinite_kernel(GRID, X), start, start_shown)
    network = np.array([output(weights, GRID) for weights in moved])
    return {
        "network": network, "own": own, "infinite": infinite,
        "weights": np.linalg.norm(moved[-1] - theta, axis=-1) / np.linalg.norm(theta, axis=-1),
        "missed": np.abs(output(moved[-1], X) - Y).max(axis=-1),
        "kernel": np.linalg.norm(after - K, axis=(-2, -1)) / np.linalg.norm(K, axis=(-2, -1)),
    }  # fmt: skip


def shrinking(what: str, **how: Any) -> Array:
    """Return how far apart things are at each of `FITTED` widths, ten seeds each, (10, 6).

    `what` is ``"own"`` or ``"infinite"``, the largest gap over all times and the grid between the network and that fit; or
    ``"weights"`` or ``"kernel"``, how far these moved. Further arguments are those of `side_by_side`.
    """
    require_choice(("own", "infinite", "weights", "kernel"), what=what)
    found = [side_by_side(m, SEEDS, **how) for m in FITTED]
    if what in ("weights", "kernel"):
        return np.array([run[what] for run in found]).T
    return np.array([np.abs(run["network"] - run[what]).max(axis=(0, 2)) for run in found]).T


def _slope(what: str, **how: Any) -> float:
    means = shrinking(what, **how).mean(axis=0)
    if not largest([side_by_side(m, SEEDS, **how)["missed"] for m in FITTED]) <= 0.1:
        return math.nan  # a network that does not fit its points has not been trained
    return -loglog_slope(FITTED, means) if (means > 1e-9).all() else math.nan


_RUNS = "one hidden layer of 32 to 1,024 units, means over 10 starts, 200 steps"


@check("Linearization (7.3), Lee et al. 2019", f"power of 1/width by which the largest gap between network and linearization falls; {_RUNS}",
       ">=", 0.45, kind="rate", digits=2)  # fmt: skip
def check_gap(training: Training = train, prediction: Prediction = linear_fit) -> float:
    """Train both."""
    return _slope("own", training=training, prediction=prediction)


check_gap.breaks("the network makes every step a tenth shorter", training=lambda theta: train(theta, eta=0.9 * ETA))
check_gap.breaks("the linearization is not trained", prediction=lambda *args: np.repeat(args[3][None], len(TIMES), 0))


@check("Linearization (7.3)", f"power of 1/width by which the weights move less, over their norm; {_RUNS}", "==", 0.5, 0.1,
       kind="rate", digits=2)  # fmt: skip
def check_weights_move(training: Training = train) -> float:
    """Compare the weights before and after."""
    return _slope("weights", training=training)


check_weights_move.breaks("as far at every width", training=lambda theta: np.array([theta, 1.1 * theta]))


@check("Theorem 58", f"power of 1/width by which the kernel moves less in training, over its norm; {_RUNS}", ">=", 0.45, kind="rate",
       digits=2)  # fmt: skip
def check_kernel_moves(training: Training = train) -> float:
    """Compare the kernels of the four points before and after."""
    return _slope("kernel", training=training)


check_kernel_moves.breaks("all weights grow by a tenth", training=lambda theta: np.array([theta, 1.1 * theta]))


@check("Theorem 58", f"power of 1/width by which the largest gap between network and the kernel of infinite width falls; {_RUNS}", "==", 0.5,
       0.15, kind="rate", digits=2)  # fmt: skip
def check_infinite_gap(training: Training = train, kernel_fit: Prediction = linear_fit) -> float:
    """Predict from the outputs at the start and the limit of the kernel. Other tens of starts give 0.39 to 0.54."""
    return _slope("infinite", training=training, prediction=kernel_fit)


check_infinite_gap.breaks("no last bias", kernel_fit=lambda K, at, *rest: linear_fit(K - 1, at - 1, *rest))


def draw_width(panel: Panel, m: int, step: int, start: int, source: str) -> dict[str, Any]:
    """Draw a network of width m in training, and what a fit with a fixed kernel predicts for it."""
    run, at = side_by_side(m, start), TIMES.index(step)
    network, fit = run["network"][at], run["own" if source == OWN else "infinite"][at]
    panel.axes(xlabel="input x", ylabel="output", xlim=(-3, 3), ylim=(-2, 2))
    panel.line("start", GRID, run["network"][0], label=True, color=plotting.TARGET, linewidth=1)
    panel.line("network", GRID, network, label=True, color=plotting.MEASURED, linewidth=2)
    panel.line("prediction", GRID, fit, label=True, color=plotting.BOUND, linewidth=2)
    panel.points("data", X, Y, color="black")
    gap = np.abs(network - fit).max()
    panel.note(f"width {m}, step {step}: largest gap {gap:.2g}" if gap else f"width {m}, before the first step")
    return {"network": network, "prediction": fit, "gap": gap}


def explore_width() -> Explorer:
    """Build the explorer of the chapter's first picture: a network in training beside its prediction, width by width."""
    return explore(
        draw_width, m=Control("slider", "width: number of units", 4, WIDTHS),
        step=Control("slider", "step of training", TIMES[-1], TIMES), start=choice((0, 1, 2, 3), "random start"),
        source=choice((OWN, INFINITE), "the dashed line is computed from"),
        storyboard=[{"m": m} for m in (4, 32, 256, 2048)], caption=lambda **_: "",
        alt="A trained network, its random start and a dashed prediction through four points: at widths 4, 32, 256 and 2,048; "
        "at the first the two differ widely between the points",
    )  # fmt: skip


@task("how much an output bends", right="Right: on a straight line it is 0, on cδ²/2 it is cδ², whatever the slope.")
def _second_difference(bend: Callable[..., Any]) -> str:
    rng = np.random.default_rng(7)
    b, theta, delta = rng.normal(size=(3, 5)), *rng.normal(size=(2, 5))

    def f(theta: Array) -> Array:  # a cubic, so that it matters where the second difference is taken
        return np.asarray((b @ theta) ** 3 + b @ theta + 1)

    said, wanted = numbers(bend(f, theta, delta)), 6 * (b @ theta) * (b @ delta) ** 2
    if said.shape != wanted.shape:
        return f"f returns one number a point, here 3; so should bend. Yours has shape {said.shape}."
    if np.allclose(said, wanted):
        return ""
    if np.allclose(said, f(theta + delta) - f(theta)):
        return "That is the change itself; a straight line changes too. Compare with the step the *other* way."
    if np.allclose(said, f(theta + delta) - f(theta - delta)):
        return "On a straight line that is twice the change, not 0. The two changes must cancel: which sign?"
    if np.allclose(said, f(theta + 2 * delta) - 2 * f(theta + delta) + f(theta)):
        return "That is the bend at θ + δ. The two steps should meet at θ: one ends there, one begins."
    if np.allclose(said, wanted / 2):
        return "Half of it: no factor ½ is asked for."
    if np.allclose(said, -wanted):
        return "The sign: for a bowl it should be positive."
    return "Try it on f(θ) = θ (should give 0) and f(θ) = θ² with δ = 1 (should give 2, wherever θ is)."
