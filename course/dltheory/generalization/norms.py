"""Section 6, norms: what the weights of a trained network say, with true labels, with the toss of a coin, at any width."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ..data import read_record, recorded_run
from ..evidence import check, erratum, furthest_from, largest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_choice, require_count, require_shape
from ._common import Network, halves, outputs
from .signs import _signs

RECORD = Path(__file__).with_name("recorded.toml")
WIDTHS = (8, 16, 32, 64, 128, 256, 512)


def margins(network: Network, labels: str = "true", seed: int = 0, new: bool = False) -> Array:
    """Return y f(x) (n,) for the digits trained on, or for the new ones: above 0 where the network is right."""
    split = halves(seed, labels)
    X, y = (split.X_test, split.y_test) if new else (split.X_train, split.y_train)
    return np.asarray(y * outputs(network, X))


def norm_product(network: Network) -> float:
    """Return (2B)² of Theorem 65, 4 |W|_F |v|: a factor moved from one layer to the other makes both norms equal to B."""
    return float(4 * np.linalg.norm(network.W) * np.linalg.norm(network.v))


def spectral_complexity(network: Network, start: Network) -> float:
    """Return the product of the layers' largest stretches, times (Σ (moved/stretch)^(2/3))^(3/2) over the layers; moved is the sum
    over units of how far their weights are from the start. Source: Bartlett, Foster and Telgarsky 2017, (1.2).
    """
    stretch = np.linalg.norm(network.W, 2), np.linalg.norm(network.v)
    moved = np.linalg.norm(network.W - start.W, axis=1).sum(), np.linalg.norm(network.v - start.v)
    ratios = [(a / b) ** (2 / 3) for a, b in zip(moved, stretch, strict=True)]
    return float(stretch[0] * stretch[1] * sum(ratios) ** 1.5)


def plane_fits(X: Array, signs: Array) -> Array:
    """Return (k,) the largest mean of sign times output over networks with |W|_F, |v| <= 1, for points X (m, 2), exact.

    One unit does it: |Σ σ relu(u·x)|/m. Between the directions u at which a point switches this is |s·u|: largest there or along s.
    """
    require_shape(None, 2, X=X)
    require_shape(None, len(X), signs=signs)
    size, angle = np.hypot(*X.T), np.arctan2(X[:, 1], X[:, 0])
    ends = np.sort(np.concatenate([angle - np.pi / 2, angle + np.pi / 2]) % (2 * np.pi))
    middle = ends + np.diff(ends, append=ends[0] + 2 * np.pi) / 2
    s = np.einsum("km,am,md->akd", signs, np.cos(middle[:, None] - angle) > 0, X)
    along = np.arctan2(s[..., 1], s[..., 0])
    tried = np.concatenate([along, along + np.pi, np.broadcast_to(ends[:, None], along.shape)])  # (directions, k)
    units = size * np.maximum(np.cos(tried[..., None] - angle), 0)
    return np.asarray(np.abs((signs * units).mean(axis=2)).max(axis=0))


def _rings() -> list[Array]:
    """Return up to ten points of length 1 in the plane: evenly spread, equal, random; the fourth is a triangle."""
    rng = np.random.default_rng(1)
    angles = [a for m in (1, 3, 2, 5, 10) for a in (2 * np.pi * np.arange(m) / m, np.zeros(m), rng.uniform(0, 7, m))]
    return [np.column_stack([np.cos(a), np.sin(a)]) for a in angles]


@check("Theorem 65", "complexity over all signs, over (2B)²/√n; 15 sets of 1 to 10 points in the plane: the theorem allows 1, the "
       "largest, for a single point, is 1/4", "==", 0.25, 1e-9, kind="class bound", only_if="a triangle has 1/(4√3), worked by hand")  # fmt: skip
def check_norm_bound(fits: Callable[[Array, Array], Array] = plane_fits) -> float:
    """The factor 2 for each layer is the price of the proof."""
    if not math.isclose(fits(_rings()[3], _signs(3)).mean() * math.sqrt(3) / 4, 1 / (4 * math.sqrt(3))):
        return math.nan
    return largest([fits(X, _signs(len(X))).mean() * math.sqrt(len(X)) / 4 for X in _rings()])


check_norm_bound.breaks("without the ReLU", fits=lambda X, signs: np.linalg.norm(signs @ X, axis=1) / len(X))
check_norm_bound.breaks("1 % larger", fits=lambda X, signs: 1.01 * plane_fits(X, signs))


# --- recorded runs ---


@cached
def recorded(labels: str = "true", decay: float = 0.0, widths: int = 1) -> dict[str, Array]:
    """Return a recorded run with so many widths: arrays (5 seeds, widths)."""
    runs = read_record(RECORD)["run"]
    require_choice(sorted({len(run["widths"]) for run in runs}), widths=widths)
    run = recorded_run((run for run in runs if len(run["widths"]) == widths), labels=labels, decay=decay)
    return {name: np.array(rows) for name, rows in run.items() if name not in ("labels", "decay")}


def recorded_errors(labels: str, decay: float) -> Array:
    """Return the shares of wrong answers, digits trained on and new ones, (5 seeds, 2)."""
    return np.hstack([recorded(labels, decay)[name] for name in ("train", "new")])


@check("Random labels (Zhang et al.)", "share of wrong answers on new coins; 5 recorded seeds with and without "
       "weight decay, furthest from 1/2", "==", 0.5, 3 * math.sqrt(0.25 / 2500), kind="Monte Carlo",
       only_if="all coins trained on are learned")  # fmt: skip
def check_random_labels(errors: Callable[[str, float], Array] = recorded_errors, labels: str = "random") -> float:
    """All coins are learned by heart, and nothing else."""
    runs = errors(labels, 0.0), errors(labels, 0.01 * (labels == "random"))
    if not largest([run[:, 0] for run in runs]) <= 0:
        return math.nan
    return furthest_from(0.5, [run[:, 1].mean() for run in runs])


check_random_labels.breaks("true labels", labels="true")
check_random_labels.breaks("one coin not learned", errors=lambda *of: np.add(recorded_errors(*of), (1 / 1297, 0)))


def width_errors() -> Array:
    """Return the shares of wrong answers, digits trained on and new ones, recorded, (2, 5 seeds, 7 widths)."""
    return np.stack([recorded("true", widths=len(WIDTHS))[name] for name in ("train", "new")])


@check("Growing width (Neyshabur et al.)", "largest error on new digits at 32 to 512 units over that at 16, the first width that fits 99.9 % of "
       "the digits; means over 5 recorded seeds", "<=", 0.95, kind="instance", only_if="it is the first")  # fmt: skip
def check_width(errors: Callable[[], Array] = width_errors) -> float:
    """No rise, though the weights outnumber the digits from 20 units on."""
    train, new = errors().mean(axis=1)
    return float(new[2:].max() / new[1]) if train[0] > 0.001 >= train[1:].max() else math.nan


check_width.breaks("32 and 16 units exchanged", errors=lambda: width_errors()[:, :, [0, 2, 1, 3, 4, 5, 6]])


# --- eigenvalues of a network's kernel ---


def gram(X: Array, W: Array) -> Array:
    """Return Ĝ (n, n) of a network with units erf(w·x), rows of W (m, d): inner products of X times those of the slopes."""
    slopes = 2 / math.sqrt(math.pi) * np.exp(-((X @ W.T) ** 2))
    return np.asarray((X @ X.T) * (slopes @ slopes.T) / len(W))


def limit_gram(X: Array) -> Array:
    """Return G (n, n), its mean over standard normal w, by the closed form. Source: Williams 1997."""
    inner, size = X @ X.T, 1 + 2 * (X**2).sum(axis=1)
    return np.asarray(inner * 4 / math.pi / np.sqrt(np.outer(size, size) - 4 * inner**2))


def largest_shift(X: Array, m: int, rng: np.random.Generator, sample: Callable[[Array, Array], Array] = gram) -> float:
    """Draw m units; return by how much an eigenvalue of Ĝ differs from that of G at most."""
    require_count(1, m=m)
    sampled = np.linalg.eigvalsh(sample(X, rng.normal(size=(m, X.shape[1]))))
    return float(np.abs(sampled - np.linalg.eigvalsh(limit_gram(X))).max())


def promised_shift(X: Array, m: int, delta: float = 0.05) -> float:
    """Return the right side of (8.28) for m units erf and points X (n, d): the slopes are at most β = 2/√π."""
    return float(4 / math.pi * (X**2).sum() * (2 + 6 * math.sqrt(math.log(2 / delta) / 2)) / math.sqrt(m))


def half_circle(n: int = 10) -> Array:
    """Return n points on half of the unit circle, (n, 2)."""
    a = np.pi * np.arange(n) / n
    return np.column_stack([np.cos(a), np.sin(a)])


@check("Theorem 66", "bound (8.28), δ = 0.05, over the largest shift of an eigenvalue; 100,000 units, the smallest of 20 draws",
       ">=", 1.0, kind="instance")  # fmt: skip
def check_interval(sample: Callable[[Array, Array], Array] = gram) -> float:
    """The interval holds the spectrum with room to spare."""
    rng = np.random.default_rng(3)
    shifts = [largest_shift(half_circle(), 100_000, rng, sample) for _ in range(20)]
    return promised_shift(half_circle(), 100_000) / largest(shifts)


check_interval.breaks("a fifth of the units left out of the sum", sample=lambda X, W: 0.8 * gram(X, W))


def ends(A: Array) -> tuple[float, float]:
    """Return the smallest and the largest eigenvalue of a symmetric matrix."""
    return float(np.linalg.eigvalsh(A)[0]), float(np.linalg.eigvalsh(A)[-1])


@check("Theorem 67", "λmax of A + B over the sum of both, and the sum of both λmin over that of A + B; 300 pairs A = XXᵀ, B = YYᵀ of size "
       "2 to 8, some with A = B: the largest ratio, which these reach", "==", 1.0, 1e-9, kind="class bound", only_if="((4, 1), (1, 4)) has 3 and 5")  # fmt: skip
def check_weyl(ends: Callable[[Array], tuple[float, float]] = ends, symmetric: bool = True) -> float:
    """One vector has to serve both; it can, where both have the same eigenvectors."""
    if not np.allclose(ends(np.array([[4.0, 1], [1, 4]])), (3, 5)):
        return math.nan
    rng, found = np.random.default_rng(4), []
    for k in range(300):
        X, Y = rng.normal(size=(2, *[int(rng.integers(2, 9))] * 2))
        A, B = (X @ X.T, Y @ Y.T) if symmetric else (np.triu(X, 1) + np.eye(len(X)), np.tril(X.T, -1) + np.eye(len(X)))
        B = A if k % 10 == 0 and symmetric else B
        (low, high), (low_A, high_A), (low_B, high_B) = ends(A + B), ends(A), ends(B)
        found += [high / (high_A + high_B), (low_A + low_B) / low]
    return largest(found)


check_weyl.breaks("smallest and largest exchanged", ends=lambda A: ends(A)[::-1])
check_weyl.breaks("no symmetry", ends=lambda A: tuple(np.sort(np.linalg.eigvals(A).real)[[0, -1]]), symmetric=False)


@erratum(92, "Theorem 66", "share of 400 draws beyond the bound, δ = 0.05; m = 4,000 units that are on or off at n = 1,000 equal points, "
         "f(H) the inner product with a V of length 1", "<=", 0.05,
         printed="sup f(H) − (1/m) Σ f(H_k), with √(log(2/δ)/2n)", corrected="sup E f(H) − (1/m) Σ f(H_k), with √(log(2/δ)/2m)")  # fmt: skip
def erratum_one_draw() -> tuple[float, float]:
    """One H is no nearer to the mean for having been averaged elsewhere, and n counts points, not draws."""
    rng, m, n = np.random.default_rng(5), 4000, 1000
    # All points are 1 and H = h 1 1ᵀ with h = 0 or 1: everything is in units of |1 1ᵀ| = n, and f(H) in [-1, 1].
    mean = rng.binomial(m, 0.5, size=400) / m
    h, complexity = rng.integers(0, 2, size=400), math.sqrt(0.5 / m)  # an upper bound on E|Σ σ h|/m
    rest = [6 * math.sqrt(math.log(2 / 0.05) / (2 * size)) for size in (n, m)]
    one, mean_of_all = np.abs(h - mean) > 2 * complexity + rest[0], np.abs(0.5 - mean) > 2 * complexity + rest[1]
    return float(one.mean()), float(mean_of_all.mean())


@task("the same network, other norms", right="Right: c|W| = |v|/c. The function is the same, with the smallest norms.")
def _balance(rescale: Callable[[Array, Array], Any]) -> str:
    rng = np.random.default_rng(6)
    W, v, X = rng.normal(size=(5, 3)), 9 * rng.normal(size=5), rng.normal(size=(20, 3))
    W2, v2 = map(numbers, two if len(two := rescale(W, v)) == 2 else (two, 0))  # W alone is told about its shapes
    if W2.shape != W.shape or v2.shape != v.shape:
        return f"Return two arrays, W and v, in their shapes, {W.shape} and {v.shape}; yours have {W2.shape} and {v2.shape}."
    if not np.allclose(np.maximum(X @ W2.T, 0) @ v2, np.maximum(X @ W.T, 0) @ v):
        return "Your network computes another function: what W is multiplied by, v must be divided by, and it must be positive."
    size, other = np.linalg.norm(W2), np.linalg.norm(v2)
    if not np.isclose(size, other):
        return f"The function is the same, but |W| is {size:.3g} and |v| is {other:.3g}: with the factor c, when is c|W| = |v|/c?"
    return ""
