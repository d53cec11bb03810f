"""Section 7, noise: descent with gradients of a few data points, the floor that it reaches, and what averages it away."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, furthest_from, largest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_at_least, require_count, require_positive

#: The slope of a loss as one draw shows it: from points and what was drawn to vectors of the shape of the points.
NoisySlope = Callable[[Array, Any], ArrayLike]
Sgd = Callable[[NoisySlope, ArrayLike, ArrayLike, Iterable[Any]], Array]
Sampler = Callable[[np.random.Generator, tuple[int, ...], int, int, bool], Array]

THREE = np.array([0.0, 3.0, 6.0])  # the data points of the text: mean 3, variance 6


def draw_batches(rng: np.random.Generator, shape: tuple[int, ...], n: int, batch: int, replace: bool = True) -> Array:
    """Draw batches of indices from 0 to n - 1, of shape (*shape, batch); `replace` puts each one back before the next."""
    if replace:
        return rng.integers(n, size=(*shape, batch))
    return rng.random((*shape, n)).argsort(axis=-1)[..., :batch]


def sgd(gradient: NoisySlope, start: ArrayLike, eta: ArrayLike, draws: Iterable[Any]) -> Array:
    """Walk with a gradient that chance has a say in: x ← x - eta gradient(x, draw), one step for each of `draws`.

    `start` is one point or many walkers at once, `eta` one step size or one for each step, a draw what chance decides
    (batches of indices (walkers, batch), say). Returns the paths (steps + 1, *start.shape); row 0 is the start.
    """
    draws = list(draws)
    path = [np.asarray(start, dtype=float)]
    for step, draw in zip(np.broadcast_to(eta, len(draws)), draws, strict=True):
        path.append(path[-1] - step * np.asarray(gradient(path[-1], draw)))
    return np.array(path)


_CLOUD = np.random.default_rng(0).normal(size=(12, 2)) ** 3


@check("Section 5.7, unbiased", "component of the mean batch gradient less the full one, ½|x − a|² for 12 points in the plane; "
       "batches of 1, 3 and 12, with and without replacement, 20,000 each; furthest from 0 in units of 3 standard errors",
       "==", kind="Monte Carlo")  # fmt: skip
def check_unbiased(sampler: Sampler = draw_batches) -> Measured:
    """Average over many batches; the gradient at x is x less the batch's mean."""
    rng, found = np.random.default_rng(0), []
    for replace, batch in itertools.product((True, False), (1, 3, 12)):
        means = _CLOUD[sampler(rng, (20_000,), 12, batch, replace)].mean(axis=1)
        off = (means - _CLOUD.mean(axis=0)).T
        found += [three_errors(component, 0.0) for component in off if replace or batch < 12]
        if not replace and batch == 12 and np.abs(off).max() > 1e-12:  # all points, each once: no chance is left
            return Measured(math.inf, 0.0)
    return furthest(*found)


check_unbiased.breaks("the first points are never drawn", sampler=lambda rng, shape, n, batch, replace: np.maximum(
    draw_batches(rng, shape, n, batch, replace), 1))  # fmt: skip


@check("Section 5.7, minibatches", "mean squared distance of a batch's gradient from the full one, over var/r, without "
       "replacement over var/r · (n − r)/(n − 1); 12 points, batches of r = 1, 2, 5 and 10, 40,000 each; furthest from 1",
       "==", kind="Monte Carlo")  # fmt: skip
def check_batch_variance(sampler: Sampler = draw_batches) -> Measured:
    """Average the squared distances."""
    rng, found = np.random.default_rng(1), []
    centred = _CLOUD - _CLOUD.mean(axis=0)
    for replace, r in itertools.product((True, False), (1, 2, 5, 10)):
        means = centred[sampler(rng, (40_000,), 12, r, replace)].mean(axis=1)
        expected = (centred**2).sum(axis=1).mean() / r * (1 if replace else (12 - r) / 11)
        found.append(three_errors((means**2).sum(axis=1) / expected, 1.0))
    return furthest(*found)


check_batch_variance.breaks("always put back", sampler=lambda rng, shape, n, batch, replace: draw_batches(
    rng, shape, n, batch))  # fmt: skip
check_batch_variance.breaks("one point drawn, and used for the whole batch", sampler=lambda rng, shape, n, batch, replace:
    np.repeat(draw_batches(rng, shape, n, 1), batch, axis=-1))  # fmt: skip


