"""Section 7, dropout: what a loss over all masks charges for, and what that does to the weights."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import Measured, check, furthest_from, largest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import Array
from ..tasks import numbers, task

Loss = Callable[[Array, Array, float], float]


def _over_masks(said: Array, y: Array, rate: float, shared: bool = False, scaled: bool = True) -> float:
    """Return the mean over all masks of the mean of (y − Σ kept units)², one unit at a time.

    `said` (n, m) is what each unit adds to the output on each example, weight times activation; y (n,). A kept unit
    counts 1/(1 − rate) times, if `scaled`. If `shared`, one toss decides for all units.
    """
    size = 1 / (1 - rate) if scaled else 1.0
    if shared:
        said = said.sum(axis=1, keepdims=True)

    def rest(out: Array, unit: int) -> float:
        if unit == said.shape[1]:
            return float(((y - out) ** 2).mean())
        kept = rest(out + size * said[:, unit], unit + 1)
        return (1 - rate) * kept + rate * rest(out, unit + 1)

    return rest(np.zeros(len(y)), 0)


def _with_regularizer(said: Array, y: Array, rate: float) -> float:
    """Return the loss without masks plus what Theorem 74 adds: for each unit the variance of its mask times its mean square."""
    variance = 1 / (1 - rate) - 1
    return float(((y - said.sum(axis=1)) ** 2).mean() + variance * (said**2).mean(axis=0).sum())


@check("Theorem 74", "loss over all masks less loss without masks, over the regularizer, furthest from 1; 30 random layers, 1 to 12 units, 1 to 3 "
       "outputs, rates 0.1, 0.5, 0.8", "==", 1.0, 1e-9, kind="identity")  # fmt: skip
def check_every_mask(over: Loss = _over_masks, split: Loss = _with_regularizer) -> float:
    """The left side adds up to 4,096 masks; the sum over outputs is the theorem's squared length."""
    rng, found = np.random.default_rng(0), []
    for case, rate in itertools.product(range(10), (0.1, 0.5, 0.8)):
        m, k = (12 if case == 0 else int(rng.integers(1, 9))), int(rng.integers(1, 4))
        A, W, Y = rng.normal(size=(7, m)) * rng.exponential(size=m), rng.normal(size=(k, m)), rng.normal(size=(7, k))
        cases = [(A * w, y) for w, y in zip(W, Y.T, strict=True)]
        loss = sum(float(((y - said.sum(axis=1)) ** 2).mean()) for said, y in cases)
        paid = [sum(way(said, y, rate) for said, y in cases) - loss for way in (over, split)]
        found.append(paid[0] / paid[1])
    return furthest_from(1, found)


check_every_mask.breaks("kept units are not scaled up", over=lambda said, y, rate: _over_masks(said, y, rate, scaled=False))  # fmt: skip
check_every_mask.breaks("one toss for all units", over=lambda said, y, rate: _over_masks(said, y, rate, shared=True))


#: A fixed network 10-200-200-3.
FIXED = [np.random.default_rng(7).normal(size=(a, b)) / math.sqrt(a / 2) for a, b in ((10, 200), (200, 200), (200, 3))]


def _top(X: Array, rate: float, rng: np.random.Generator, layer: int = 1) -> Array:
    """Return the top units (n, 200) of the fixed network, of tanh, with a mask for each example on one hidden layer."""
    for depth, W in enumerate(FIXED[:2]):
        X = np.tanh(X @ W)
        X = X * (rng.random(X.shape) >= rate) / (1 - rate) if depth == layer else X
    return X


@check("Theorem 74", "loss with masks on the 200 units of the top layer, 4,000 passes over 20 examples, less loss without, over the "
       "regularizer; two hidden layers of tanh, 3 outputs, rate 0.5", "==", kind="Monte Carlo")  # fmt: skip
def check_wide(once: Callable[..., Array] = _top, layer: int = 1) -> Measured:
    """There are 2²⁰⁰ masks; each pass draws one for each example. (That tosses are independent shows in the check above.)"""
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(20, 10)), rng.normal(size=(20, 3))
    units, last = _top(X, 0.0, rng), FIXED[2]
    plain = ((Y - units @ last) ** 2).sum(axis=1).mean()
    paid = sum(_with_regularizer(units * v, y, 0.5) for v, y in zip(last.T, Y.T, strict=True)) - plain
    loss = [((Y - once(X, 0.5, rng, layer) @ last) ** 2).sum(axis=1).mean() for _ in range(4000)]
    return three_errors((np.array(loss) - plain) / paid, 1.0)


