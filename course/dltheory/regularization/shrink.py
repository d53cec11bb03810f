"""Section 6, shrink: a penalty and an early stop, mode by mode."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, erratum, largest
from ..interactive import Explorer, Panel, explore, slider
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_count, require_positive

Keeps = Callable[[Array], Array]


def stopped(x: Array) -> Array:
    """Return what the flow from 0 keeps of a mode, x = eigenvalue times time."""
    return np.asarray(-np.expm1(-x))


def penalized(x: Array) -> Array:
    """Return what ridge keeps of a mode, x = eigenvalue over penalty."""
    return np.asarray(x / (1 + x))


@cached
def regression() -> dict[str, Array]:
    """Draw X (60, 20), y = X w + noise; ``s``, the eigenvalues of X'X/60 from 1 to 0.0001; ``Q`` their vectors; ``truth`` w."""
    rng = np.random.default_rng(0)
    U, Q = (np.linalg.qr(rng.normal(size=(size, 20)))[0] for size in (60, 20))
    s, truth = np.geomspace(1, 1e-4, 20), Q @ rng.normal(size=20)
    X = np.sqrt(60) * (U * np.sqrt(s)) @ Q.T
    return {"X": X, "y": X @ truth + 1.5 * rng.normal(size=60), "s": s, "Q": Q, "truth": truth}


def downhill(start: Array, X: Array, y: Array, eta: float, steps: int) -> Array:
    """Return all places (steps + 1, d) of descent on |Xw - y|²/(2n), X (n, d), from a start (d,)."""
    require_count(0, steps=steps)
    require_positive(eta=eta)
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - eta * X.T @ (X @ places[-1] - y) / len(y))
    return np.array(places)


def leaning(X: Array, y: Array, weight: float) -> Array:
    """Return the w (d,) with the least |Xw - y|²/(2n) + weight/2 |w|²: least squares with d further rows."""
    require_positive(weight=weight)
    rows = np.vstack([X, np.sqrt(len(y) * weight) * np.eye(X.shape[1])])
    return np.asarray(np.linalg.lstsq(rows, np.append(y, np.zeros(X.shape[1])), rcond=None)[0])


def kept(w: Array, data: dict[str, Array]) -> Array:
    """Return for each mode the share that w has of the least-squares solution, (..., d)."""
    end = np.linalg.lstsq(data["X"], data["y"], rcond=None)[0]
    return np.asarray((w @ data["Q"]) / (end @ data["Q"]))


def expected(keeps: Array, s: Array, signal: Array, noise: float, weigh: float = 0.0) -> Array:
    """Return the mean of |w - truth|², for kept shares (..., d): bias of a signal (squared), and noise (variance over n).

    A mode counts s**weigh times: 0 is the distance of the weights, 1 the error on new data.
    """
    return np.asarray((s**weigh * ((1 - keeps) ** 2 * signal + keeps**2 * noise / s)).sum(axis=-1))


@check("Section 11.3", "slope in the step of the largest distance between what descent has kept of a mode and 1 − "
       "exp(−x), 20 modes, times to 100", "==", 1.0, 0.03, kind="rate",
       only_if="ridge keeps x/(1 + x) to 1e-6")  # fmt: skip
def check_filters(flow: Keeps = stopped, ridge: Keeps = penalized) -> float:
    """Descent and least squares run on the data; the curves know only the eigenvalues."""
    data, etas, gaps = regression(), (0.1, 0.05, 0.025), []
    for weight in (0.01, 0.1, 1.0):
        if not np.allclose(
            kept(leaning(data["X"], data["y"], weight), data), ridge(data["s"] / weight), rtol=0, atol=1e-6
        ):
            return math.nan
    for eta in etas:
        path = kept(downhill(np.zeros(20), data["X"], data["y"], eta, round(100 / eta)), data)
        gaps.append(np.abs(path - flow(np.outer(eta * np.arange(len(path)), data["s"]))).max())
    return loglog_slope(etas, gaps)


check_filters.breaks("the flow at half the time", flow=lambda x: stopped(x / 2))
check_filters.breaks("twice the penalty", ridge=lambda x: penalized(x / 2))


@check("Ali, Kolter and Tibshirani 2019", "mean squared distance from the truth, stopped at t over ridge with "
       "penalty 1/t, the largest of 301 problems and 400 times; one mode of mere noise reaches it", "==", 1.6862, 5e-4, kind="class bound", digits=4,
       only_if="all shares are from 0 to 1, and the drawn ones go beyond 1.05")  # fmt: skip
def check_ceiling(flow: Keeps = stopped, ridge: Keeps = penalized) -> float:
    """The bias is smaller, mode by mode; the variance is at most 1.686 times as large."""
    rng, t, worst = np.random.default_rng(0), np.geomspace(1e-2, 1e4, 400)[:, None], []
    drawn = [(rng.random(8) ** 4 + 1e-6, rng.exponential(1, 8) ** 3, rng.exponential(1) ** 3) for _ in range(300)]
    shares = np.array([keeps(np.geomspace(1e-8, 1e4, 100)) for keeps in (flow, ridge)])
    if not ((shares >= 0) & (shares <= 1)).all():
        return math.nan
    for s, signal, noise in [(np.ones(1), np.zeros(1), 1.0), *drawn]:
        worst.append((expected(flow(s * t), s, signal, noise) / expected(ridge(s * t), s, signal, noise)).max())
    return largest(worst) if largest(worst[1:]) > 1.05 else math.nan


check_ceiling.breaks("stopped at twice the time", flow=lambda x: stopped(2 * x))
check_ceiling.breaks("the shares of ridge negative", ridge=lambda x: -penalized(x))