def towards(x: Array, a: Array) -> Array:
    """Return the gradient of ½(x - a)² at x."""
    return x - a


@check("Noise floor", "mean squared distance from the minimum after 8 steps over the formula, ½(x − a)² with a = 0, 3, 6, start at "
       "4; all 6,561 ways to draw; furthest from 1 of η = 0.1, 0.5, 1, 1.5", "==", 1.0, 1e-9, kind="instance")  # fmt: skip
def check_floor(walk: Sgd = sgd, rescale: float = 1.0) -> float:
    """Average over everything that chance can do."""
    orders = THREE[np.array(list(itertools.product(range(3), repeat=8))).T]
    ratios = []
    for eta in (0.1, 0.5, 1.0, 1.5):
        path = walk(towards, np.full(3**8, 4.0), rescale * eta, orders)
        floor, kept = 6 * eta / (2 - eta), (1 - eta) ** 16
        ratios.append(float(((path[8] - 3) ** 2).mean() / (kept + (1 - kept) * floor)))
    return furthest_from(1, ratios)


check_floor.breaks("steps 1 % too long", rescale=1.01)
check_floor.breaks("the gradient of all points", walk=lambda gradient, start, eta, draws: sgd(
    gradient, start, eta, np.full_like(np.asarray(draws), 3.0)))  # fmt: skip


@check("Polyak-Ruppert averages", "steps times the mean squared distance of the average of all 2,000 points of a walk, over the "
       "variance of a data point, η = 0.1, 0.5, 1 and 1.5, start at the minimum, 4,000 walks; furthest from 1",
       "==", kind="Monte Carlo")  # fmt: skip
def check_average(walk: Sgd = sgd, average: Callable[[Array], Array] = lambda path: path.mean(axis=0)) -> Measured:
    """Compare with what an average of that many data points has."""
    rng, found = np.random.default_rng(2), []
    for eta in (0.1, 0.5, 1.0, 1.5):
        path = walk(towards, np.full(4000, 3.0), eta, THREE[rng.integers(3, size=(2000, 4000))])
        found.append(three_errors(2000 * (average(path[:2000]) - 3) ** 2 / 6, 1.0))
    return furthest(*found)


check_average.breaks("the last point", average=lambda path: path[-1])
check_average.breaks("the average of the second half", average=lambda path: path[1000:].mean(axis=0))


def tug(x: Array, sign: Array) -> Array:
    """Return the slope at x of ½u²/(1 + u²), u = x - 1, plus `sign`: two data points pull both ways, 1 and -1."""
    u = x - 1
    return np.asarray(u / (1 + u**2) ** 2 + sign)


def promise(K: ArrayLike) -> tuple[Array, Array]:
    """Return the steps that Theorem 41 asks for on `tug`, for K of them, and its bound; f* = 0, L = 1."""
    require_at_least(1, K=K)
    K = np.asarray(K, dtype=float)
    sigma = math.sqrt(27 / 256 + 1)  # the largest mean square of the two slopes, at u² = 1/3
    return np.sqrt(0.5 / K) / sigma, np.sqrt(0.5 / K) * sigma  # f is ¼ at the start, x = 2


@cached
def squared_slopes(K: int, walk: Sgd = sgd, slope: NoisySlope = tug, eta: float | None = None) -> Array:
    """Return E f'(x_k)² for k = 0 to K - 1 (K,), the mean over 400 walks from 2 of the slope without the pull."""
    require_count(K=K)
    require_positive(eta=1.0 if eta is None else eta)
    signs = np.random.default_rng(3).choice([-1, 1], size=(K, 400))
    path = walk(slope, np.full(400, 2.0), float(promise(K)[0]) if eta is None else eta, signs)
    return np.array([(np.asarray(slope(x, 0)) ** 2).mean() for x in path[:K]])


SIZES = (10, 100, 1000, 10_000)


@check("Theorem 41", "largest mean over k < K of E f′(x_k)² (the theorem: its least), over the bound; a loss of two points that is not "
       "convex, K = 10 to 10,000, 400 walks each", "<=", 1.0, 0.0, kind="instance", given=["slope"])  # fmt: skip
def check_sgd(walk: Sgd = sgd, slope: NoisySlope = tug, eta: float | None = None) -> float:
    """Hold the mean, which the proof bounds, to the theorem's bound; the walks must get somewhere, and away from it."""
    return largest([squared_slopes(K, walk, slope, eta).mean() / promise(K)[1] for K in SIZES])