check_wide.breaks("masks on the layer below", layer=0)


def _best(X: Array, y: Array, rate: float) -> Array:
    """Return the weights of a linear output with the least loss over all masks."""
    G = X.T @ X
    return np.linalg.solve(G + (1 / (1 - rate) - 1) * np.diag(np.diag(G)), X.T @ y)


def _best_on_copies(X: Array, y: Array, rate: float) -> Array:
    """Return the same by plain least squares on all masked copies of X, each with the probability of its mask."""
    masks = np.array(list(itertools.product((0, 1), repeat=X.shape[1])))
    root = np.sqrt(((1 - rate) ** masks * rate ** (1 - masks)).prod(axis=1))[:, None, None]
    rows = root * X * masks[:, None] / (1 - rate)
    return np.asarray(np.linalg.lstsq(rows.reshape(-1, X.shape[1]), np.ravel(root[..., 0] * y), rcond=None)[0])


@check("Theorem 74", "largest relative distance of (XᵀX + λ diag XᵀX)⁻¹ Xᵀy from least squares on all 64 masked copies of the data; 9 examples, "
       "6 units, 10 draws, rates 0.1, 0.5, 0.8", "<=", 1e-9, kind="identity")  # fmt: skip
def check_best_weights(best: Callable[..., Array] = _best, copies: Callable[..., Array] = _best_on_copies) -> float:
    """The units are of very different size."""
    rng, found = np.random.default_rng(2), []
    for _, rate in itertools.product(range(10), (0.1, 0.5, 0.8)):
        X, y = rng.normal(size=(9, 6)) * rng.exponential(size=6), rng.normal(size=9)
        w = copies(X, y, rate)
        found.append(np.linalg.norm(best(X, y, rate) - w) / np.linalg.norm(w))
    return largest(found)


check_best_weights.breaks("ridge: one price for all weights", best=lambda X, y, rate: np.linalg.solve(
    X.T @ X + (1 / (1 - rate) - 1) * np.trace(X.T @ X) / 6 * np.eye(6), X.T @ y))  # fmt: skip


# --- the explorer ---

#: What the second unit says, when the first says z: (share of z, share of something else).
SECONDS = {"a copy": (1.0, 0.0), "twice as loud": (2.0, 0.0), "half the truth": (0.6, 0.8)}
MASKS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])


def _two_units(second: str) -> tuple[Array, Array]:
    """Return units A (40, 2) and targets y (40,): z and 0.4 of something that neither unit knows."""
    Z = np.linalg.qr(np.random.default_rng(3).normal(size=(40, 3)))[0] * math.sqrt(40)
    return np.column_stack([Z[:, 0], Z[:, :2] @ SECONDS[second]]), Z[:, 0] + 0.4 * Z[:, 2]


def _ring(H: Array, centre: Array, level: float) -> Array:
    """Return points (2, 121) where a quadratic with these second derivatives, halved, is `level` above its least value."""
    values, Q = np.linalg.eigh(H)
    angle = np.linspace(0, 2 * np.pi, 121)
    circle = np.array([np.cos(angle), np.sin(angle)]) * math.sqrt(level)
    return np.asarray(centre[:, None] + Q @ (circle / np.sqrt(np.maximum(values, 1e-3))[:, None]))


