"""Section 3, margin: gradient descent on separable data, followed to times that no computer could wait for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import softmax

from .. import plotting
from ..evidence import check, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count, require_positive, require_shape
from .tails import CENTRE, LOSSES, cloud, degrees, flow, hardest

Follow = Callable[..., Array]
#: ln of the loss itself, for the two losses of the theorem, which agree to all digits beyond u = 40.
LOG_LOSS: dict[str, Callable[[Array], Array]] = {
    "exponential": lambda u: -np.asarray(u),
    "logistic": lambda u: np.where(u > 40, -np.asarray(u), np.log(np.logaddexp(0, -np.minimum(u, 40)))),
}


def steps_of(loss: str, X: Array, start: Array, eta: float, keep: Array) -> Array:
    """Return the weights (m, d) of gradient descent on the sum of losses over X (n, d) after so many steps: `keep` (m,), rising."""
    require_choice(tuple(LOSSES), loss=loss)
    require_shape(None, len(start), X=X)
    require_positive(eta=eta)
    w, kept = np.asarray(start, dtype=float), {}
    for k in range(int(np.max(keep)) + 1):
        kept[k] = w
        w = w + eta * X.T @ np.exp(LOSSES[loss](X @ w))
    return np.array([kept[k] for k in np.asarray(keep).tolist()])


def total(loss: str, X: Array, W: Array, s: float | Array = 0.0) -> Array:
    """Return exp(s) times the sum of losses at weights W (m, d): the loss times the time, at times exp(s)."""
    return np.asarray(np.exp(np.asarray(s)[..., None] + LOG_LOSS[loss](W @ X.T)).sum(axis=-1))


def offset(X: Array) -> Array:
    """Return what is left (d,) of the weights beside w_hat ln t, once t is large: exp(-x·offset) is the multiplier of each support vector.

    Defined where the support vectors are as many as the dimensions, as they are in the plane for almost all samples with two of them.
    """
    alpha = hardest(X)[1]
    on = alpha > 1e-9 * alpha.max()
    if on.sum() != X.shape[1]:
        raise ValueError(f"X must have as many support vectors as columns, {X.shape[1]}, got {on.sum()}")
    return np.asarray(np.linalg.solve(X[on], -np.log(alpha[on])))


def _clear() -> list[Array]:
    """Return six sets of 20 samples in the plane with two support vectors, and no other sample within a tenth of the margin."""
    found: list[Array] = []
    for seed in range(30):
        Z, y = cloud(seed)
        room = np.sort(y * (Z @ hardest(y[:, None] * Z)[0]))
        if room[1] < 1 + 1e-9 and room[2] > 1.1:
            found.append(y[:, None] * Z)
    return found[:6]


END = np.array([160.0])


@check("Theorem 72", "t L(t) over |ŵ|² at t = e¹⁶⁰, six sets of 20 samples with a clear gap, exponential and logistic loss: the one furthest "
       "from 1", "==", 1.0, 1e-6, kind="class bound")  # fmt: skip
def check_loss(follow: Follow = flow, best: Callable[[Array], tuple[Array, Array]] = hardest) -> float:
    """The flow knows nothing of the largest margin; the solver of section 2 nothing of the flow."""
    ends = [(best(X)[0], total(loss, X, follow(loss, X, np.zeros(2), END), END)) for X in _clear() for loss in LOG_LOSS]
    return furthest_from(1, [t_loss[0] / (w @ w) for w, t_loss in ends])


check_loss.breaks("a loss that falls like a power", follow=lambda loss, *rest: flow("power 4", *rest))
check_loss.breaks("a time e times as long", follow=lambda loss, X, w, s: flow(loss, X, w, s + 1))


@check("Theorem 72", "distance of w − ŵ ln t from the offset that the multipliers say, over its length, at t = e¹⁶⁰; the same sets and losses, "
       "starts at 0 and (−2, 1): the largest", "<=", 0.0, 1e-6, kind="class bound")  # fmt: skip
def check_residual(follow: Follow = flow, left: Callable[[Array], Array] = offset) -> float:
    """The residual is not only bounded: it has a limit, the same for every start."""
    found = []
    for X, loss, start in itertools.product(_clear(), LOG_LOSS, ((0.0, 0.0), (-2.0, 1.0))):
        rest = follow(loss, X, np.array(start), END)[0] - hardest(X)[0] * END[0]
        found.append(float(np.linalg.norm(rest - left(X)) / np.linalg.norm(offset(X))))
    return largest(found)


check_residual.breaks("a power", follow=lambda loss, *rest: flow("power 4", *rest))
check_residual.breaks("1 % more", left=lambda X: 1.01 * offset(X))


@check("Theorem 72", "distance between gradient descent after 1,000 and 10,000 steps and the flow at t = 1 + ηk, over the length; logistic loss, η a "
       "twentieth of the limit, two sets: the largest", "<=", 0.0, 0.002, kind="instance")  # fmt: skip
def check_descent(walk: Callable[..., Array] = steps_of) -> float:
    """So what the flow shows at e^160 is where descent would be."""
    keep, found = np.array([1000, 10_000]), []
    for X in _clear()[:2]:
        eta = largest_step(X) / 20
        W, V = walk("logistic", X, np.zeros(2), eta, keep), flow("logistic", X, np.zeros(2), np.log1p(eta * keep))
        found.append(np.linalg.norm(W - V, axis=1) / np.linalg.norm(V, axis=1))
    return float(np.max(found))


check_descent.breaks("a step 10 % too long", walk=lambda loss, X, w, eta, keep: steps_of(loss, X, w, 1.1 * eta, keep))


def largest_step(X: Array) -> float:
    """Return 2/(beta sigma²) for the logistic loss, whose slope changes at a rate of at most beta = 1/4."""
    return float(8 / np.linalg.norm(X, 2) ** 2)


def rises(X: Array, start: Array, eta: float) -> float:
    """Return by how much the logistic loss rises in one of 60 steps of descent at most; below 0 if it never does."""
    return float(np.diff(total("logistic", X, steps_of("logistic", X, start, eta, np.arange(61)))).max())


@check("Theorem 72", "largest rise of the logistic loss in a step with η = 0.99 · 2/(β σ²); 60 sets of 2 to 12 samples in the plane that a line "
       "parts, also nearly opposite ones, and random starts", "<=", 0.0, 1e-12, kind="class bound",
       only_if="of two nearly opposite ones, a step 2 % beyond the limit makes the loss rise")  # fmt: skip
def check_step(limit: Callable[[Array], float] = largest_step, rise: Callable[..., float] = rises) -> float:
    """Two nearly opposite samples feel the full curvature: a step 2 % longer makes their loss rise.

    A third one, at right angles and far on the right side, adds to all singular values but not to the largest.
    """
    rng, opposite, start = np.random.default_rng(2), np.array([[1, 1e-5], [-1, 1e-5], [0, 1]]), np.array([0.1, 40])
    if not rise(opposite, start, 1.02 * limit(opposite)) > 1e-9:
        return math.nan
    found = [rise(opposite, start, 0.99 * limit(opposite))]
    for _ in range(60):
        X = rng.normal(size=(int(rng.integers(2, 13)), 2))
        X *= np.sign(X @ rng.normal(size=2))[:, None]
        found.append(rise(X, 3 * rng.normal(size=2), 0.99 * limit(X)))
    return largest(found)


check_step.breaks("all singular values, not the largest", limit=lambda X: float(8 / np.linalg.norm(X) ** 2))
check_step.breaks("σ in place of σ²", limit=lambda X: float(8 / np.linalg.norm(X, 2)))


def new_points(n: int, noise: float, seed: int = 0) -> Array:
    """Draw n new points of the two classes, (n, 2), times their labels."""
    require_count(1, n=n)
    require_positive(noise=noise)
    return CENTRE + noise * np.random.default_rng([seed, 1]).normal(size=(n, 2))


def growth(X: Array) -> float:
    """Return how fast the mean logistic loss on new points grows with ln t: the mean of (-w_hat·x)+ over 20,000 of them."""
    return float(np.maximum(-new_points(20_000, 0.9) @ hardest(X)[0], 0).mean())


@check("Validation loss", "slope against ln t, from t = e⁸⁰ to e¹⁶⁰, of the mean logistic loss on 20,000 new points, over the mean of (−ŵ·x)₊; five sets "
       "of samples: the one furthest from 1", "==", 1.0, 0.002, kind="class bound")  # fmt: skip
def check_validation(follow: Follow = flow, speed: Callable[[Array], float] = growth) -> float:
    """The notes bound the loss from below by one point that is wrong; all of them together give the slope."""
    found, new, s = [], new_points(20_000, 0.9), np.array([80.0, 160.0])
    for seed in range(5):
        Z, y = cloud(seed, noise=0.9)
        W = follow("logistic", y[:, None] * Z, np.zeros(2), s)
        loss = np.logaddexp(0, -(W @ new.T)).mean(axis=1)
        found.append(float((loss[1] - loss[0]) / 80 / speed(y[:, None] * Z)))
    return furthest_from(1, found)


check_validation.breaks("the share of errors", speed=lambda X: np.mean(new_points(20_000, 0.9) @ hardest(X)[0] < 0))

#: The second sample is on the margin and has the multiplier 0: the exception of measure zero.
EXCEPTION = np.array([[1.0, 0.0], [1.0, 1.0]])


@check("Theorem 72", "exp(w₂)/ln t at t = e^20,000 for the samples (1, 0) and (1, 1): the residual grows like ln ln t", "==", 1.0, 0.002,
       kind="instance")  # fmt: skip
def check_exception(follow: Follow = flow, X: Array = EXCEPTION) -> float:
    """From dw₂/dln t = 1/(1 + exp(w₂)): so exp(w₂) + w₂ = ln t + a constant."""
    return float(np.exp(follow("exponential", X, np.zeros(2), np.array([20_000.0]))[0, 1]) / 20_000)


check_exception.breaks("the second sample a little farther out", X=np.array([[1.0, 0.0], [1.01, 1.0]]))


# --- the explorer ---

CLOCK = np.linspace(0, 160, 321)  # ln t


@cached
def run(loss: str, angle: int) -> Array:
    """Return the flow on the samples of the section, from a start of length 3 at so many degrees, at CLOCK, (321, 2)."""
    Z, y = cloud(3)
    return flow(loss, y[:, None] * Z, 3 * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]), CLOCK)


def draw_margin(left: Panel, right: Panel, zeros: int, loss: str, angle: int) -> dict[str, Array]:
    """Draw the samples, who pulls, and the line now; beside it the angle to the largest margin against time."""
    Z, y = cloud(3)
    X, best = y[:, None] * Z, hardest(y[:, None] * Z)[0]
    W, s = run(loss, angle), zeros * np.log(10)
    w = np.array([np.interp(s, CLOCK, W[:, k]) for k in range(2)])
    share, away = softmax(LOSSES[loss](X @ w)), np.maximum(degrees(W, best), 1e-3)
    left.axes(xlabel="$z_1$", ylabel="$z_2$", xlim=(-3.2, 3.2), ylim=(-2.4, 3.2))
    for name, v, color, style in (("largest margin", best, plotting.TARGET, "--"), ("now", w, plotting.MEASURED, "-")):
        end = 4 * np.array([-v[1], v[0]]) / np.linalg.norm(v)
        left.line(name, *np.transpose([-end, end]), color=color, linestyle=style)
    for i, size in enumerate(4 + 26 * share**0.5):
        left.points(f"pull {i}", *Z[i, :, None], color=plotting.FOURTH, alpha=0.5, markersize=size, markeredgewidth=0)
    for name, value, marker in (("yes", 1, "o"), ("no", -1, "x")):
        left.points(name, *Z[y == value].T, color="black", marker=marker, markersize=4)
    left.note(f"{np.sum(share > 0.01)} samples pull with 1 % or more")
    right.axes(xlabel="log₁₀ of the time t", ylabel="degrees off", yscale="log", xlim=(0, 70), ylim=(0.02, 200))
    right.line("angle", CLOCK / np.log(10), away, color=plotting.MEASURED)
    rest = offset(X) - best * (offset(X) @ best) / (best @ best)
    said = np.degrees(np.linalg.norm(rest) / np.linalg.norm(best)) / CLOCK[2:]
    right.line("said", CLOCK[2:] / np.log(10), said, "C/ln t", color=plotting.BOUND)
    right.points("t", [zeros], [np.interp(s, CLOCK, away)], color=plotting.MEASURED, markersize=8)
    margin = float((X @ w).min() / np.linalg.norm(w) * np.linalg.norm(best))
    words = f"{margin:.1%} of the largest margin" if margin > 0 else "samples on the wrong side"
    right.note(f"{np.interp(s, CLOCK, away):.2g}° off, {words}")
    return {"w": w, "away": away, "share": share, "margin": np.array([margin])}


def explore_margin() -> Explorer:
    """Build the explorer of the line that gradient flow has reached at time 10^k."""
    return explore(
        draw_margin, panels=2, size=(9.0, 3.9), zeros=slider(0, 69, "log₁₀ t", value=6), loss=choice(tuple(LOSSES), "loss", value="logistic"),
        angle=slider(-120, 180, "start: direction in degrees", value=-40, step=20), storyboard=[{"zeros": 0}, {"zeros": 3}, {"zeros": 30}],
        caption=lambda zeros, loss, angle: f"t = 10^{zeros}, {loss} loss",
        alt="The line turns towards the largest margin and the discs of all but two samples vanish; the angle falls along the dashed "
        "curve, from 97 degrees at t = 1 over 4 at a thousand to 0.3 at 10 to the 30",
    )  # fmt: skip


@task("the logistic loss on the slow clock", right="Right, and at s = 800 too: the exponents cancel before anything is raised to them.")  # fmt: skip
def _clock(slope: Callable[[float, Array, Array], Any]) -> str:
    X, w = np.abs(np.random.default_rng(4).normal(size=(5, 2))) + 0.5, np.array([0.7, -0.2])
    with np.errstate(all="ignore"):
        found, late = numbers(slope(3.0, w, X)), numbers(slope(800.0, 1000 * np.abs(w), X))
    wanted = X.T @ np.exp(3 - np.logaddexp(0, X @ w))
    if found.shape != (2,):
        return f"dw/ds has as many entries as w, 2; yours has the shape {found.shape}."
    slips = [
        (-wanted, "The sign: the flow walks down, so each sample pulls w towards itself."),
        (wanted * np.exp(-3), "The factor t = eˢ is missing: dw/ds = t dw/dt."),
        (X.T @ np.exp(3 - X @ w), "That is the exponential loss. The logistic one has −ℓ'(u) = 1/(1 + eᵘ)."),
        (X.T @ np.log1p(np.exp(-X @ w)) * np.exp(3), "That is the loss itself; its slope pulls: −ℓ'(u) = 1/(1 + eᵘ)."),
        (wanted / len(X), "The sum over the samples, not the mean."),
    ]
    if not np.allclose(found, wanted):
        return recognize(found, slips, "−ℓ'(u) = 1/(1 + eᵘ), times t = eˢ, times x, summed.")
    if not np.allclose(late, X.T @ np.exp(800 - np.logaddexp(0, X @ (1000 * np.abs(w)))), rtol=1e-6, atol=0):
        return "Right for small times. At s = 800 eˢ is no number any more: bring all under one exponent, np.logaddexp(0, u) = ln(1 + eᵘ)."
    return ""