@erratum(111, "(11.29)", "length of the gradient of |Xw − y|² + λ/2 |w|² at the w whose prediction is printed; λ = 3", "<=", 0.0, 1e-9,
         printed="shrunk by d²/(d² + λ)", corrected="shrunk by d²/(d² + λ/2)")  # fmt: skip
def erratum_half() -> tuple[float, float]:
    """For which penalty the printed formula is right, the sheet asks."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(9, 4)), rng.normal(size=9)
    U, d, Vt = np.linalg.svd(X, full_matrices=False)
    w = [Vt.T @ (d / (d**2 + add) * (U.T @ y)) for add in (3.0, 1.5)]
    printed, corrected = (float(np.linalg.norm(2 * X.T @ (X @ v - y) + 3.0 * v)) for v in w)
    return printed, corrected


@erratum(112, "(11.31)", "length of the gradient of ½ (w − w*)ᵀH(w − w*) + λ |w|² at the stated w; λ = 0.7", "<=", 0.0, 1e-9,
         printed="Qᵀw = [I − λ(Λ + λI)⁻¹] Qᵀw*", corrected="with 2λ for λ, in both places")  # fmt: skip
def erratum_twice() -> tuple[float, float]:
    """The gradient of λ|w|² is 2λw."""
    rng = np.random.default_rng(2)
    A, goal = rng.normal(size=(4, 4)), rng.normal(size=4)
    s, Q = np.linalg.eigh(A @ A.T)
    w = [Q @ ((1 - add / (s + add)) * (Q.T @ goal)) for add in (0.7, 1.4)]
    printed, corrected = (float(np.linalg.norm(A @ A.T @ (v - goal) + 1.4 * v)) for v in w)
    return printed, corrected


def draw_filters(left: Panel, right: Panel, t: float, penalty: float, rate: float) -> dict[str, Array]:
    """Draw what is kept of each mode, and the mean excess risk on new data over time, which for ridge is 1/penalty."""
    data, s, times = regression(), np.geomspace(1e-4, 1, 121), np.geomspace(0.1, 1e4, 121)
    signal, noise = (data["truth"] @ data["Q"]) ** 2, 2.25 / 60

    def error(keeps: Array) -> Array:
        return expected(keeps, data["s"], signal, noise, 1)

    left.axes(xlabel="eigenvalue s of the mode (log scale)", ylabel="share kept", xscale="log", ylim=(0, 1.05))
    right.axes(xlabel="time t, or 1/penalty (log scale)", ylabel="excess risk on new data", xscale="log", ylim=(0, 1.5))
    drawn, words = {}, []
    for name, keeps, at in (("stopping", stopped, t), ("ridge", penalized, 1 / penalty)):
        color = plotting.MEASURED if name == "stopping" else plotting.SECOND
        drawn[name] = keeps(data["s"] * at)
        left.line(name, s, keeps(s * at), True, color=color)
        left.points(f"{name}, modes", data["s"], drawn[name], color=color, markersize=4)
        right.line(name, times, error(keeps(data["s"] * times[:, None])), color=color)
        right.points(f"{name}, now", [at], [error(drawn[name])], color=color, markersize=8)
        words.append(f"{name} {error(drawn[name]):.2f}")
    drawn["dropout"] = np.full(20, 1 - rate)
    left.line("dropout", s, np.full(121, 1 - rate), True, color=plotting.THIRD)
    right.rule("dropout", y=float(error(drawn["dropout"])), color=plotting.THIRD, linestyle=":")
    right.note(f"excess risk: {', '.join(words)}, dropout of modes {error(drawn['dropout']):.2f}")
    return drawn


def explore_filters() -> Explorer:
    """Build the explorer of penalty, stopping time and dropout rate on the same 20 modes."""
    return explore(
        draw_filters, panels=2, size=(9.0, 3.6), t=slider(0.1, 1e4, "stopping time t", value=10.0, log=True),
        penalty=slider(1e-4, 10.0, "penalty", value=0.1, log=True), rate=slider(0.0, 0.95, "dropout (inputs = modes): rate", value=0.5, step=0.05),
        storyboard=[{}, {"t": 1e3, "penalty": 1e-3}],
        caption=lambda t, penalty, rate: f"stopped at t = {t:g}; penalty {penalty:g}; dropout rate {rate:g}",
        alt="Share kept over the eigenvalue: two S-shaped curves, the one for stopping a little above that of ridge, and a level "
        "line for dropout of modes; beside it two U-shaped error curves that nearly coincide",
    )  # fmt: skip


@task("one mode, two ways", right="Right. It depends on s: no single time does for all modes what one penalty does.")
def _same(time: Callable[[float, float], Any]) -> str:
    for s, penalty in ((1.0, 1.0), (0.3, 2.0), (4.0, 0.05)):
        found = numbers(time(s, penalty))
        if found.ndim or np.isnan(found):
            return "One number is asked for, a time."
        if np.isclose(found, np.log1p(s / penalty) / s):
            continue
        if np.isclose(found, 1 / penalty):
            return "At t = 1/penalty stopping keeps more of every mode. Ask for exactly as much, for this s."
        if np.isclose(found, np.log1p(s / penalty)):
            return "That is x = s·t. Which t?"
        if np.isclose(found, -np.log1p(s / penalty) / s):
            return "The sign: a time is positive."
        return f"At s = {s:g} and penalty {penalty:g} ridge keeps {s / (s + penalty):.3g}; by your time the flow has kept {-np.expm1(-s * found):.3g}."
    return ""
