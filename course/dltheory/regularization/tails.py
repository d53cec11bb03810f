"""Section 2, tails: how fast a loss must fall so that only the hardest samples count, and what the largest margin is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar, nnls
from scipy.special import log_ndtr, logsumexp

from ..evidence import check, erratum, largest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_choice, require_count, require_positive, require_rising, require_shape

Slope = Callable[[Any], Array]

#: For each loss, ln(-loss'(u)): exp(-u) itself soon leaves the range of numbers. A power is a straight line for u < 0.
LOSSES: Mapping[str, Slope] = {
    "exponential": lambda u: -np.asarray(u),
    "logistic": lambda u: -np.logaddexp(0, u),
    "probit": lambda u: -np.square(u) / 2 - np.log(2 * np.pi) / 2 - log_ndtr(u),
    "power 4": lambda u: -5 * np.log1p(np.maximum(u, 0)),
    "power 1": lambda u: -2 * np.log1p(np.maximum(u, 0)),
}
#: Where the class 1 has its centre; that of the other class is opposite.
CENTRE = np.array([1.2, 0.8])


@cached
def cloud(seed: int = 0, n: int = 20, noise: float = 0.6) -> tuple[Array, Array]:
    """Draw two classes of points in the plane, again until a line through 0 parts them: inputs (n, 2), labels (n,) of -1, 1."""
    require_count(0, seed=seed)
    require_count(2, n=n)
    require_positive(noise=noise)
    rng = np.random.default_rng(seed)
    while True:
        y = np.where(np.arange(n) < n // 2, 1, -1)
        Z = y[:, None] * CENTRE + noise * rng.normal(size=(n, 2))
        if parted(y[:, None] * Z):
            return Z, y


def parted(X: Array) -> bool:
    """Return whether some w has w·x > 0 for all rows of X (n, d)."""
    return bool(nnls(np.vstack([X.T, np.ones(len(X))]), np.eye(X.shape[1] + 1)[-1])[1] > 1e-6)


def hardest(X: Array) -> tuple[Array, Array]:
    """Return the shortest w (d,) with w·x >= 1 for all rows of X (n, d), and its multipliers (n,): how hard each row pushes.

    By least squares with weights that may not be negative, in finitely many steps. Source: Lawson and Hanson 1974, chapter 23.
    """
    require_shape(None, None, X=X)
    if not parted(X):
        raise ValueError(f"X must hold samples, times labels, that a line through 0 parts, got {len(X)} that none does")
    u = nnls(np.vstack([X.T, np.ones(len(X))]), np.eye(X.shape[1] + 1)[-1])[0]
    alpha = u / (1 - u.sum())
    return X.T @ alpha, alpha


def flow(loss: str | Slope, X: Array, start: Array, s: Array) -> Array:
    """Follow gradient flow on the sum of losses of w·x over the rows of X (n, d), from `start` (d,) at t = 1: weights (m, d) at times e^s.

    The clock is s = ln t: dw/ds = t dw/dt is the sum of exp(s + ln(-loss'(w·x))) x. The loss is one of `LOSSES`, or ln(-loss').
    """
    X, s = np.asarray(X, dtype=float), np.asarray(s, dtype=float)
    require_shape(None, None, X=X)
    require_shape(X.shape[1], start=start)
    if isinstance(loss, str):
        require_choice(tuple(LOSSES), loss=loss)
    require_rising(0, s=s)
    slope = LOSSES[loss] if isinstance(loss, str) else loss
    found = solve_ivp(lambda s, w: X.T @ np.exp(s + slope(X @ w)), (0, s[-1] + 1e-9), np.asarray(start, dtype=float), "LSODA", s,
                      rtol=1e-10, atol=1e-12)  # fmt: skip
    return np.asarray(found.y.T)


def degrees(W: Array, v: Array) -> Array:
    """Return the angles between the rows of W (m, d) and v (d,), in degrees."""
    cos = W @ v / np.linalg.norm(W, axis=-1) / np.linalg.norm(v)
    return np.asarray(np.degrees(np.arccos(np.clip(cos, -1, 1))))


def level(X: Array, p: float) -> Array:
    """Return the unit vector w (2,) that makes the sum of (w·x)^-p over the rows of X (n, 2) least, all w·x being positive."""
    size, best = np.linalg.norm(X, axis=1), float(np.arctan2(*hardest(X)[0][::-1]))
    a = np.angle(X @ [1, 1j] * np.exp(-1j * best))  # the samples' directions, as seen from the largest margin
    bounds = a.max() - np.pi / 2, a.min() + np.pi / 2
    height = lambda t: logsumexp(-p * np.log(size * np.cos(a - t)))  # noqa: E731
    best += minimize_scalar(height, bounds=bounds, options={"xatol": 1e-11}).x
    return np.array([np.cos(best), np.sin(best)])


@check("Definition 30", "largest |−ℓ'(u) eᵘ − 1| eᵘ of the logistic loss, u from 0 to 18: at most 1, so c = a = 1 and μ = 1 will do",
       "<=", 1.0, 1e-6, kind="instance")  # fmt: skip
def check_tail(slope: Slope = LOSSES["logistic"]) -> float:
    """At u = 18 the slope of the loss must agree with exp(-u) to eight digits."""
    u = np.linspace(0, 18, 1801)
    return float(np.max(np.abs(np.expm1(slope(u) + u)) * np.exp(u)))


check_tail.breaks("the probit loss", slope=LOSSES["probit"])
check_tail.breaks("a power of u", slope=LOSSES["power 4"])
check_tail.breaks("1 % steeper", slope=lambda u: LOSSES["logistic"](1.01 * u))


def _clouds() -> list[Array]:
    """Return samples times their labels: 12 sets of 20 points in the plane, 8 of 30 points in 5 to 12 dimensions."""
    rng, found = np.random.default_rng(1), [y[:, None] * Z for Z, y in map(cloud, range(12))]
    for d in range(5, 13):
        X = rng.normal(size=(30, d))
        found.append(X * np.sign(X @ rng.normal(size=(d, 1))) + 0.0)
    return found


def _violation(X: Array, w: Array, alpha: Array) -> float:
    """Return the largest violation of the four conditions."""
    room = X @ w - 1
    return float(np.max(np.concatenate([np.abs(w - X.T @ alpha), -room, -alpha, np.abs(alpha * room)])))


@check("KKT conditions", "distance from the solution of a support vector machine (liblinear), over its length, and violation of the four conditions, "
       "over Σ αᵢ; 20 sets of samples in 2 to 12 dimensions: the largest", "<=", 0.0, 1e-8, kind="class bound")  # fmt: skip
def check_kkt(solve: Callable[[Array], tuple[Array, Array]] = hardest) -> float:
    """The machine gets both labels: every second sample is turned back; C = 10⁶ allows no sample inside the margin."""
    from sklearn.svm import LinearSVC

    found, machine = (
        [],
        LinearSVC(loss="hinge", C=1e6, tol=1e-10, fit_intercept=False, max_iter=100_000, random_state=0),
    )
    for X in _clouds():
        w, alpha = solve(X)
        y, unit = np.where(np.arange(len(X)) % 2, 1, -1), np.linalg.norm(hardest(X)[0])
        machine.fit(unit * y[:, None] * X, y)
        found += [np.linalg.norm(w / unit - machine.coef_[0]), _violation(X, w, alpha) / hardest(X)[1].sum()]
    return largest(found)


def _without_one(X: Array) -> tuple[Array, Array]:
    last = int(np.argmax(hardest(X)[1]))
    w, alpha = hardest(np.delete(X, last, axis=0))
    return w, np.insert(alpha, last, 0)


check_kkt.breaks("a support vector left out", solve=_without_one)
check_kkt.breaks("multipliers of the neighbours", solve=lambda X: (hardest(X)[0], np.roll(hardest(X)[1], 1)))


@check("Theorem 72 without Assumption 4", "angle between the flow at t = e¹⁶⁰ and the w that makes Σ (w·x)⁻ᵖ least at its length, over the angle to "
       "the largest margin; p = 1 and 4, six sets of 20 points: the largest", "<=", 0.0, 1e-6, kind="class bound")  # fmt: skip
def check_power(follow: Callable[..., Array] = flow, least: Callable[[Array, float], Array] = level) -> float:
    """A loss that falls like a power goes to another direction, and which one can be said."""
    found = []
    for Z, y in map(cloud, range(6)):
        X = y[:, None] * Z
        for p in (1, 4):
            w = follow(f"power {p}", X, np.zeros(2), np.array([160.0]))
            found.append(float(degrees(w, least(X, p))[0] / degrees(w, hardest(X)[0])[0]))
    return largest(found)


check_power.breaks("the logistic loss", follow=lambda loss, *rest: flow("logistic", *rest))
check_power.breaks("p + 1 in place of p", least=lambda X, p: level(X, p + 1))


@erratum(107, "Definition 30", "−ℓ'(20) e²⁰ for a loss that the definition admits, c = a = 1", ">=", 1.0, 1e-6,
         printed="the lower bound is asked for u < u₋: the probit loss is admitted (with u₋ = 0.1, and u₊ = 3)",
         corrected="it is asked for u > u₋: the logistic loss is admitted, the probit loss is not")  # fmt: skip
def erratum_tail() -> tuple[float, float]:
    """Below u₋ = 0.1 the probit loss is above (1 - exp(-u)) exp(-u), beyond 3 it is below exp(-u): as printed that is enough."""
    u = np.linspace(-30, 40, 7001)
    scaled = np.exp(LOSSES["probit"](u) + np.maximum(u, -700))
    low, high = u < 0.1, u > 3
    admitted = (scaled[low] >= 1 - np.exp(-u[low])).all() and (scaled[high] <= 1 + np.exp(-u[high])).all()
    printed = np.exp(LOSSES["probit"](20.0) + 20) if admitted else 1.0
    return float(printed), float(np.exp(LOSSES["logistic"](20.0) + 20))


@task("what a solution must satisfy", right="Right. All four conditions at once say: w is the shortest, and nothing else is.")  # fmt: skip
def _conditions(largest: Callable[[Array, Array, Array], Any]) -> str:
    X, flat = np.array([[1.0, 2], [2, 1], [3, 3]]), np.array([[1.0, 0], [0, 1], [0.5, 0.5]])
    w, alpha, ones, signed = *hardest(X), np.ones(2), np.array([[1.0, 0], [-1, 0]])
    trials = [
        (X, w, alpha, "The shortest w with its multipliers violates nothing (nor does a margin above 1)."),
        (X, 2 * w, 2 * alpha, "With w and all multipliers doubled, three conditions hold. What about αᵢ (w·xᵢ − 1)?"),
        (X, 0 * w, 0 * alpha, "Here w = 0 is too short: all margins are below 1."),
        (flat, ones, np.array([2.0, 2, -2]), "A negative multiplier is a sample that pulls: that is not allowed."),
        (flat, ones, np.array([1.0, 0, 0]), "Here w is not Σ αᵢxᵢ."),
        (
            flat,
            ones,
            np.array([5.0, 4.0, 0]),
            "Here w − Σ αᵢxᵢ has negative entries, of different size. The largest size counts.",
        ),
        (signed, np.array([0.5, 0]), np.array([5, 4.5]), "A product may be negative, too: how far is it from 0?"),
    ]
    for samples, v, a, words in trials:
        found, wanted = numbers(largest(samples, v, a)), max(_violation(samples, v, a), 0.0)
        wanted = 0.0 if wanted < 1e-12 else wanted
        if found.ndim:
            return f"One number is asked for, the largest of all violations; yours has the shape {found.shape}."
        if not np.isclose(found, wanted, atol=1e-12):
            return f"{words} The largest violation is {wanted:.3g}, and yours is {found:.3g}."
    return ""
