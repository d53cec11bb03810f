"""Section 6, without convexity: what each step gains, what that says of gradients, and when it is enough (PL)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from ..data import digits
from ..evidence import check, erratum, furthest_from, smallest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_count, require_shape
from ._common import Function, descend, quadratic, top_curvature
from .convex import CORNER

Walk = Callable[..., Array]
SHAPES = ((64, 8), (8,), (8, 10), (10,))
ETA, STEPS = 0.3, 400


@cached
def _images() -> tuple[Array, Array]:
    data = digits(np.random.default_rng(0))
    X = data.X_train[:100]
    return X - X.mean(axis=0), np.eye(10)[data.y_train[:100]]


def small_network(seed: int = 0) -> tuple[Function, Array]:
    """Return the loss of a network of 8 tanh units on 100 digits, and a random start (610,); its L is not known (NaN).

    The loss is half the squared error, summed over the ten outputs, averaged over the images. It takes one point.
    """
    require_count(0, seed=seed)
    X, Y = _images()
    cuts = np.cumsum([math.prod(shape) for shape in SHAPES])[:-1]

    def forward(theta: Array) -> tuple[Array, Array, Array]:
        W, b, V, c = (part.reshape(shape) for part, shape in zip(np.split(theta, cuts), SHAPES, strict=True))
        hidden = np.tanh(X @ W + b)
        return hidden, hidden @ V + c - Y, V

    def gradient(theta: Array) -> Array:
        hidden, error, V = forward(theta)
        error = error / len(X)
        below = error @ V.T * (1 - hidden**2)
        return np.concatenate([(X.T @ below).ravel(), below.sum(axis=0), (hidden.T @ error).ravel(), error.sum(axis=0)])

    rng = np.random.default_rng(seed)
    start = np.concatenate([rng.normal(size=math.prod(s)) / math.sqrt(s[0]) * (len(s) == 2) for s in SHAPES])
    return Function(lambda t: (forward(t)[1] ** 2).sum() / 2 / len(X), gradient, 0.0, math.nan, start * math.nan), start


def curvature_along(f: Function, path: Array, every: int = 10) -> Array:
    """Return the largest curvature (in size) at each `every`-th point of a path (k, d) and half a step after it, in turn.

    The power method, warm-started, on differences of gradients. A path of k points gives about 2k/every numbers.
    """
    require_shape(None, None, path=path)
    require_count(every=every)
    found: list[float] = []
    vector: Any = np.random.default_rng(0).normal(size=path.shape[1])
    vector = vector / np.linalg.norm(vector)
    for k in range(0, len(path) - 1, every):
        for x in (path[k], (path[k] + path[k + 1]) / 2):

            def multiply(v: Array, x: Array = x) -> Array:
                return np.asarray(np.asarray(f.gradient(x + 1e-4 * v)) - f.gradient(x - 1e-4 * v)) / 2e-4

            value, vector = top_curvature(multiply, vector, 60 if not found else 6)
            found.append(abs(value))
    return np.array(found)


def washboard(teeth: int) -> tuple[Function, Array]:
    """Return the function, 1-smooth, on which `teeth` steps of size 1 meet the slope 1 at every stop, and the start.

    For x > 1 the slope swings between 1 (at whole numbers) and ½; below, f is the parabola x²/2. The start is teeth + 1.
    """
    require_count(0, teeth=teeth)

    def slope(x: Array) -> Array:
        return np.asarray(np.where(x < 1, x, 1 - np.abs(x - np.round(x))))

    def value(x: Array) -> Array:
        whole = np.floor(x)
        rest = x - whole
        tooth = np.where(rest <= 0.5, rest - rest**2 / 2, 0.25 + rest**2 / 2)
        return np.asarray(np.where(x < 1, x**2 / 2, 0.5 + 0.75 * (whole - 1) + tooth).sum(axis=-1))

    return Function(value, slope, 0.0, 1.0, np.zeros(1)), np.array([teeth + 1.0])


def run(walk: Walk, eta: float, steps: int) -> tuple[Array, Array, float]:
    """Return the values and squared gradients along a walk of the small network, and the largest curvature seen."""
    f, start = small_network()
    path = walk(f.gradient, start, eta, steps)
    squared = np.array([(np.asarray(f.gradient(theta)) ** 2).sum() for theta in path])
    return np.array([float(f.value(theta)) for theta in path]), squared, float(curvature_along(f, path).max())


@check("Lemma 39", "smallest fall of the loss in a step, in units of η/2 |∇f(x_k)|²; a network of 610 weights on 100 digits, 400 "
       "steps of η = 0.3", ">=", 1.0, 1e-9, kind="instance")  # fmt: skip
def check_descent(walk: Walk = descend, eta: float = ETA) -> float:
    """Compare what each step gains with what the lemma promises."""
    values, squared, _ = run(walk, eta, STEPS)
    return float((-np.diff(values) / (eta / 2 * squared[:-1])).min())


check_descent.breaks("steps of 0.7", eta=0.7)


def _problems() -> Iterator[tuple[Function, Array]]:
    for teeth in (0, 1, 2, 5, 20, 50):
        yield washboard(teeth)
    for curvature in (0.1, 0.9, 1.0):
        yield dataclasses.replace(quadratic([[curvature]]), L=1.0), np.ones(1)


@check("Theorem 38", "largest min |∇f(x_i)|², i ≤ k, in units of 2(f(x₀) − f*)/η(k + 1), k = 1 to 50; the network of Lemma 39 "
       "(with f* = 0), and with η = 1/(2L) and 1/L six washboards and three parabolas", "<=", 1.0, 1e-9, kind="class bound",
       given=["problems"])  # fmt: skip
def check_small_gradients(
    walk: Walk = descend, problems: Callable[[], Iterator[tuple[Function, Array]]] = _problems
) -> float:
    """Hold the smallest gradient so far to what f has to spend."""
    values, squared, _ = run(walk, ETA, 50)
    runs = [(ETA, squared, float(values[0]))]
    for f, start in problems():
        for eta in (0.5 / f.L, 1 / f.L):
            gradients = np.asarray(f.gradient(walk(f.gradient, start, eta, 50)))
            runs.append((eta, (gradients**2).sum(axis=-1), float(f.value(start))))
    k = np.arange(51)
    used = [np.minimum.accumulate(g2) * eta * (k + 1) / 2 / above for eta, g2, above in runs]
    return float(np.max(used, axis=0)[1:].max())  # at k = 0 the walk plays no part


check_small_gradients.breaks("no smoothness: |x|", problems=lambda: iter([(CORNER, np.array([0.5]))]))
check_small_gradients.breaks("steps of 1.05/L and 2.1/L", walk=lambda g, x, eta, steps: descend(g, x, 2.1 * eta, steps))


@check("Theorem 38, sharp", "min |∇f(x_i)|², i ≤ k, of the washboard with k teeth in units of 4L/(3k + 2) times f(x₀) − f(x_k) + "
       "|∇f(x_k)|²/2L; η = 1/L, the furthest from 1 of k = 1 to 60", "==", 1.0, 1e-10, kind="construction")  # fmt: skip
def check_washboard(walk: Walk = descend, board: Callable[[int], tuple[Function, Array]] = washboard) -> float:
    """Walk down the worst function of each k."""
    found = []
    for k in range(1, 61):
        f, start = board(k)
        path = walk(f.gradient, start, 1.0, k)
        squared = np.asarray(f.gradient(path)) ** 2
        spent = float(f.value(path[0]) - f.value(path[-1]) + squared[-1].sum() / 2)
        found.append(float(squared.min()) * (3 * k + 2) / 4 / max(spent, 1e-9))
    return furthest_from(1, found)


check_washboard.breaks("no step is made", walk=lambda g, x, eta, steps: np.repeat(x[None], steps + 1, axis=0))
check_washboard.breaks("a start between two teeth", board=lambda teeth: (washboard(teeth)[0], np.array([teeth + 0.9])))


def wavy() -> Function:
    """Return x² + 3 sin² x of one variable: curvatures from -4 to 8, one minimum; `mu` is the best PL constant."""

    def value(x: Array) -> Array:
        return np.asarray((x**2 + 3 * np.sin(x) ** 2).sum(axis=-1))

    def slope(x: Array) -> Array:
        return np.asarray(2 * x + 3 * np.sin(2 * x))

    lowest = minimize_scalar(lambda x: slope(x) ** 2 / 2 / value(np.array([x])), bounds=(2.0, 2.6), method="bounded")
    return Function(value, slope, float(lowest.fun), 8.0, np.zeros(1))


def wide_system(rng: np.random.Generator, n: int = 10, d: int = 30) -> Function:
    """Return the mean squared error, halved, of n equations in d > n unknowns; `mu` is its PL constant, f* is 0."""
    require_count(n=n, d=d)
    X, y = rng.normal(size=(n, d)), rng.normal(size=n)
    s = np.linalg.svd(X, compute_uv=False) ** 2 / n

    def residuals(w: Array) -> Array:
        return np.asarray(w @ X.T - y)

    return Function(
        lambda w: (residuals(w) ** 2).mean(axis=-1) / 2, lambda w: residuals(w) @ X / n,
        float(s[-1]), float(s[0]), np.linalg.pinv(X) @ y,
    )  # fmt: skip


def pl_problems() -> Iterator[tuple[Function, Array]]:
    """Yield functions with PL constants and starts: x² + 3 sin² x from -6 to 6, and 50 wide systems."""
    yield wavy(), np.linspace(-6, 6, 600)[:, None]
    rng = np.random.default_rng(0)
    for _ in range(50):
        f = wide_system(rng)
        yield f, rng.normal(size=(5, 30))


def _narrow() -> Iterator[tuple[Function, Array]]:
    rng = np.random.default_rng(0)
    yield wide_system(rng, 30, 10), rng.normal(size=(5, 10))


def _quartic() -> Iterator[tuple[Function, Array]]:
    f = Function(lambda x: (x**4).sum(axis=-1) / 12, lambda x: x**3 / 3, 0.1, 1.0, np.zeros(1))
    yield f, np.ones((1, 1))


@check("Theorem 40", "smallest share of f(x_k) − f* that a step of 1/L takes away, in units of μ/L, 100 steps; x² + 3 sin² x with "
       "its μ = 0.176 from 600 starts, and 50 systems of 10 equations in 30 unknowns", ">=", 1.0, 1e-9, kind="class bound",
       given=["problems"])  # fmt: skip
def check_pl(walk: Walk = descend, problems: Callable[[], Iterator[tuple[Function, Array]]] = pl_problems) -> float:
    """Compare what each step takes away with what the PL constant promises."""
    found = []
    for f, starts in problems():
        values = f.value(walk(f.gradient, starts, 1 / f.L, 100))
        above = ~(values[:-1] <= 1e-20)  # what is lower is rounding; what is no number counts
        share = 1 - values[1:][above] / values[:-1][above]
        found.append(share.min() * f.L / f.mu)
    return smallest(found)


check_pl.breaks("more equations than unknowns, so f* is not 0", problems=_narrow)
check_pl.breaks("convex but not PL: x⁴, with μ = 0.1", problems=_quartic)
check_pl.breaks("steps of 1/(8L)", walk=lambda gradient, start, eta, steps: descend(gradient, start, eta / 8, steps))


@erratum(59, "Section 5.6, PL", "smallest ½f′(x)²/(f(x) − f*) over |x| = 0.001 to 1", ">=", 1.0, 1e-9,
         printed="convex functions are PL: x⁴, held to μ = 1 (it fails any other μ > 0 as well)",
         corrected="strongly convex ones are, with their own μ: ½x² + x⁴, μ = 1")  # fmt: skip
def erratum_convex_is_enough() -> tuple[float, float]:
    """The quotient of x⁴ is 8x², which no constant stays below."""
    x = np.geomspace(1e-3, 1, 400)
    convex, strongly = (4 * x**3) ** 2 / 2 / x**4, (x + 4 * x**3) ** 2 / 2 / (x**2 / 2 + x**4)
    return float(convex.min()), float(strongly.min())


@erratum(60, "Theorem 40", "largest (f(x₁) − f*)/((1 − μ/L)(f(x₀) − f*)) over parabolas with L/μ = 1.1, 2 and 5",
         "<=", 1.0, 1e-9, printed="step 1/(2L)", corrected="step 1/L")  # fmt: skip
def erratum_half_step() -> tuple[float, float]:
    """With steps of 1/(2L) only the factor 1 - 3μ/4L is sure."""
    kappa = np.array([1.1, 2.0, 5.0])
    printed, corrected = ((1 - step / kappa) ** 2 / (1 - 1 / kappa) for step in (0.5, 1.0))
    return float(printed.max()), float(corrected.max())


@task("a PL constant", right="Right: the smallest quotient on the way is what every step can count on.")
def _pl_constant(quotient: Callable[..., Any]) -> str:
    wave, x = wavy(), np.linspace(-4, 4, 801)
    part = np.linspace(0.5, 2, 151)
    shown = {
        "x² + 7 from ½ to 2": (part**2 + 7, 2 * part, 7.0),
        "1.5 x² + 7": (1.5 * x**2 + 7, 3 * x, 7.0),
        "x² + 3 sin² x": (wave.value(x[:, None]), np.asarray(wave.gradient(x)), 0.0),
        "x²": (x**2, 2 * x, 0.0),
    }
    for name, (f, slope, least) in shown.items():
        said = numbers(quotient(f.copy(), slope.copy(), least))
        gap, own = f - least, f - f.min()
        ratios = slope[gap > 1e-12] ** 2 / gap[gap > 1e-12]
        if said.ndim:
            return "One number is asked for: what holds at *all* points given."
        if np.isnan(said):
            return "At the minimizer it is 0/0, which says nothing about μ: leave such points out."
        if gap.min() < 1e-12 and said < 1e-9:
            return "At the minimizer yours says 0: leave it out."
        if math.isclose(said, ratios.min() / 2, rel_tol=1e-6):
            continue
        if math.isclose(said, ratios.min(), rel_tol=1e-6):
            return "Twice too large: mind the ½ in the definition."
        if math.isclose(said, ratios.max() / 2, rel_tol=1e-3) and ratios.max() > 1.01 * ratios.min():
            return "That is the largest quotient; the inequality must hold where it is smallest."
        if math.isclose(said, (slope[own > 0] ** 2 / own[own > 0]).min() / 2, rel_tol=1e-6):
            return "The least of these values need not be f*: the minimizer may lie between the points, or elsewhere."
        if least and math.isclose(said, (slope**2 / f).min() / 2, abs_tol=1e-9):
            return "f is measured from its least value f*, which need not be 0."
        return f"On {name} it says {said:.3g}; the smallest quotient is another."
    return ""
