"""Section 4, hidden: four groups that no line parts, and how many units a network needs to part them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import expit

from ..evidence import check, erratum
from ..numerics import Array, cached, loglog_slope
from ..plotting import BOUND, MEASURED, label_axes
from ..tasks import numbers, task
from ..validation import require_count

Gradient = Callable[[Array, Array, Array], Array]
#: The middles of the four groups, and their labels.
CROSS = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
SIGNS = np.array([1.0, 1.0, -1.0, -1.0])


def four_groups(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return n points in groups around the ends of a cross, (n, 2), and labels 1 (left, right) or -1 (top, bottom)."""
    require_count(4, n=n)
    group = np.arange(n) % 4
    return CROSS[group] + 0.15 * rng.normal(size=(n, 2)), SIGNS[group]


def layers(theta: Array, d: int) -> tuple[Array, Array]:
    """Return W (..., q, d) and v (..., q) of flat weights (..., q (d + 1))."""
    q = theta.shape[-1] // (d + 1)
    return theta[..., : q * d].reshape(*theta.shape[:-1], q, d), theta[..., q * d :]


def outputs(theta: Array, X: Array) -> Array:
    """Return v . max(0, W x) for each row of X, (..., n), for one flat vector of weights or many."""
    W, v = layers(theta, X.shape[1])
    return np.asarray((v[..., None, :] @ np.maximum(W @ X.T, 0))[..., 0, :])


def pulled(theta: Array, X: Array, pull: Array) -> Array:
    """Return the sum over points of pull (..., n) times the gradient of the output in the weights, like theta."""
    W, v = layers(theta, X.shape[1])
    Z = W @ X.T
    first = (v[..., None] * (Z > 0) * pull[..., None, :]) @ X
    last = (np.maximum(Z, 0) @ pull[..., None])[..., 0]
    return np.concatenate([first.reshape(*theta.shape[:-1], -1), last], axis=-1)


def starts(units: int, seeds: int, rng: np.random.Generator, d: int = 2) -> Array:
    """Draw `seeds` networks, (seeds, units (d + 1)): normal weights of size 0.5/sqrt(fan-in)."""
    require_count(1, units=units, seeds=seeds, d=d)
    sizes = np.repeat([0.5 / np.sqrt(d), 0.5 / np.sqrt(units)], [units * d, units])
    return np.asarray(sizes * rng.normal(size=(seeds, units * (d + 1))))


def one_step(theta: Array, X: Array, y: Array, eta: float, grad: Gradient = pulled) -> Array:
    """Return the weights one step of descent on the mean logistic loss later."""
    return np.asarray(theta + eta * grad(theta, X, y * expit(-y * outputs(theta, X))) / len(y))


@cached
def trained(units: int, seeds: int = 20, steps: int = 5000) -> dict[str, Array]:
    """Train networks from `seeds` starts on 40 points in four groups (step 0.5).

    Return, at 60 steps: ``steps`` (t,), mean logistic ``loss`` (t, seeds), ``theta`` (t, seeds, p).
    """
    require_count(1, steps=steps)
    X, y = four_groups(40, np.random.default_rng(0))
    theta, at = starts(units, seeds, np.random.default_rng(units)), np.unique(np.geomspace(1, steps, 60).astype(int))
    rows: list[Array] = []
    for step in range(1, steps + 1):
        theta = one_step(theta, X, y, 0.5)
        if step == at[len(rows)]:
            rows.append(theta)
    path = np.array(rows)
    return {"steps": at, "loss": np.logaddexp(0, -y * outputs(path, X)).mean(axis=-1), "theta": path}


@check("Section 11.1.2", "fewest ReLU units that part four points at the ends of a cross; all choices, with repetition, out of 16 units "
       "that reach one end of each axis, one of them more, either sign", "==", 4, kind="instance")  # fmt: skip
def check_fewest(network: Callable[[Array, Array], Array] = outputs) -> float:
    """What a unit gives to the four points is (up to its sign) any two numbers >= 0 on two neighbours, of which 16 are a sample here."""
    near = [np.array(w) for w in itertools.product((-1, -0.1, 0.1, 1), repeat=2) if abs(w[0]) != abs(w[1])]
    units = [(w, sign) for w in near for sign in (-1, 1)]
    for q in range(1, 6):
        chosen = list(itertools.combinations_with_replacement(units, q))
        theta = np.array([[*np.ravel([w for w, _ in some]), *(s for _, s in some)] for some in chosen])
        if (SIGNS * network(theta, CROSS)).min(axis=1).max() > 0:
            return q
    return np.inf


