"""Section 9, diagonal: weights u² − v², where the size of the start, or noise, says which norm is small."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from ..evidence import check, largest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_between, require_choice, require_count, require_positive


@dataclass(frozen=True)
class Equations:
    """Problems side by side: X (problems, n, d), y (problems, n) and true weights w (problems, d)."""

    X: Array
    y: Array
    w: Array


def equations(seeds: int, n: int = 15, noise: float = 0.0, truth: str = "sparse") -> Equations:
    """Return problems with n equations in 40 unknowns, all of X normal, for seeds 0, 1, ...

    True weights: 1, −1, ½ and 37 zeros ("sparse"), or 40 normal ones, scaled to the same length ("dense"). The labels
    have normal noise of this standard deviation.
    """
    require_count(1, seeds=seeds, n=n)
    require_between(0, 100, noise=noise)
    require_choice(("sparse", "dense"), truth=truth)
    rows = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        X, few, many = rng.normal(size=(n, 40)), np.r_[1, -1, 0.5, np.zeros(37)], rng.normal(size=40)
        w = few if truth == "sparse" else many * 1.5 / np.linalg.norm(many)
        rows.append((X, X @ w + noise * rng.normal(size=n), w))
    return Equations(*(np.array(part) for part in zip(*rows, strict=True)))


def flow_limit(X: ArrayLike, y: ArrayLike, alpha: float) -> Array:
    """Return where gradient flow on u and v from alpha ends, β = u² − v², (d,): 2α² sinh(Xᵀν) with Xβ = y.

    ν minimizes Σ 2α² cosh(Xᵀν) − y·ν, by Newton's method; the rows of X must be independent. Woodworth et al. 2020.
    """
    require_positive(alpha=alpha)
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if np.linalg.matrix_rank(X) < len(X):
        raise ValueError(f"X must have independent rows, got rank {np.linalg.matrix_rank(X)} of {len(X)}")
    nu = np.zeros(len(y))

    def dual(nu: Array) -> float:
        return float((2 * alpha**2 * np.cosh(np.clip(X.T @ nu, -300, 300))).sum() - y @ nu)

    for _ in range(500):
        z = X.T @ nu
        miss = 2 * alpha**2 * X @ np.sinh(z) - y
        if np.abs(miss).max() < 1e-11 * max(1, np.abs(y).max()):
            break
        step = np.linalg.solve(X * (2 * alpha**2 * np.cosh(z)) @ X.T, miss)
        size = min(1.0, 3 / np.abs(X.T @ step).max())  # so that no exponent changes by more than 3
        while dual(nu - size * step) > dual(nu) - 1e-4 * size * (miss @ step) and size > 1e-6:
            size /= 2
        nu = nu - size * step
    return np.asarray(2 * alpha**2 * np.sinh(X.T @ nu))


@dataclass(frozen=True)
class Run:
    """Weights u and v, each (times, problems, strengths, d), after the numbers of steps in `times`."""

    times: Array
    u: Array
    v: Array

    @property
    def beta(self) -> Array:
        """The weights of the linear model, u² − v²."""
        return np.asarray(self.u**2 - self.v**2)


def descend(
    data: Equations, *, alpha: float = 0.3, eta: float = 0.01, steps: int = 4000, batch: Literal[1] | None = None,
    label: ArrayLike = 0.0, inputs: ArrayLike = 0.0, decay: ArrayLike = 0.0, calm: int = 0, record: int = 2,
) -> Run:  # fmt: skip
    """Run descent on (1/2n)‖Xβ − y‖² in u and v, both from alpha, for all problems and all strengths (k,) at once.

    `batch` 1 takes one example a step, drawn with replacement, else all. `label` and `inputs` are standard deviations of
    fresh normal noise in each such step; `decay` also takes η · decay · u off u, and of v off v. The last `calm` of the
    `steps` take all examples, without noise. Kept are `record` times, first and last among them.
    """
    require_positive(alpha=alpha, eta=eta)
    require_count(1, steps=steps)
    require_count(2, record=record)
    require_count(0, calm=calm)
    require_choice((1, None), batch=batch)
    problems, n, d = data.X.shape
    shape = np.broadcast_shapes((1,), *(np.shape(strength) for strength in (label, inputs, decay)))
    label, inputs, decay = (np.broadcast_to(s, shape)[:, None] for s in (label, inputs, decay))
    rng, own = np.random.default_rng(0), np.arange(problems)
    u = np.full((problems, *shape, d), alpha)
    v, kept, XT = u.copy(), [], np.swapaxes(data.X, 1, 2).copy()
    times = np.unique(np.r_[0, np.geomspace(steps, 1, record - 1).astype(int)])
    for step in range(steps + 1):
        if step in times:
            kept.append((u, v))
        if batch and step < steps - calm:
            chosen = rng.integers(n, size=problems)
            x, target = data.X[own, chosen][:, None], data.y[own, chosen][:, None, None]
            x = x + inputs * rng.normal(size=u.shape) if inputs.any() else x
            target = target + label * rng.normal(size=(problems, *shape, 1)) if label.any() else target
            slope = x * ((x * (u**2 - v**2)).sum(axis=2, keepdims=True) - target)
        else:
            slope = ((u**2 - v**2) @ XT - data.y[:, None]) @ data.X / n
        u, v = u * (1 - eta * (2 * slope + decay)), v * (1 + eta * (2 * slope - decay))
    return Run(times, *(np.array(part) for part in zip(*kept, strict=True)))


def total_curvature(data: Equations, run: Run) -> Array:
    """Return the sum of all curvatures of the loss, the trace of its Hessian: (times, problems, strengths).

    It is (4/n) Σ ‖Xⱼ‖² (uⱼ² + vⱼ²): the parts with the residuals cancel between u and v.
    """
    columns = (data.X**2).mean(axis=1)[:, None]
    return np.asarray(4 * (columns * (run.u**2 + run.v**2)).sum(axis=-1))


@cached
def least_norms(seeds: int = 5) -> Array:
    """Return (seeds, 2) the least ‖β‖₁, by linear programming, and the least ‖β‖₂ of all that solve `equations`."""
    from scipy.optimize import linprog

    rows, data = [], equations(seeds)
    for X, y in zip(data.X, data.y, strict=True):
        found = linprog(np.ones(80), A_eq=np.hstack([X, -X]), b_eq=y).fun
        rows.append((found, np.linalg.norm(np.linalg.lstsq(X, y, rcond=None)[0])))
    return np.array(rows)


@check("Woodworth et al. 2020", "largest relative distance of the end of gradient flow on u and v, by an ODE solver, from 2α² sinh(Xᵀν); "
       "15 equations, 40 unknowns, α = 1, 0.1 and 0.01", "<=", 1e-6, kind="instance")  # fmt: skip
def check_end_of_flow(end: Callable[..., Array] = flow_limit, start: Sequence[float] = (1.0, 1.0)) -> float:
    """The solver follows u and v themselves; `start` are the sizes of u and v in units of α."""
    from scipy.integrate import solve_ivp

    data, found = equations(1), []
    X, y = data.X[0], data.y[0]

    def slope(t: float, both: Array) -> Array:
        u, v = both[:40], both[40:]
        return np.asarray(np.r_[-u, v] * np.tile(2 * X.T @ (X @ (u**2 - v**2) - y), 2))

    for alpha, span in ((1.0, 5.0), (0.1, 50.0), (0.01, 500.0)):
        begin = alpha * np.repeat(start, 40)
        both = solve_ivp(slope, (0, span), begin, "LSODA", rtol=1e-11, atol=1e-14).y[:, -1]
        beta = end(X, y, alpha)
        found.append(np.linalg.norm(both[:40] ** 2 - both[40:] ** 2 - beta) / np.linalg.norm(beta))
    return largest(found)


check_end_of_flow.breaks("v starts half as large as u", start=(1.0, 0.5))


@check("Woodworth et al. 2020", "how far ‖β‖₁ is above the least of all solutions, largest of 5 problems, α = 0.0001", "<=", 0.03, kind="instance",
       only_if="‖β‖₁ falls with each of α = 1, 0.1, …, and ‖β‖₂ at α = 1 is the least to 0.01 %")  # fmt: skip
def check_two_norms(end: Callable[..., Array] = flow_limit) -> float:
    """The least norms come from a linear program and from least squares. (Which α it is, `check_end_of_flow` says.)"""
    data, least = equations(5), least_norms(5)
    betas = np.array([[end(X, y, a) for a in (1, 0.1, 0.01, 1e-3, 1e-4)] for X, y in zip(data.X, data.y, strict=True)])
    if np.abs(betas @ np.swapaxes(data.X, 1, 2) - data.y[:, None]).max() > 1e-6:
        return math.nan
    ones = np.abs(betas).sum(axis=2) / least[:, :1] - 1
    two = np.linalg.norm(betas[:, 0], axis=1) / least[:, 1] - 1
    return float(ones[:, -1].max()) if (np.diff(ones) < 0).all() and two.max() < 1e-4 else math.nan


check_two_norms.breaks("β itself is trained", end=lambda X, y, alpha: np.linalg.lstsq(X, y, rcond=None)[0])


@check("Weight decay", "largest relative distance of the end of descent on u and v with weight decay λ from the lasso, the least of "
       "(1/2n)‖Xβ − y‖² + λ/2 ‖β‖₁; 5 problems, λ = 0.3 and 0.6", "<=", 1e-3, kind="instance")  # fmt: skip
def check_decay(run: Callable[..., Run] = descend) -> float:
    """The lasso comes from scikit-learn, by coordinate descent."""
    from sklearn.linear_model import Lasso

    data, strengths, found = equations(5, 20, 0.3), (0.3, 0.6), []
    for X, y, betas in zip(data.X, data.y, run(data, eta=0.08, steps=8000, decay=strengths).beta[-1], strict=True):
        for strength, beta in zip(strengths, betas, strict=True):
            lasso = Lasso(strength / 2, fit_intercept=False, tol=1e-10, max_iter=100_000).fit(X, y).coef_
            found.append(float(np.linalg.norm(beta - lasso) / np.linalg.norm(lasso)))
    return largest(found)


check_decay.breaks("half of the decay", run=lambda data, decay, **rest: descend(data, decay=np.divide(decay, 2), **rest))  # fmt: skip


# --- noise ---


@check("HaoChen et al. 2021", "sum of curvatures after descent with noise on the labels over that after descent "
       "without, both from α = 0.3: largest of 10 problems", "<=", 0.5, kind="instance",
       only_if="the noise makes ‖β‖₁ smaller, too, in all 10")  # fmt: skip
def check_label_noise(label: float = 1.0, run: Callable[..., Run] = descend) -> float:
    """Both end with 3,000 calm steps on all examples. (Weight decay, or a smaller start, would do the same.)"""
    data = equations(10)
    noisy, calm = (run(data, steps=15_000, batch=1, label=s, calm=3000) for s in (label, 0.0))
    shorter = np.abs(noisy.beta[-1]).sum(axis=-1) / np.abs(calm.beta[-1]).sum(axis=-1)
    curved = total_curvature(data, noisy)[-1] / total_curvature(data, calm)[-1]
    return float(curved.max()) if shorter.max() < 1 else math.nan


check_label_noise.breaks("no noise", label=0.0)


@check("SGD and flatness", "problems of 20 where the sum of curvatures is smaller at the end of SGD, one example a step, than of descent with all, "
       "from α = 0.3, both with η = 0.03 and no noise added", "==", 20, kind="instance", only_if="all residuals are below 0.001")  # fmt: skip
def check_flatter(batch: Literal[1] | None = 1, run: Callable[..., Run] = descend) -> float:
    """15 equations in 40 unknowns have many solutions; the noise of single examples leads to flatter ones."""
    data = equations(20)
    one, all_ = (run(data, eta=0.03, steps=3000, batch=size) for size in (batch, None))
    residual = largest([np.abs(r.beta[-1] @ np.swapaxes(data.X, 1, 2) - data.y[:, None]).max() for r in (one, all_)])
    flat, other = total_curvature(data, one)[-1], total_curvature(data, all_)[-1]
    return float((flat < 0.999 * other).sum()) if residual < 1e-3 else math.nan


check_flatter.breaks("all examples in each step", batch=None)


# --- six ways ---

#: Ways to keep the model simple, and the strengths that each is tried with.
WAYS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "early stopping": {"record": 40},
    "noise on inputs": {"inputs": np.geomspace(0.03, 1, 6), "batch": 1, "eta": 0.01},
    "small start": {"alpha": 0.001, "steps": 6000},
    "weight decay": {"decay": np.geomspace(0.01, 0.5, 6)},
    "noise on labels": {"label": np.geomspace(0.1, 2, 6), "batch": 1, "eta": 0.01, "steps": 13_000, "calm": 1000},
}


@cached
def six_ways(truth: str = "sparse", seeds: int = 10) -> dict[str, Array]:
    """Return for each of `WAYS` the excess risk ‖β − w‖² on 20 noisy equations, (seeds,); some seconds.

    The strength, or the time to stop, is the one with the least error on 50 further examples. All but the small start
    begin at α = 0.3.
    """
    data, rng = equations(seeds, 20, 0.3, truth), np.random.default_rng(99)
    X = rng.normal(size=(seeds, 50, 40))
    y = (X @ data.w[..., None])[..., 0] + 0.3 * rng.normal(size=(seeds, 50))
    found = {}
    for name, way in WAYS.items():
        beta = descend(data, **{"eta": 0.02, "steps": 4000} | way).beta
        tried = beta[1:, :, 0].swapaxes(0, 1) if name == "early stopping" else beta[-1]
        error = ((tried @ np.swapaxes(X, 1, 2) - y[:, None]) ** 2).mean(axis=-1)
        best = tried[np.arange(seeds), error.argmin(axis=1)]
        found[name] = ((best - data.w) ** 2).sum(axis=1)
    return found


@check("Six ways", "mean excess risk, over that of plain descent, of the worst of small start, weight decay and "
       "noise on labels, sparse truth", "<=", 0.5,
       kind="instance",
       only_if="early stopping and noise on inputs are within 10 % of plain descent, and the dense truth turns the "
               "order")  # fmt: skip
def check_six_ways(ways: Callable[[str], dict[str, Array]] = six_ways) -> float:
    """Ten problems each. With the dense truth a small start is worse than plain descent by 15 % or more."""
    few, many = ways("sparse"), ways("dense")
    plain = few["nothing"].mean()
    alike = [few[name].mean() / plain for name in ("early stopping", "noise on inputs")]
    if not largest(np.abs(np.subtract(alike, 1))) < 0.1 or many["small start"].mean() < 1.15 * many["nothing"].mean():
        return math.nan
    return largest([few[name].mean() / plain for name in ("small start", "weight decay", "noise on labels")])


check_six_ways.breaks("a dense truth", ways=lambda truth: six_ways("dense"))


@task("weights that cost least", right="Right: uⱼ or vⱼ is 0, and the sum is Σ|βⱼ|. Weight decay on u and v is a price on ‖β‖₁.")  # fmt: skip
def _cheapest(split: Callable[[Array], Any]) -> str:
    beta = np.array([1.5, -2.0, 0.0, 0.25, -0.04])
    found = split(beta.copy())
    if not isinstance(found, tuple | list | np.ndarray) or len(found) != 2:
        return "Return two arrays, u and v."
    u, v = (numbers(part) for part in found)
    if u.shape != beta.shape or v.shape != beta.shape:
        return f"u and v have as many entries as β, 5 here; yours have the shapes {u.shape} and {v.shape}."
    if not np.allclose(u**2 - v**2, beta, atol=1e-9):
        if np.allclose(u - v, beta):
            return "That is u − v = β. It is u² − v² that must be β: take roots."
        where = int(np.argmax(np.abs(u**2 - v**2 - beta)))
        return f"u² − v² must be β: for β = {beta[where]:g} yours is {u[where] ** 2 - v[where] ** 2:.3g}."
    cost, least = (u**2 + v**2).sum(), np.abs(beta).sum()
    if cost > least * (1 + 1e-9):
        return f"u² − v² is β, but the sum of squares is {cost:.3g}; {least:.3g} is possible. What is u² + v² if both are not 0?"
    return ""
