"""Section 8, lazy: the output scale α, from units that hardly move to units that find features, and two scalings of the width."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import check, smallest
from ..interactive import Control, Explorer, Panel, choice, explore
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_choice, require_count, require_multiple
from . import wide

#: Output scales at which a network of 64 units is held against its linearization.
SCALES = (4.0, 8.0, 16.0, 32.0, 64.0)

#: Six points on a line, and two ways to label them.
AT = np.array([-1.8, -1.1, -0.4, 0.4, 1.1, 1.8])
LABELS: dict[str, Callable[[Array], Array]] = {
    "a tent": lambda x: np.maximum(0, 1 - np.abs(x)),
    "a wave": lambda x: 0.6 * np.sin(1.7 * x),
}
#: The explorer's network: 400 units, so that α = 0.05 is the mean-field scaling and α = 1 that of the tangent kernel.
UNITS, ALPHAS = 400, (0.05, 0.08, 0.13, 0.2, 0.32, 0.5, 0.8, 1.3, 2.0, 3.2, 5.0)
LINE = np.linspace(-2, 2, 161)

Training = Callable[..., Array]


def paired(theta: Array) -> Array:
    """Return a network (..., 6m + 1) with each unit twice, of opposite outer weights: its output is 0 everywhere."""
    twin = theta[..., :-1].copy()
    twin[..., ::3] *= -1
    return np.concatenate([theta[..., :-1], twin, 0 * theta[..., -1:]], axis=-1)


def _power(start: Callable[[Array], Array], training: Training) -> float:
    """Return how fast the largest gap, over times and grid, between α (f - f at the start) and its linearization falls with
    α: ten networks of 64 units; `start` turns the drawn weights into those that are trained.
    """
    theta = start(wide.draw_weights(64, wide.SEEDS))
    J, shown, gaps = wide.tangents(theta, wide.X), wide.tangents(theta, wide.GRID), []
    fit = wide.linear_fit(J @ J.swapaxes(-1, -2), shown @ J.swapaxes(-1, -2), 0 * J[..., 0], 0 * shown[..., 0])
    for alpha in SCALES:
        weights = training(theta, alpha=alpha)
        moved = np.array([wide.output(at, wide.GRID) for at in weights]) - wide.output(theta, wide.GRID)
        missed = alpha * (wide.output(weights[-1], wide.X) - wide.output(theta, wide.X)) - wide.Y
        trained = np.abs(missed).max() < 0.01  # the linearization's weights would miss the points by more
        gaps.append(np.abs(alpha * moved - fit).max(axis=(0, 2)).mean() if trained else math.nan)
    return -loglog_slope(SCALES, gaps) if smallest(gaps) > 1e-12 else math.nan


_SCALED = "64 units, α from 4 to 64, mean of 10 starts"


@check("Lazy training (Chizat et al. 2019)", "power of 1/α by which the largest gap between network and linearization falls; "
       f"{_SCALED}, outputs counted from the start", "==", 1.0, 0.1, kind="rate", given=("start",))  # fmt: skip
def check_scale(training: Training = wide.train, start: Callable[[Array], Array] = np.array) -> float:
    """Train both, at each output scale."""
    return _power(start, training)


check_scale.breaks("each unit has a twin of opposite sign", start=paired)
check_scale.breaks("trained at α = 1, whatever α is", training=lambda theta, alpha: wide.train(theta, alpha=1.0))


@check("Lazy training (Chizat et al. 2019)", "the same power, each unit with a twin of opposite outer weight; "
       f"2 × {_SCALED}", "==", 2.0, 0.1, kind="rate")  # fmt: skip
def check_twins(training: Training = wide.train, start: Callable[[Array], Array] = paired) -> float:
    """The bends of twins cancel, and the next term is left."""
    return _power(start, training)


check_twins.breaks("no twins", start=np.array)


def draw_units(m: int, seed: int = 0) -> Array:
    """Draw m units (a, w, b), (m, 3): m/2 directions (w, b) on the unit circle, each with a = 1 and with a = -1."""
    require_count(2, m=m)
    require_multiple(2, m=m)  # units come in pairs
    angle = np.random.default_rng([seed, m]).uniform(0, 2 * np.pi, m // 2)
    half = np.column_stack([np.ones(m // 2), np.cos(angle), np.sin(angle)])
    return np.vstack([half, half * [-1, 1, 1]])


def relu_output(units: Array, x: ArrayLike, alpha: ArrayLike) -> Array:
    """Return α/√m Σ a max(0, wx + b) at points (n,) for units (..., m, 3), (..., n)."""
    a, w, b = np.moveaxis(units[..., None, :, :], -1, 0)
    active = np.maximum(w * np.asarray(x, dtype=float)[:, None] + b, 0)
    return np.asarray(np.asarray(alpha)[..., None] / math.sqrt(a.shape[-1]) * (active * a).sum(axis=-1))


def move_units(units: Array, alpha: ArrayLike, y: ArrayLike, steps: int = 6000, eta: float = 0.05) -> Array:
    """Train units (..., m, 3) at the output scales alpha (...) on the six points, by gradient descent with steps η/α²."""
    alpha, (a, w, b) = np.asarray(alpha, dtype=float), np.moveaxis(units, -1, 0).copy()
    scale = alpha[..., None] / math.sqrt(a.shape[-1])
    rate = (eta / alpha**2)[..., None] * scale
    for _ in range(steps):
        active = np.maximum(w[..., None, :] * AT[:, None] + b[..., None, :], 0)
        error = scale * (active @ a[..., None])[..., 0] - y
        on = (active > 0) * error[..., None]
        down_a, down_b = (error[..., None, :] @ active)[..., 0, :], on.sum(axis=-2)
        down_w = (on * AT[:, None]).sum(axis=-2)
        a, w, b = a - rate * down_a, w - rate * a * down_w, b - rate * a * down_b
    return np.stack([a, w, b], axis=-1)


@cached
def all_scales(labels: str = "a tent") -> tuple[Array, Array]:
    """Return the explorer's units before (400, 3) and after training at each of `ALPHAS` (11, 400, 3)."""
    require_choice(LABELS, labels=labels)
    start = draw_units(UNITS)
    copies = np.repeat(start[None], len(ALPHAS), axis=0)
    return start, move_units(copies, ALPHAS, LABELS[labels](AT))


