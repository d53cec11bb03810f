"""Section 4, many trained models, one posterior: where an ensemble of random-feature models ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_shape
from .features import KERNELS, arc_cosine, random_features, rbf
from .flow import follow

Train = Callable[[Array, Array, Array, Array], Array]

#: The data of the section's pictures.
X = np.array([-0.8, -0.45, 0.1, 0.3, 0.75])
Y = np.array([-0.6, 0.7, 0.9, -0.2, 0.5])


def train_to_the_end(new: ArrayLike, phi: ArrayLike, y: ArrayLike, theta0: ArrayLike) -> Array:
    """Return the predictions (m, members) at new points of models that have been trained for ever.

    Parameters
    ----------
    new, phi : array_like of shape (m, p) and (n, p)
        Features of the new points and of the data, divided by √p.
    y, theta0 : array_like of shape (n,) and (p, members)
        Labels; first weights, a model a column. Each ends at the exact fit nearest to its start (section 2).
    """
    new, phi, theta0 = (np.asarray(a, dtype=float) for a in (new, phi, theta0))
    require_shape(None, None, phi=phi)
    require_shape(None, phi.shape[1], new=new)
    require_shape(len(phi), y=y)
    require_shape(phi.shape[1], None, theta0=theta0)
    missing = np.asarray(y, dtype=float)[:, None] - phi @ theta0
    return np.asarray(new @ (theta0 + np.linalg.lstsq(phi, missing, rcond=None)[0]))


UNTRAINED: Train = lambda new, phi, y, theta0: new @ theta0  # noqa: E731


def _changed(label: float = 1.0, start: float = 1.0) -> Train:
    """Return a training in which labels and first weights are multiplied by a number."""
    return lambda new, phi, y, theta0: train_to_the_end(new, phi, label * y, start * theta0)


def _case(members: int, p: int = 40) -> tuple[Array, Array, Array]:
    """Return the features of 4 new points and of the data, of 40 waves over √40, and first weights (40, members)."""
    rng = np.random.default_rng(0)
    features = random_features("waves", p, rng)
    return features(np.array([-1.0, -0.2, 0.2, 1.0])) / np.sqrt(p), features(X) / np.sqrt(p), rng.normal(size=(p, members))  # fmt: skip


@check("Theorem 56", "mean of trained members at a new point, less K(x, X) K(X, X)⁻¹ y; 40 fixed waves, 5 points, 100,000 members, four new "
       "points, furthest from 0", "==", kind="Monte Carlo", digits=2)  # fmt: skip
def check_mean(train: Train = train_to_the_end) -> Measured:
    """Average over the members."""
    new, phi, theta0 = _case(100_000)
    exact = new @ phi.T @ np.linalg.solve(phi @ phi.T, Y)
    return furthest(*(three_errors(f - m, 0.0) for f, m in zip(train(new, phi, Y, theta0), exact, strict=True)))


check_mean.breaks("never trained", train=UNTRAINED)
check_mean.breaks("labels 2 % too large", train=_changed(label=1.02))
check_mean.breaks("neighbours' labels", train=lambda new, phi, y, theta0: train_to_the_end(new, phi, np.roll(y, 1), theta0))  # fmt: skip


@check("Theorem 56", "variance of trained members at a new point, over K(x, x) − K(x, X) K(X, X)⁻¹ K(X, x); 40 fixed waves, 5 points, "
       "100,000 members, four new points, furthest from 1", "==", kind="Monte Carlo")  # fmt: skip
def check_variance(train: Train = train_to_the_end) -> Measured:
    """Average the squares of what the members differ by from the exact mean."""
    new, phi, theta0 = _case(100_000)
    solved = np.linalg.solve(phi @ phi.T, np.column_stack([phi @ new.T, Y]))
    exact = (new * new).sum(axis=1) - (new @ phi.T * solved[:, :-1].T).sum(axis=1)
    f = train(new, phi, Y, theta0) - (new @ phi.T @ solved[:, -1])[:, None]
    return furthest(*(three_errors(g**2 / v, 1.0) for g, v in zip(f, exact, strict=True)))


check_variance.breaks("never trained", train=UNTRAINED)
check_variance.breaks("weights 1 % too large", train=_changed(start=1.01))
check_variance.breaks("all members start from 0", train=_changed(start=0.0))


@erratum(80, "Theorem 56", "largest distance of the trained model from a label, at the data", "<=", 0.0, 1e-8,
         printed="the shift at the data is 0", corrected="the shift at the data is y")  # fmt: skip
def erratum_shift() -> tuple[float, float]:
    """The matrix printed takes all of the start away at the data; what is left there is the shift."""
    _, phi, theta0 = _case(1)
    trained = train_to_the_end(phi, phi, Y, theta0)[:, 0]
    return float(np.abs(trained - 0).max()), float(np.abs(trained - Y).max())


def _ensemble_band(k: Array, K: Array, kxx: Array, t: float) -> tuple[Array, Array]:
    """Return mean and standard deviation (m,) over the starts, at time t, from the kernel alone."""
    values, vectors = np.linalg.eigh(K)
    values = np.maximum(values, 1e-12)
    pull = k @ (vectors * (-np.expm1(-values * t) / values)) @ vectors.T
    variance = kxx - 2 * (pull * k).sum(axis=1) + (pull @ K * pull).sum(axis=1)
    return pull @ Y, np.sqrt(np.maximum(variance, 0))


GRID = np.linspace(-1.2, 1.2, 121)


def draw_ensemble(panel: Panel, time: float, p: int, kind: str, length: float) -> dict[str, Any]:
    """Draw 8 members in training, with p features of their own each, and the band of infinitely many features."""
    kernel = (lambda x, z: rbf(x, z, length)) if kind == "waves" else arc_cosine
    mean, std = _ensemble_band(kernel(GRID, X), kernel(X, X), np.diag(kernel(GRID, GRID)), time)
    ends = []
    for rng in map(np.random.default_rng, range(8)):
        phi = random_features(kind, p, rng, length)(np.append(GRID, X)) / np.sqrt(p)
        ends.append(follow(phi, phi[121:], Y, rng.normal(size=p), [time])[0])
    members, at_data = np.hsplit(np.array(ends), [121])
    misses = np.abs(Y - at_data).max(axis=1)
    panel.axes(xlabel="x", ylabel="f(x)", xlim=(-1.2, 1.2), ylim=(-3, 3))
    panel.fill("band", GRID, mean - 2 * std, mean + 2 * std, color=plotting.BOUND, alpha=0.2)
    for i, member in enumerate(members):
        panel.line(f"member {i}", GRID, member, color=plotting.MEASURED, linewidth=0.9)
    panel.line("mean", GRID, mean, color=plotting.BOUND)
    panel.points("data", X, Y, color="black", markersize=5)
    panel.note(f"largest distance of a line from a point: {misses.max():.3f}")
    return {"members": members, "mean": mean, "std": std, "misses": misses}


def explore_ensemble() -> Explorer:
    """Build the explorer of models in training: time, number of features, kind and length of the features."""
    return explore(
        draw_ensemble, time=slider(0.01, 10_000.0, "time of training", value=1.0, log=True),
        p=slider(5, 1_000, "features p of each model", value=300, log=True),
        kind=choice(tuple(KERNELS), "features"), length=slider(0.1, 1.0, "length of the waves", value=0.3, step=0.05),
        storyboard=[{"time": 0.01}, {"time": 1.0}, {"time": 10_000.0}, {"time": 10_000.0, "p": 5}],
        caption=lambda time, p, kind, length: f"time {time:g}, {p} {kind}",
        alt="Eight blue lines in a wide band; as time goes on lines and band close in on five points, and stay apart between them. "
        "With five features some lines miss the points and leave the band.",
    )  # fmt: skip


@task("ask for one more label", right="Right: the members disagree most there, after training. Labels played no part.")
def _next(choose: Callable[[Array, Array, Array], Any]) -> str:
    for seed in (5, 140):  # draws in which no slip gives the right candidate, or another slip's
        rng = np.random.default_rng(seed)
        phi, new = rng.normal(size=(4, 9)), rng.normal(size=(60, 9)) * rng.uniform(0.5, 1.5, size=(60, 1))
        k, K, own = new @ phi.T, phi @ phi.T, (new**2).sum(axis=1)
        onto = np.linalg.qr(phi.T)[0]
        left = np.linalg.norm(new - new @ onto @ onto.T, axis=1)
        slips = [own.argmax(), left.argmin(), (left**2 - own).argmin()]
        found = numbers(choose(k, K, own))
        if found.ndim or found not in range(60):
            return "One whole number is asked for, the index of a candidate: np.argmax returns one."
        if int(found) == left.argmax():
            continue
        words = ["There the members disagree most *before* training. Which part of it do the data take away?",
                 "There they agree already: a label would tell nothing new.", "There the data took away most. How much is left?"]  # fmt: skip
        if int(found) in slips:
            return words[slips.index(int(found))]
        return "Compute for each candidate i the variance after training: K(xᵢ, xᵢ) − K(xᵢ, X) K⁻¹ K(X, xᵢ). Row i of k is K(xᵢ, X)."
    return ""
