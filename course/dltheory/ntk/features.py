"""Section 3, random features: a Gaussian process at the start, and the kernel that many features approach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..evidence import Measured, check, erratum, furthest, furthest_from, three_errors
from ..numerics import Array, gaussian_kernel, loglog_slope
from ..tasks import numbers, task
from ..validation import require_choice, require_count, require_positive

Kernel = Callable[[ArrayLike, ArrayLike], Array]
#: Frequencies of the waves in the course's pictures are 1/LENGTH in size.
LENGTH = 0.3


def random_features(
    kind: str, p: int, rng: np.random.Generator, length: float = LENGTH
) -> Callable[[ArrayLike], Array]:
    """Draw p random features of a number x: a function from x (n,) to (n, p).

    Parameters
    ----------
    kind : {"waves", "ramps"}
        √2 cos(w x / length + b) with Gaussian w and uniform b, or √2 relu(w₁ x + w₂) with Gaussian w₁ and w₂.
    p : int
        How many.
    """
    require_choice(("waves", "ramps"), kind=kind)
    require_count(1, p=p)
    require_positive(length=length)
    w, b = rng.normal(size=p), rng.uniform(0, 2 * np.pi, size=p) if kind == "waves" else rng.normal(size=p)
    if kind == "waves":
        return lambda x: np.sqrt(2) * np.cos(np.outer(np.asarray(x), w) / length + b)
    return lambda x: np.sqrt(2) * np.maximum(np.outer(np.asarray(x), w) + b, 0)


def rbf(x: ArrayLike, z: ArrayLike, length: float = LENGTH) -> Array:
    """Return exp(-(x - z)² / 2 length²) for all pairs, (n, m): what the kernel of random waves approaches."""
    return gaussian_kernel(x, z, length)


def arc_cosine(x: ArrayLike, z: ArrayLike) -> Array:
    """Return the arc-cosine kernel of (x, 1) and (z, 1) for all pairs, (n, m): what random ramps approach.

    Source: Cho and Saul 2009.
    """
    x, z = np.asarray(x, dtype=float), np.asarray(z, dtype=float)
    product = 1 + np.multiply.outer(x, z)
    across = np.abs(np.subtract.outer(x, z))  # |x||z| sin a; the product is |x||z| cos a
    return np.asarray((across + (np.pi - np.arctan2(across, product)) * product) / np.pi)


KERNELS: dict[str, Kernel] = {"waves": rbf, "ramps": arc_cosine}


def start(phi: Array, rng: np.random.Generator, draws: int) -> Array:
    """Return the first predictions (n, draws) of models with features (n, p) and Gaussian weights, one a column."""
    return np.asarray(phi @ rng.normal(size=(phi.shape[1], draws)) / np.sqrt(phi.shape[1]))


Start = Callable[[Array, np.random.Generator, int], Array]
Draw = Callable[[str, int, np.random.Generator], Callable[[ArrayLike], Array]]
POINTS = np.array([0.1, 0.3, 0.4, 0.9])


def _five(seed: int) -> tuple[Array, Array]:
    """Return 5 random waves at 4 points, (4, 5), and their kernel (4, 4)."""
    phi = random_features("waves", 5, np.random.default_rng(seed))(POINTS)
    return phi, phi @ phi.T / 5


@check("Theorem 55", "mean of the values at a point, and of the product of two over K, less 1, the one furthest from 0; 5 fixed waves, all "
       "pairs of 4 points, 400,000 draws of the weights", "==", kind="Monte Carlo", digits=3)  # fmt: skip
def check_covariance(model: Start = start) -> Measured:
    """Average values and products over draws of the weights; the features stay."""
    phi, K = _five(0)
    f = model(phi, np.random.default_rng(1), 400_000)
    products = [f[i] * f[j] / K[i, j] - 1 for i in range(4) for j in range(i, 4)]
    return furthest(*(three_errors(values, 0.0) for values in [*products, *f]))


check_covariance.breaks("no 1/√p", model=lambda phi, rng, draws: np.sqrt(5) * start(phi, rng, draws))
check_covariance.breaks("weights 1 % too large", model=lambda phi, rng, draws: 1.01 * start(phi, rng, draws))
check_covariance.breaks("each point with weights of its own", model=lambda phi, rng, draws: np.vstack(
    [start(row[None], rng, draws) for row in phi]))  # fmt: skip


@check("Theorem 55", "fourth power of a sum of the values at 4 points, on average, over that of a Gaussian of the same variance; 5 fixed "
       "waves, 8 sums, 400,000 draws of the weights, furthest from 1", "==", kind="Monte Carlo")  # fmt: skip
def check_gaussian(model: Start = start, kernel: Callable[[Array], Array] = lambda phi: phi @ phi.T / 5) -> Measured:
    """A vector is Gaussian if all sums of its entries are; four moments are what one can afford."""
    phi, _ = _five(0)
    rng, K = np.random.default_rng(2), kernel(phi)
    f, sums = model(phi, rng, 400_000), rng.normal(size=(8, 4))
    return furthest(*(three_errors((a @ f) ** 4 / (3 * (a @ K @ a) ** 2), 1.0) for a in sums))


def _new_features(phi: Array, rng: np.random.Generator, draws: int) -> Array:
    """Return values (4, draws) of models that have 5 waves of their own each."""
    w, b = rng.normal(size=(5, draws)), rng.uniform(0, 2 * np.pi, size=(5, draws))
    waves = np.sqrt(2) * np.cos(np.multiply.outer(POINTS, w) / LENGTH + b)
    return np.asarray((waves * rng.normal(size=(5, draws))).sum(axis=1) / np.sqrt(5))


check_gaussian.breaks("weights −1 or 1", model=lambda phi, rng, n: phi @ rng.choice([-1.0, 1.0], size=(5, n)) / np.sqrt(5))  # fmt: skip
check_gaussian.breaks("new features for each draw", model=_new_features, kernel=lambda phi: rbf(POINTS, POINTS))


@check("Random features (7.2)", "mean of φ(x)φ(z), less the closed form; five pairs from −1 to 2 each for waves and ramps, 2,000,000 "
       "features, furthest from 0", "==", kind="Monte Carlo", digits=2)  # fmt: skip
def check_closed_forms(waves: Kernel = rbf, ramps: Kernel = arc_cosine, draw: Draw = random_features) -> Measured:
    """Draw features at pairs of points, half a million at a time."""
    pairs = np.array([[0.2, 0.2], [0.2, 0.5], [0.0, 1.0], [-1.0, 2.0], [0.4, 0.45]])
    found = []
    for kind, kernel in (("waves", waves), ("ramps", ramps)):
        rng = np.random.default_rng(3)
        products = [draw(kind, 500_000, rng)(pairs.ravel()).reshape(5, 2, -1).prod(axis=1) for _ in range(4)]
        closed = [float(kernel(pair[:1], pair[1:])[0, 0]) for pair in pairs]
        found += [three_errors(v - c, 0.0) for v, c in zip(np.concatenate(products, axis=1), closed, strict=True)]
    return furthest(*found)


check_closed_forms.breaks("a length 2 % too long", waves=lambda x, z: rbf(x, z, 1.02 * LENGTH))
check_closed_forms.breaks("1 % too large", ramps=lambda x, z: 1.01 * arc_cosine(x, z))
check_closed_forms.breaks("features 1 % too large", draw=lambda *said: (lambda of: lambda x: 1.01 * of(x))(random_features(*said)))  # fmt: skip


def kernel_errors(kind: str, counts: list[int], seeds: int, draw: Draw = random_features) -> Array:
    """Return (seeds, counts) how far the kernel of p random features is from its limit: root mean square over 21 x 21 pairs."""
    x = np.linspace(-1, 1, 21)
    limit, found = KERNELS[kind](x, x), np.empty((seeds, len(counts)))
    for seed in range(seeds):
        for i, p in enumerate(counts):
            phi = draw(kind, p, np.random.default_rng([seed, p]))(x)
            found[seed, i] = np.sqrt(np.mean((phi @ phi.T / phi.shape[1] - limit) ** 2))
    return found


@check("Random features (7.2)", "slope of the kernel's error in the number of features, 16 to 4,096, mean over 40 seeds, log axes; waves and ramps, "
       "furthest from −1/2", "==", -0.5, 0.1, kind="rate")  # fmt: skip
def check_rate(draw: Draw = random_features) -> float:
    """Fit a line to the means over seeds."""
    counts = [16, 64, 256, 1024, 4096]
    slopes = [loglog_slope(counts, kernel_errors(kind, counts, 40, draw).mean(axis=0)) for kind in KERNELS]
    return furthest_from(-0.5, slopes)


check_rate.breaks("ramps that point to one side", draw=lambda kind, p, rng: lambda x: np.sqrt(2) * np.maximum(
    np.outer(x, np.abs(rng.normal(size=p))) + rng.normal(size=p), 0))  # fmt: skip
check_rate.breaks("each feature drawn 16 times", draw=lambda kind, p, rng: random_features(kind, 16, rng))


@erratum(79, "Theorem 55", "variance of f(x, θ₀) over K(x, x), 400 waves at one point, 20,000 draws of the weights", "==", 1.0, 0.03,
         printed="f = θ₀ · φ(x)", corrected="f = θ₀ · φ(x)/√p")  # fmt: skip
def erratum_root_of_p() -> tuple[float, float]:
    """The variance of a sum of p terms grows like p."""
    rng = np.random.default_rng(5)
    phi = random_features("waves", 400, rng)(np.array([0.4]))
    ratio = float(start(phi, rng, 20_000).var() / (phi @ phi.T / 400)[0, 0])
    return 400 * ratio, ratio


@task("a sample from a kernel", right="Right: the covariance of A z is A Aᵀ, and yours gives K.")
def _sample(sample: Callable[[Array, Array], Any]) -> str:
    x = np.array([0.0, 0.2, 0.5, 0.9])
    K, eye = rbf(x, x) + 0.01 * np.eye(4), np.eye(4)
    A = numbers(sample(K, eye))
    if A.shape != (4, 4):
        return f"For K (4, 4) and z (4, 4), four draws, the result should have shape (4, 4); it is {A.shape}."
    if not np.allclose(numbers(sample(K, 2 * eye)), 2 * A):
        return "Twice z should give twice the sample: multiply z by a matrix that depends on K alone."
    slips = [
        (A @ A.T, K, ""),
        (A, K, "The covariance of K z is K Kᵀ = K², not K."),
        (A @ A.T, K @ K, "With your matrix A Aᵀ is K², not K: eigenvalues are multiplied where their roots should be."),
        (A, np.sqrt(K), "np.sqrt takes the root of each entry. A matrix A with A Aᵀ = K is asked for."),
        (A.T @ A, K, "Your matrix has AᵀA = K. Which of the two products is the covariance of A z?"),
        (A, np.sqrt(K * eye), "The variances are right, but all values are independent: where are the covariances?"),
        (A, A, "What is the covariance of A z, if that of z is the identity? Which A gives K?"),
    ]
    return next(words for one, other, words in slips if np.allclose(one, other, equal_nan=True))