check_sgd.breaks("the same step for every K", eta=0.1)
check_sgd.breaks("no smooth gradient: |x − 1|/3", slope=lambda x, sign: np.sign(x - 1) / 3 + sign)
check_sgd.breaks("biased: the pulls are 1.2 and −0.8", slope=lambda x, sign: tug(x, sign + 0.2 * np.abs(sign)))


@check("Theorem 41", "slope in K of the least E f′(x_k)², k < K; the loss of the card before, steps c/√K; furthest from −½ of K = 100 to "
       "1,000 and 1,000 to 10,000", "==", -0.5, 0.05, kind="rate")  # fmt: skip
def check_sgd_rate(walk: Sgd = sgd, eta: float | None = None) -> float:
    """Measure how the smallest squared slope falls, decade by decade."""
    least = [max(float(squared_slopes(K, walk, tug, eta).min()), 1e-12) for K in SIZES[1:]]
    return furthest_from(-0.5, [loglog_slope(SIZES[i + 1 : i + 3], least[i : i + 2]) for i in (0, 1)])


check_sgd_rate.breaks("the same step for every K", eta=0.02)
check_sgd_rate.breaks("no chance: both points at every step", walk=lambda gradient, start, eta, draws: sgd(
    gradient, start, eta, np.zeros_like(draws)))  # fmt: skip


@erratum(62, "Exercise 5.8, problem 2 e", "mean of |w_k − w*|² after 400 steps, over the first; six points in the plane, step "
         "1/(2λmax) of XᵀX, 200 walks", ">=", 1e-3, printed="SGD does not converge, when y = Xw* as assumed",
         corrected="when the residuals y − Xw* are not 0")  # fmt: skip
def erratum_interpolation() -> tuple[float, float]:
    """Where all points agree on the minimum, every step leads towards it, however it is drawn."""
    rng = np.random.default_rng(4)
    X, residual = rng.normal(size=(6, 2)), rng.normal(size=6)
    residual -= X @ np.linalg.lstsq(X, residual)[0]  # so that 0 stays the minimizer
    eta, draws = 0.5 / float(np.linalg.eigvalsh(X.T @ X)[-1]), rng.integers(6, size=(400, 200))

    def end(y: Array) -> float:
        path = sgd(lambda w, i: 6 * X[i] * ((X[i] * w).sum(axis=-1) - y[i])[:, None], np.ones((200, 2)), eta, draws)
        return float((path[-1] ** 2).sum(axis=1).mean() / 2)

    return end(0 * residual), end(residual)


# --- the explorer: a valley whose data points disagree ---

POINTS, CURVATURES, STEPS, WALKERS = 20, np.array([0.2, 1.0]), 300, 60
SCHEDULES = ("constant", "falling: η/(1 + k/10)")


@cached
def _batch_means(batch: int, replace: bool) -> tuple[Array, Array]:
    rng = np.random.default_rng(6)
    points = rng.normal(size=(POINTS, 2))
    points -= points.mean(axis=0)
    return points, points[draw_batches(rng, (STEPS, WALKERS), POINTS, batch, replace)].mean(axis=2)


def draw_noise(map_: Panel, heights: Panel, eta: float, batch: int, replace: bool, schedule: str) -> dict[str, Any]:
    """Draw one walk on the level curves, and the mean squared distance of 60 walks and of their averages, step by step."""
    points, means = _batch_means(batch, replace)
    k = np.arange(STEPS)
    etas = eta / (1 + k / 10) if schedule == SCHEDULES[1] else np.full(STEPS, eta)
    path = sgd(lambda x, mean: CURVATURES * (x - mean), np.full((WALKERS, 2), [-2.5, 1.5]), etas, means)
    averages = path.cumsum(axis=0) / np.arange(1, STEPS + 2)[:, None, None]
    away, calm = (np.maximum((walks**2).sum(axis=2).mean(axis=1), 1e-7) for walks in (path, averages))
    map_.axes(xlabel="x₁", ylabel="x₂", xlim=(-3.2, 3.2), ylim=(-2.6, 2.6))
    circle = np.linspace(0, 2 * np.pi, 120)
    for level in (0.1, 0.4, 0.9, 1.6):
        ring = np.sqrt(2 * level / CURVATURES)
        ellipse = ring[0] * np.cos(circle), ring[1] * np.sin(circle)
        map_.line(f"level {level}", *ellipse, color=plotting.TARGET, linewidth=0.7)
    map_.points("data points", *points.T, color=plotting.TARGET, marker="+", markersize=6)
    map_.line("one walk", *path[:, 0].T, color=plotting.MEASURED, linewidth=0.8)
    heights.axes(xlabel="step", ylabel="mean squared distance", xlim=(0, STEPS), ylim=(1e-5, 20), yscale="log")
    steps = np.arange(STEPS + 1)
    heights.line("walks", steps, away, label=True, color=plotting.MEASURED)
    heights.line("averages", steps, calm, label=True, color=plotting.SECOND)
    heights.note(f"last 100 steps: {away[-100:].mean():.2g}; average of all: {calm[-1]:.2g}")
    return {"path": path[:, 0], "walks": away, "averages": calm}