Scaling = Callable[[int], float]


def _distance_power(moving: Training, scaling: Scaling) -> float:
    """Return how fast a unit's move in 2,000 steps, root mean square, falls with the width; NaN if a fit misses its points."""
    far, y, sizes = [], LABELS["a tent"](AT), (100, 200, 400, 800)
    for m in sizes:
        start, alpha = np.stack([draw_units(m, seed) for seed in range(3)]), np.full(3, scaling(m))
        end = moving(start, alpha, y, 2000)
        missed = np.abs(relu_output(end, AT, alpha) - y).max()
        far.append(math.nan if missed > 0.1 else float(np.sqrt(((end - start) ** 2).sum(axis=-1).mean())))
    return -loglog_slope(sizes, far) if smallest(far) > 1e-9 else math.nan


_TOLD = "power of 1/width by which a unit moves less; 100 to 800 units, six points, 3 starts"


@check("Two scalings", f"{_TOLD}; the sum over √m", "==", 0.5, 0.05, kind="rate", given=("scaling",), digits=2)
def check_tangent_scaling(moving: Training = move_units, scaling: Scaling = lambda m: 1.0) -> float:
    """Move units at the output scale 1."""
    return _distance_power(moving, scaling)


check_tangent_scaling.breaks("the sum over m", scaling=lambda m: m**-0.5)


@check("Two scalings", f"{_TOLD}; the sum over m", "==", 0.0, 0.02, kind="rate", given=("scaling",), digits=2)
def check_mean_field(moving: Training = move_units, scaling: Scaling = lambda m: m**-0.5) -> float:
    """Move units at the output scale 1/√m."""
    return _distance_power(moving, scaling)


check_mean_field.breaks("the sum over √m", scaling=lambda m: 1.0)