check_fewest.breaks("units that are heard on both sides, |w·x|", network=lambda theta, X: outputs(theta, X) + outputs(theta, -X))  # fmt: skip


@check("Section 11.1.2", "slope in the step of how far |w|² − v² of a unit moves by time 10; steps 0.2 to 0.0125, 6 units, mean square "
       "over 20 starts", "==", 1.0, 0.05, kind="rate")  # fmt: skip
def check_balance(grad: Gradient = pulled) -> float:
    """In the flow nothing moves: what descent adds is of second order in each of 1/step steps."""
    (X, y), start = four_groups(40, np.random.default_rng(1)), starts(6, 20, np.random.default_rng(2))

    def balance(theta: Array) -> Array:
        W, v = layers(theta, 2)
        return np.asarray((W**2).sum(axis=-1) - v**2)

    etas, moved = [0.2, 0.1, 0.05, 0.025, 0.0125], []
    for eta in etas:
        theta = start
        for _ in range(round(10 / eta)):
            theta = one_step(theta, X, y, eta, grad)
        moved.append(((balance(theta) - balance(start)) ** 2).mean() ** 0.5)
    return loglog_slope(etas, moved)


check_balance.breaks("outer weights that are not trained", grad=lambda theta, X, pull: pulled(theta, X, pull) * (np.arange(18) < 12))  # fmt: skip


@erratum(109, "Theorem 73", "least margin of 100,000 pairs of outputs whose mean logistic loss lies below the threshold, n = 2", ">=", 0.0,
         printed="a loss below 1/n means that all points are right, for the logistic loss too", corrected="it must lie below (ln 2)/n")  # fmt: skip
def erratum_threshold() -> tuple[float, float]:
    """Margins (-0.3, 20) have a mean logistic loss of 0.427 < 1/2; for the exponential loss 1/n is right."""
    margins = np.vstack([[-0.3, 20.0], np.random.default_rng(3).normal(1, 3, size=(100_000, 2))])
    loss = np.logaddexp(0, -margins).mean(axis=1)
    least = margins.min(axis=1)
    return float(least[loss < 1 / 2].min()), float(least[loss < np.log(2) / 2].min())


@task(
    "three units and a bias", right="Right. A bias lets one unit be heard everywhere, as a threshold: three are enough."
)
def _three(W: Any, v: Any) -> str:
    W, v = numbers(W), numbers(v)
    if v.shape != (3,) or W.shape != (3, 3) or np.isnan(np.vstack([W, v])).any():
        return (
            f"Three units with three weights each: W is (3, 3) and v (3,), numbers. Yours are {W.shape} and {v.shape}."
        )
    right = SIGNS * (np.maximum(np.column_stack([CROSS, np.ones(4)]) @ W.T, 0) @ v)
    ends = np.array(["the right", "the left", "the top", "the bottom"])
    if (right < 0).all():
        return "All four are wrong: turn the signs of v around."
    if (right == 0).any():
        return f"At {', '.join(ends[right == 0])} f is 0, and must not be. A unit with w = 0 and bias 1 is heard everywhere."
    if (right < 0).any():
        return f"Wrong at {', '.join(ends[right < 0])}. Two units make |x₁|; what must it be compared with?"
    return ""


def draw_plane(ax: Any, theta: Array, X: Array, y: Array, title: str) -> None:
    """Draw where a network says yes (blue), no (orange) and nothing (white), its units as arrows |v| w, and the points."""
    side = np.linspace(-1.6, 1.6, 161)
    f = outputs(theta, np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)).reshape(161, 161)
    scale = 0.02 * np.abs(f).max()
    ax.contourf(side, side, f, levels=[-np.inf, -scale, scale, np.inf], colors=[BOUND, "white", MEASURED], alpha=0.25)
    W, v = layers(theta, 2)
    arrows = np.abs(v)[:, None] * W
    arrows *= 1.2 / np.linalg.norm(arrows, axis=1).max()
    for (right, up), sign in zip(arrows, v, strict=True):
        ax.plot([0, right], [0, up], "-" if sign > 0 else "--", color=MEASURED if sign > 0 else BOUND, linewidth=2)
    ax.plot(*X[y > 0].T, "o", *X[y < 0].T, "x", color="black", markersize=4)
    ax.set(aspect="equal", xlim=(-1.6, 1.6), ylim=(-1.6, 1.6))
    label_axes(ax, "$x_1$", "$x_2$", title)