def explore_noise() -> Explorer:
    """Build the explorer of stochastic steps: their size, the batch, whether points are put back, and a schedule."""
    return explore(
        draw_noise, eta=slider(0.05, 1.5, "step size η", value=0.4, step=0.05),
        batch=slider(1, POINTS, f"batch: points drawn for each step, of {POINTS}", value=1),
        replace=switch("put each point back before the next is drawn", value=True),
        schedule=choice(SCHEDULES, "steps k = 0, 1, ... are"), panels=2, size=(9.0, 3.8),
        storyboard=[{"eta": 0.4}, {"eta": 0.1}, {"eta": 1.5}, {"eta": 0.6, "schedule": SCHEDULES[1]}],
        caption=lambda eta, batch, replace, schedule: f"η = {eta:g}, batch {batch}, {schedule}",
        alt="Walks run down a valley and then rattle around its floor: the squared distance falls, then stays at a level "
        "that is lower for smaller steps; averages and falling steps go on falling",
    )  # fmt: skip


@task("steps that make an average",
      right="Right: 1, 1/2, 1/3, ...: each new point gets the same share as each old one.")  # fmt: skip
def _average_steps(eta: Callable[[int], Any]) -> str:
    try:
        said = np.array([float(numbers(eta(k))) for k in range(6)])
    except ZeroDivisionError:
        return "The first step is k = 0: there you divide by 0."
    if not np.isfinite(said).all():
        return "For k = 0, 1, 2, ... one number is asked for each time."
    data = np.random.default_rng(0).normal(size=6)
    x, met = 10.0, []
    for k in range(6):
        x -= said[k] * (x - data[k])
        met.append(math.isclose(x, data[: k + 1].mean(), abs_tol=1e-9))
    if all(met):
        return ""
    if not met[0]:
        return "After the first step x must be the first data point itself, wherever it began. Which step does that?"
    if np.allclose(said, said[0]):
        return "A fixed step forgets: old points count less and less. In an average all count the same."
    return f"After the first point x is right, after {met.index(False) + 1} it is no average any more. What share has the newest?"


@task("a batch", right="Right: unbiased, and without putting back as calm as a batch of this size can be.")
def _batch(estimate: Callable[..., Any]) -> str:
    rng = np.random.default_rng(0)
    gradients = np.array(list(itertools.product((0.0, 2.0), (-5.0, 1.0), (0, 1))))[:, :2]  # none is near the mean
    found = np.array([numbers(estimate(gradients.copy(), 3, rng)) for _ in range(4000)])
    if found.shape != (4000, 2):
        return f"For 8 gradients of 2 components one gradient of shape (2,) is asked for; yours has shape {found.shape[1:]}."
    variance = (gradients.var(axis=0) / 3).sum()
    off, spread = found.mean(axis=0) - gradients.mean(axis=0), found.var(axis=0).sum()
    if spread < 1e-12:
        return "There is no chance in it: draw with rng, anew at each call."
    if np.abs(found.mean(axis=0) / gradients.mean(axis=0) - 3).max() < 0.2:
        return "Three times too long on average: a batch gives the *mean* of its gradients, not their sum."
    if np.abs(off).max() > 5 * math.sqrt(spread / 4000):
        return "On average that is not the mean of all eight gradients: are some drawn more often than others?"
    if spread > 0.85 * variance:
        return "Unbiased, but not as calm as it could be: do you put a gradient back before the next is drawn?"
    if spread < 0.6 * variance:
        return "Too calm for three gradients: do you use more of them, or such as belong together? Draw each by itself."
    return ""