def draw_scale(panel: Panel, side: Panel, alpha: float, labels: str) -> dict[str, Any]:
    """Draw what a network of 400 units has learned at an output scale, and where its units went."""
    start, ends = all_scales(labels)
    end = ends[ALPHAS.index(alpha)]
    fit, truth = relu_output(end, LINE, alpha), LABELS[labels](LINE)
    far = np.sqrt(((end - start) ** 2).sum(axis=1).mean())
    panel.axes(xlabel="input x", ylabel="output", xlim=(-2, 2), ylim=(-0.8, 1.2))
    panel.line("labels from", LINE, truth, color=plotting.TARGET)
    panel.line("network", LINE, fit, color=plotting.MEASURED, linewidth=2)
    panel.points("data", AT, LABELS[labels](AT), color="black")
    off = math.sqrt(np.mean((fit - truth) ** 2))
    panel.note(f"α = {alpha:g}: off by {off:.2g} between the points")
    before, after = (abs(units[:, :1]) * units[:, 1:] for units in (start, end))
    reach = max(1.2, 1.1 * float(np.abs(after).max()))
    if side.ax.get_aspect() != 1:
        side.ax.set_aspect("equal", adjustable="box")
    side.axes(xlabel="|a| w", ylabel="|a| b", xlim=(-reach, reach), ylim=(-reach, reach))
    side.points("start", *before.T, color=plotting.TARGET, markersize=2)
    for sign, name, color, marker in ((1, "a > 0", plotting.MEASURED, "o"), (-1, "a < 0", plotting.BOUND, "x")):
        side.points(name, *after[np.sign(end[:, 0]) == sign].T, color=color, marker=marker, markersize=4)
    side.note(f"moved by {far:.2g} (o: a > 0, x: a < 0)")
    return {"fit": fit, "units": end, "far": far, "off": off}


def explore_scale() -> Explorer:
    """Build the explorer from rich to lazy: the output scale of one network, all of whose trainings are made first."""
    for labels in LABELS:
        all_scales(labels)
    return explore(
        draw_scale, panels=2, size=(9.0, 4.2), alpha=Control("slider", "output scale α", 0.05, ALPHAS),
        labels=choice(tuple(LABELS), "the labels come from"),
        storyboard=[{"alpha": alpha} for alpha in (0.05, 0.32, 5.0)], caption=lambda **_: "",
        alt="Left: fits through six points of a tent, smooth or ragged at large α and with few kinks at small α. Right: the "
        "units, which stay on their circle at α = 5 and gather on a few rays at α = 0.05",
    )  # fmt: skip


@task("a silent start", right="Right: the outputs cancel at every input, and each unit can still move.")
def _silent(silent: Callable[[Array], Any]) -> str:
    rng = np.random.default_rng(3)
    units, x = rng.normal(size=(5, 3)), rng.normal(size=7)
    said = numbers(silent(units.copy()))
    if said.ndim != 2 or said.shape[1] != 3:
        return f"An array with one row (a, w, b) for each unit is asked for, yours has shape {said.shape}."
    if np.abs(relu_output(said, x, 1.0)).max() > 1e-9:
        if said.shape == (10, 3) and np.allclose(said[5:, 1:], -units[:, 1:]):
            return "max(0, −z) is not −max(0, z): turn the sign of the *outer* weight, and leave (w, b)."
        return "The output is not 0: at some inputs the units do not cancel. What must be added to a·max(0, wx + b)?"
    if np.abs(said[:, 0]).min() < 1e-9:
        return "The output is 0, but where a = 0 the derivatives by w and b are 0 too: half of the tangent features are dead."
    if np.abs(said[:, 1:]).sum(axis=1).min() < 1e-9:
        return "The output is 0, but units with w = b = 0 give 0 everywhere: they have no features. Keep those that you were given."
    same = np.abs(said[None, :, 1:] / np.linalg.norm(said[:, 1:], axis=1)[:, None] - units[:, None, 1:]
                  / np.linalg.norm(units[:, 1:], axis=1)[:, None, None]).max(axis=2) < 1e-6  # fmt: skip
    return "" if same.any(axis=1).all() else "Keep the units that you were given, each of them: add to them."
