"""Section 5, signs: how well a class fits the toss of a coin, and what that says about new data."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.stats import binom

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, largest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_between, require_choice, require_count
from ._common import halves

#: One function, chosen before; all thresholds on a line; all functions that are 0 on finitely many points and else 1.
CLASSES = ("one function", "thresholds", "memorizers")


def threshold_fits(signs: Array) -> Array:
    """Return (k,) the largest mean of sign times value over all thresholds, for signs (k, m) at m points in order.

    A threshold is -1 up to some point and 1 beyond: the sum is that of all signs, less twice that of the first few.
    """
    first = np.cumsum(signs, axis=1)
    return np.asarray((first[:, -1] - 2 * np.minimum(first.min(axis=1), 0)) / signs.shape[1])


def toss(m: int, draws: int, rng: np.random.Generator) -> Array:
    """Return (draws, m) tosses of a fair coin, -1 or 1."""
    require_count(1, m=m, draws=draws)
    return np.asarray(rng.integers(0, 2, size=(draws, m)) * 2 - 1)


def complexity(kind: str, m: int) -> float:
    """Return the Rademacher complexity of the *losses* of one of `CLASSES` at m points (thresholds: from 100,000 draws).

    The loss of h = -1, 1 at the label y is (1 - y h)/2; the sign y belongs to the coin, so it is half that of h.
    """
    require_choice(CLASSES, kind=kind)
    require_count(1, m=m)
    if kind == "thresholds":
        return float(threshold_fits(toss(m, 100_000, np.random.default_rng(m))).mean()) / 2
    return 0.5 if kind == "memorizers" else 0.0  # the memorizer that is 1 where the coin is: half of the points


def deviations(kind: str, m: int, samples: int, rng: np.random.Generator, noise: float = 0.2) -> Array:
    """Draw samples of m points and return the largest true mean less sample mean of a class, (samples,).

    Thresholds: x is uniform on [0, 1], y the side of 1/2, flipped with probability `noise`; it is their losses that
    are averaged. One function: its loss is a fair coin. Memorizers: the true mean is 1, and one is 0 on the sample.
    """
    require_choice(CLASSES, kind=kind)
    require_count(1, m=m, samples=samples)
    require_between(0, 0.5, noise=noise)
    if kind == "memorizers":
        return np.ones(samples)
    if kind == "one function":
        return np.asarray(0.5 - rng.binomial(m, 0.5, size=samples) / m)
    x = np.sort(rng.random((samples, m)), axis=1)
    y = np.where(rng.random(x.shape) < noise, -1, 1) * np.where(x < 0.5, -1, 1)
    # With k points to the left: the ones among them that are 1, and the others that are -1, are wrong.
    start = np.zeros((samples, 1))
    wrong = np.hstack([start, np.cumsum(y, axis=1)]) + (y == -1).sum(axis=1, keepdims=True)
    ends = np.hstack([start, x, start + 1])
    risk = noise + (1 - 2 * noise) * np.abs(ends - 0.5)
    return np.asarray((np.maximum(risk[:, :-1], risk[:, 1:]) - wrong / m).max(axis=1))


def tail(m: int, delta: float) -> float:
    """Return what the mean over samples may be missed by, one-sided, with probability delta (McDiarmid)."""
    return math.sqrt(math.log(1 / delta) / (2 * m))


Complexity = Callable[[str, int], float]
Deviations = Callable[..., Array]


@check("Theorem 62", "mean largest deviation over 2R, which is ½ for thresholds and labels that are coins, furthest "
       "from ½ at m = 25, 100, 20,000 samples", "==", kind="Monte Carlo",
       only_if="that mean is at most 1 with less noise")  # fmt: skip
def check_symmetrization(R: Complexity = complexity, draw: Deviations = deviations) -> Measured:
    """Steps 3 to 5 of the proof; the other two classes are held to their complexity by enumeration."""
    bits = np.array(list(itertools.product((0, 1), repeat=8)))
    ends = {"one function": bits[:1] @ _signs(8).T, "memorizers": bits @ _signs(8).T}
    if any(not math.isclose(R(kind, 8), sums.max(axis=0).mean() / 8) for kind, sums in ends.items()):
        return Measured(math.nan, 0.5)
    rng, found = np.random.default_rng(0), []
    for m in (25, 100):
        less = [draw("thresholds", m, 4000, rng, noise).mean() for noise in (0.0, 0.2)]
        if not largest(less) <= 2 * R("thresholds", m):
            return Measured(math.nan, 0.5)
        found.append(three_errors(draw("thresholds", m, 20_000, rng, 0.5) / (2 * R("thresholds", m)), 0.5))
    return furthest(*found)


check_symmetrization.breaks("R 2 % too small", R=lambda kind, m: complexity(kind, m) * (0.98 if kind == "thresholds" else 1))  # fmt: skip


@check("Theorem 62", "share of samples of one function beyond the bound, δ = 0.05, beside that of its binomial law; "
       "m = 100, 40,000 samples each", "==", kind="Monte Carlo",
       only_if="all three classes keep to δ")  # fmt: skip
def check_rademacher_coverage(
    R: Complexity = complexity, rest: Callable[[int, float], float] = tail, draw: Deviations = deviations
) -> Measured:
    """One function is beyond 0.122 with 37 heads of 100 or fewer."""
    rng, law = np.random.default_rng(1), float(binom.cdf(37, 100, 0.5))
    beyond = {k: ~(draw(k, 100, 40_000, rng) <= 2 * R(k, 100) + rest(100, 0.05)) for k in CLASSES}
    return three_errors(beyond[CLASSES[0]] if max(map(np.mean, beyond.values())) <= 0.05 else [math.nan], law)


check_rademacher_coverage.breaks("the complexity left out", R=lambda kind, m: 0.0)
check_rademacher_coverage.breaks("the last term for twice as many points", rest=lambda m, delta: tail(2 * m, delta))


def linear_fits(K: Array, signs: Array) -> Array:
    """Return (k,) the largest mean of sign times w·x over weights up to length 1: the length of the signed sum, over m.

    Only the inner products K = X Xᵀ (m, m) of the points occur.
    """
    return np.asarray(np.sqrt(np.maximum(((signs @ K) * signs).sum(axis=1), 0)) / len(K))


def _signs(m: int) -> Array:
    return np.array(list(itertools.product((-1, 1), repeat=m)))


def _clouds(rng: np.random.Generator) -> list[Array]:
    """Return sets of 12 points: at right angles, random in several dimensions, all in one place."""
    return [np.eye(12), *(rng.normal(size=(12, d)) for d in (1, 2, 5, 40)), np.ones((12, 1))]


@check("Lemma 63", "complexity of weights up to length 1, over all signs, over DW/√m; 12 points at right angles, random, "
       "and equal: the largest, which right angles reach", "==", 1.0, 1e-9, kind="class bound", only_if="ten equal points make a walk of mean length 2.46")  # fmt: skip
def check_linear(fits: Callable[[Array, Array], Array] = linear_fits) -> float:
    """Points at right angles reach the bound; equal ones make a walk on a line."""
    found = []
    if not math.isclose(10 * fits(np.ones((10, 10)), _signs(10)).mean(), 2.4609375):
        return math.nan
    for X in _clouds(np.random.default_rng(3)):
        m, D = len(X), np.linalg.norm(X, axis=1).max()
        found.append(float(fits(X @ X.T, _signs(m)).mean() * np.sqrt(m) / D))
    return largest(found)


check_linear.breaks("the root of the mean square", fits=lambda K, signs: np.sqrt(np.trace(K)) / len(K) + 0 * signs[:, 0])  # fmt: skip


Bend = Callable[[Array], Array]
#: Functions that no two points are further apart after than before: ReLU, tanh, ramp, absolute value.
BENDS: tuple[Bend, ...] = (lambda t: np.maximum(t, 0), np.tanh, lambda t: np.clip(t, 0, 1), np.abs)


def bent_ratio(values: Array, bend: Bend) -> float:
    """Return the complexity of the bent functions over that of the functions, exact: values (functions, m), m <= 12."""

    def over_signs(rest: Array, sums: Array) -> float:  # one sign at a time, as in the proof
        if not rest.shape[1]:
            return float(sums.max())
        return (over_signs(rest[:, 1:], sums + rest[:, 0]) + over_signs(rest[:, 1:], sums - rest[:, 0])) / 2

    none = np.zeros(len(values))
    return over_signs(bend(values), none) / over_signs(values, none)


@check("Lemma 64", "complexity after the bend over before; ReLU, tanh, ramp and |t|, 40 classes of 2 to 20 functions at 1 to 6 points "
       "each: the largest, reached where the ReLU is straight", "==", 1.0, 1e-9, kind="class bound", only_if="a class of three functions has 5/7, by hand")  # fmt: skip
def check_contraction(ratio: Callable[[Array, Bend], float] = bent_ratio, bends: Sequence[Bend] = BENDS) -> float:
    """Some classes lie where the ReLU is the identity: there the bound is reached."""
    known = np.array([[1.0, -1], [-1, 2], [0, -1]])
    if not math.isclose(ratio(known, BENDS[0]), 5 / 7):
        return math.nan
    rng, found = np.random.default_rng(4), []
    for bend, _ in itertools.product(bends, range(40)):
        values = rng.normal(size=(rng.integers(2, 21), rng.integers(1, 7))) + rng.choice([0, 9])
        found.append(ratio(values, bend))
    return largest(found)


check_contraction.breaks("a jump", bends=[np.sign])
check_contraction.breaks("a square, which has no constant", bends=[np.square])


@erratum(90, "(8.25)", "complexity of weights up to length 1 over DW/√m; 12 points of length 1 in the plane, exact", "<=", 1.0,
         printed="the mean of (1/m) Σ sup σᵢ w·xᵢ, the supremum inside the sum", corrected="the mean of sup (1/m) Σ σᵢ w·xᵢ")  # fmt: skip
def erratum_sup_inside() -> tuple[float, float]:
    """With a weight of its own for each point the signs play no part: it is the mean length of the points."""
    angle = np.random.default_rng(5).uniform(0, 2 * np.pi, 12)
    X = np.column_stack([np.cos(angle), np.sin(angle)])
    inside = np.linalg.norm(X, axis=1).mean()
    return float(inside * np.sqrt(12)), float(linear_fits(X @ X.T, _signs(12)).mean() * np.sqrt(12))


@erratum("90", "McDiarmid's inequality", "share of 2,000 draws that are further than 0.2 off, f the mean of x₁x₂, x₂x₃, …, xₙx₁, n = 400 "
         "coins 0 or 1, which change f by 2/n at most; the bound is 2 exp(−8)", "<=", 2 * math.exp(-8),
         printed="(1/n) Σ f(Xᵢ) is close to E f, read as f(Xᵢ, …, Xᵢ), or it has no meaning", corrected="f(X₁, …, Xₙ) is close to E f")  # fmt: skip
def erratum_mcdiarmid() -> tuple[float, float]:
    """A function of n variables cannot be averaged over them: f(x, ..., x) = x², with the mean 1/2, and E f = 1/4."""
    X = np.random.default_rng(6).integers(0, 2, size=(2000, 400))
    printed, corrected = (X**2).mean(axis=1), (X * np.roll(X, 1, axis=1)).mean(axis=1)
    return float(np.mean(np.abs(printed - 0.25) > 0.2)), float(np.mean(np.abs(corrected - 0.25) > 0.2))


# --- the norm budget ---

BUDGETS = np.geomspace(0.5, 40, 13)
SIZES = (50, 200, 1297)


@cached
def budget_curves(labels: str, m: int) -> dict[str, Array]:
    """Fit w·x to m of the halves by the hinge loss, |w| <= W for each budget W, by 400 projected steps of descent.

    Return the ramp loss min(1, max(0, 1 - y w·x)) on the m points, ``train``, and on 500 new ones, ``new``, and the
    ``bound``: train + 2 W/√m (Lemmas 63 and 64; all points have length 1) + the tail of Theorem 62 at δ = 0.05.
    """
    split = halves(0, labels)
    X, y = split.X_train[:m], split.y_train[:m]
    rows = []
    for W in BUDGETS:
        w, mean = np.zeros(64), np.zeros(64)
        for step in range(1, 401):
            w = w + W / np.sqrt(step) * (y * (y * (X @ w) < 1)) @ X / m
            w *= min(1, W / np.linalg.norm(w))
            mean += (w - mean) * 2 / (step + 1)
        ramp = [float(np.clip(1 - t * (A @ mean), 0, 1).mean()) for A, t in ((X, y), (split.X_test, split.y_test))]
        rows.append([*ramp, ramp[0] + 2 * W / math.sqrt(m) + tail(m, 0.05)])
    return dict(zip(("train", "new", "bound"), np.transpose(rows), strict=True))


def draw_budget(panel: Panel, m: int, W: float, labels: str) -> dict[str, Array]:
    """Draw the three curves over the budget, and mark one."""
    curves = budget_curves("true" if labels == "true" else "random", m)
    panel.axes(xlabel="budget W: longest w allowed (log scale)", ylabel="mean ramp loss", xscale="log", ylim=(0, 1.6))
    for name, words, color in (("bound", "bound", plotting.BOUND), ("new", "new digits", plotting.MEASURED),
                               ("train", "digits fitted", plotting.SECOND)):  # fmt: skip
        panel.line(name, BUDGETS, curves[name], words, color=color)
    panel.rule("coin", y=0.5, color=plotting.TARGET, linewidth=0.8)
    panel.rule("W", x=W, color=plotting.TARGET, linewidth=0.8)
    at = {name: np.interp(math.log(W), np.log(BUDGETS), curves[name]) for name in curves}
    gap, promised = at["new"] - at["train"], at["bound"] - at["train"]
    panel.note(f"W = {W:.2g}: gap {gap:.2f}, bound on the gap {promised:.2f}")
    return {**curves, "gap": np.array([gap, promised])}


def explore_budget() -> Explorer:
    """Build the explorer of the norm budget: how many points, how long the weights, and whether the labels mean a thing."""
    return explore(
        draw_budget, m=choice(SIZES, "points m", value=1297), W=slider(0.5, 40.0, "budget W", value=5.0, log=True),
        labels=choice(("true", "coin"), "labels"),
        storyboard=[{"m": 50}, {}, {"labels": "coin"}, {"labels": "coin", "m": 50}],
        caption=lambda m, W, labels: f"{m} points, {labels} labels",
        alt="Ramp loss against the budget, for 50 or 1,297 points and true or coin labels: curves for the digits fitted, for new "
        "digits and for the bound, which leaves the picture on the right",
    )  # fmt: skip


@task("weights in a box", right="Right: each weight takes the sign of its coordinate of Σ σᵢxᵢ, so the lengths add up.")
def _box(best: Callable[[Array, Array], Any]) -> str:
    rng = np.random.default_rng(7)
    X, signs = rng.normal(size=(6, 3)), toss(6, 1, rng)[0]
    found, corners = numbers(best(signs, X)), np.array(list(itertools.product((-1, 1), repeat=3)))
    if found.ndim:
        return f"One number is asked for, the largest sum; yours has the shape {found.shape}."
    sums = signs @ X
    slips = [
        ((corners @ sums).max(), ""),
        ((corners @ sums).max() / 6, "Right but for the factor 1/6: the sum is asked for, not the mean."),
        (sums.sum(), "That is w = (1, 1, …). Where a coordinate of Σ σᵢxᵢ is negative, w = −1 does better."),
        (np.linalg.norm(sums), "That is the ball of Lemma 63, |w| ≤ 1. A box has corners, which are longer."),
        (np.abs(sums).max(), "That lets one weight work. All of them may be as large as 1."),
        (np.abs(X).sum(), "The absolute value must come after the sum over the points: one w serves all of them."),
        (np.abs(signs[:, None] * X).sum(axis=1).max(), "First the sum over the points, then over the coordinates."),
    ]
    return recognize(found, slips, "What is the largest w·s, s = Σ σᵢxᵢ?")