def draw_masks(left: Panel, right: Panel, rate: float, second: str, shared: bool) -> dict[str, Array]:
    """Draw the loss over all masks of two weights, with the loss of Theorem 74, and what the best network says under each mask."""
    A, y = _two_units(second)
    C, c = A.T @ A / 40, A.T @ y / 40
    kept = MASKS[:, :1] if shared else MASKS
    chance = ((1 - rate) ** kept * rate ** (1 - kept)).prod(axis=1) * (MASKS[:, 0] == MASKS[:, 1] if shared else 1)
    over = sum(p * C * np.outer(mask, mask) for p, mask in zip(chance, MASKS, strict=True)) / (1 - rate) ** 2
    promised = C + (1 / (1 - rate) - 1) * np.diag(np.diag(C))
    best, said = (np.linalg.lstsq(H, c, rcond=1e-9)[0] for H in (over, promised))
    left.axes(xlabel="weight of unit 1", ylabel="weight of unit 2", xlim=(-0.6, 1.6), ylim=(-0.6, 1.6))
    for level in (0.05, 0.2, 0.45):
        ring, dashed = _ring(over, best, level), _ring(promised, said, level)
        left.line(f"ring {level}", *ring, color=plotting.MEASURED)
        left.line(f"promised {level}", *dashed, color=plotting.BOUND)
    left.points("best", best[:1], best[1:], color=plotting.MEASURED, markersize=8)
    least = abs(float(1 - c @ best))  # 0.16 of the loss is what no unit knows
    left.note(f"least at ({best[0]:.2f}, {best[1]:.2f}), loss {least:.2f} + 0.16")
    says = MASKS @ (best * [1, SECONDS[second][0]]) / (1 - rate)
    right.axes(xlabel="units that are kept", ylabel="output (target: 1)", xlim=(-0.5, 3.5), ylim=(-0.3, 2.6))
    right.ax.set_xticks(range(4), ["none", "1", "2", "both"])
    left.ax.set(xticks=[-0.5, 0, 0.5, 1, 1.5], yticks=[-0.5, 0, 0.5, 1, 1.5])
    right.rule("target", y=1.0, color=plotting.TARGET)
    for where, (output, p) in enumerate(zip(says, chance, strict=True)):
        if p > 0:
            right.points(f"mask {where}", [where], [output], color=plotting.MEASURED, markersize=4 + 18 * math.sqrt(p))
    return {"best": best, "says": says, "rings": _ring(over, best, 0.2), "chance": chance}


def explore_dropout() -> Explorer:
    """Build the explorer of the rate: two units, their loss over all masks, and a switch that tosses one coin for both."""
    return explore(
        draw_masks, panels=2, size=(9.0, 4.2), rate=slider(0.0, 0.9, "rate: probability of dropping", value=0.5),
        second=choice(tuple(SECONDS), "unit 2 is"), shared=switch("one toss for both units"),
        storyboard=[{"rate": 0.0}, {}, {"second": "twice as loud"}, {"shared": True}],
        caption=lambda rate, second, shared: f"rate {rate:g}, unit 2: {second}" + ", one toss" * shared,
        alt="Left level curves of the loss over all masks in the plane of two weights: without dropout a valley, with dropout rings "
        "around one point, and with one toss for both units; dashed the theorem's. Right the outputs, a disc for each mask",
    )  # fmt: skip


@task("dropout without masks", right="Right: a row for each unit, as long as the unit is loud. Data that ask every weight to be 0, at that unit's price.")  # fmt: skip
def _rows(add: Callable[..., Any]) -> str:
    rng = np.random.default_rng(4)
    X, y, rate = rng.normal(size=(8, 3)) * [1, 3, 0.5], rng.normal(size=8), 0.4
    made = add(X.copy(), y.copy(), rate)
    if not isinstance(made, tuple | list) or len(made) != 2:
        return "Return two arrays, the longer X and the longer y."
    rows, labels = (numbers(part) for part in made)
    if rows.ndim != 2 or rows.shape[1] != 3 or labels.shape != rows.shape[:1]:
        return f"X should have 3 columns and as many rows as y has entries; the shapes are {rows.shape} and {labels.shape}."
    if not (np.isfinite(rows).all() and np.isfinite(labels).all()):
        return "Some of the numbers are not finite."
    found = np.linalg.lstsq(rows, labels, rcond=None)[0]
    if np.allclose(found, _best_on_copies(X, y, rate)):
        return ""
    G, size = X.T @ X, np.diag(np.diag(X.T @ X))
    slips = {
        "That is λ = p. The variance of a mask is more: λ = p/(1 − p).": 0.4 * size,
        "The rows are squared in XᵀX: take the root of what they should add.": (2 / 3 * size) ** 2,
        "That is the mean of squares; XᵀX is a sum over all examples.": 2 / 3 * size / 8,
        "That is ridge: the same price for each weight, however loud its unit.": 2 / 3 * np.eye(3),
        "Nothing was added: that is least squares without masks.": np.zeros((3, 3)),
    }  # fmt: skip
    for words, price in slips.items():
        if np.allclose(found, np.linalg.solve(G + price, X.T @ y)):
            return words
    if len(labels) > 8 and np.allclose(labels[:8], y) and labels[8:].any():
        return "With which label do the new rows pull the weights to 0?"
    return "Least squares on your rows does not find dropout's weights. What must the new rows add to XᵀX, and what to Xᵀy?"
