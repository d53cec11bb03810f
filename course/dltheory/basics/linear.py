"""Section 3, linear networks: a chain of matrices is one matrix, and what two of them learn is a subspace."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..data import digits
from ..evidence import check, erratum, furthest_from, largest, smallest
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_between, require_count, require_positive

Network = Callable[..., Array]
Pair = tuple[Array, Array]
Trained = Callable[..., Pair]


def chain(widths: Sequence[int], seed: int = 0) -> list[Array]:
    """Return random weights W (n_in, n_out) between layers of these widths, with entries of size 1/√n_in."""
    if len(widths) < 2:
        raise ValueError(f"widths must hold two numbers or more, got {list(widths)}")
    require_count(1, widths=min(widths))
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(n, k)) / np.sqrt(n) for n, k in itertools.pairwise(widths)]


def forward(X: Array, weights: Sequence[Array], bent: int = 0) -> Array:
    """Return the outputs, layer by layer, for the rows of X; of the last hidden units the first `bent` are ReLUs."""
    require_count(0, bent=bent)
    for W in weights[:-1]:
        X = X @ W
    X = np.hstack([np.maximum(X[:, :bent], 0), X[:, bent:]]) if bent else X
    return np.asarray(X @ weights[-1])


def _widths(seed: int) -> list[int]:
    """Return the widths of a network of 3 to 5 layers; the last but one is not the narrowest."""
    widths = np.random.default_rng(seed).integers(3, 40, size=4 + seed % 3)
    widths[-2] = 50
    return [int(width) for width in widths]


@check("Theorem 11", "|network(X) − X M| over |X M|, largest; M is the product of the layers' matrices; 30 random linear networks of 3 to 5 layers, 100 inputs",
       "<=", 0.0, 1e-10, kind="identity", only_if="the outputs have as many entries as M has columns")  # fmt: skip
def check_collapse(network: Network = forward) -> float:
    """The network goes from layer to layer; the product knows nothing of the inputs."""
    errors: list[Any] = []
    for seed in range(30):
        weights = chain(_widths(seed), seed)
        X, M = np.random.default_rng(seed).normal(size=(100, len(weights[0]))), functools.reduce(np.matmul, weights)
        Y = network(X, weights)
        errors.append(np.linalg.norm(Y - X @ M) / np.linalg.norm(X @ M) if Y.shape == (100, M.shape[1]) else math.nan)
    return largest(errors)


check_collapse.breaks("one ReLU unit", network=functools.partial(forward, bent=1))
check_collapse.breaks("a bias of 0.1", network=lambda X, weights: forward(X, weights) + 0.1)


@check("Theorem 11", "rank of the outputs for 200 inputs less the smallest width, furthest from 0; 30 random linear networks of 3 to 5 layers, widths 3 to 50",
       "==", 0.0, kind="class bound")  # fmt: skip
def check_rank(network: Network = forward) -> float:
    """The rank is never larger, and with random weights it is never smaller."""
    found = []
    for seed in range(30):
        widths = _widths(seed)
        X = np.random.default_rng(seed).normal(size=(200, widths[0]))
        found.append(np.linalg.matrix_rank(network(X, chain(widths, seed))) - min(widths))
    return furthest_from(0.0, found)


check_rank.breaks("one ReLU unit", network=functools.partial(forward, bent=1))
check_rank.breaks("a layer left out", network=lambda X, weights: X @ weights[0])


@cached
def centred_digits() -> Pair:
    """Return 1,297 handwritten digits (1297, 64), grey values from 0 to 1, less their mean picture; and that, (64,)."""
    X = digits(np.random.default_rng(0)).X_train
    return X - X.mean(axis=0), X.mean(axis=0)


def truncated(X: Array, m: int) -> Array:
    """Return Σ s_i u_i v_iᵀ over the m largest singular values of X."""
    require_count(1, m=m)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return np.asarray((U[:, :m] * s[:m]) @ Vt[:m])


def rival(X: Array, m: int, tilt: float, rng: np.random.Generator) -> Array:
    """Return the best matrix whose rows lie in a subspace of m dimensions: that of v_1 to v_m, tilted at random (inf: any)."""
    require_count(1, m=m)
    if not tilt > 0:
        raise ValueError(f"tilt must be a number above 0, inf included, got {tilt!r}")
    start = np.zeros((X.shape[1], m)) if math.isinf(tilt) else np.linalg.svd(X)[2][:m].T / tilt
    Q = np.linalg.qr(start + rng.normal(size=start.shape))[0]
    return np.asarray(X @ Q @ Q.T)


@check("Theorem 12", "least error |X − Y| of 200 rivals Y of rank m over that of the truncated decomposition; three random matrices (30, 20), m = 1, 4, 8; rivals: "
       "best in their row space, tilted by 0.0001 to 10 or random", ">=", 1.0, 1e-9, kind="class bound", digits=9,
       only_if="the truncated one has at most rank m")  # fmt: skip
def check_best(best: Callable[[Array, int], Array] = truncated, extra: int = 0) -> float:
    """The rivals are strong ones: each has the best coefficients for its rows."""
    ratios = []
    for seed, m in enumerate((1, 4, 8)):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(30, 20)) * np.linspace(0.2, 2, 20)
        Y = best(X, m)
        if not np.linalg.matrix_rank(Y) <= m:
            return math.nan
        tilts = [*np.geomspace(0.0001, 10, 150), *[math.inf] * 50]
        least = min(np.linalg.norm(X - rival(X, m + extra, tilt, rng)) for tilt in tilts)
        ratios.append(least / np.linalg.norm(X - Y))
    return smallest(ratios)


check_best.breaks("rivals of rank m + 1", extra=1)
check_best.breaks("the first m columns", best=lambda X, m: X * (np.arange(X.shape[1]) < m))
check_best.breaks("singular vectors m + 1 to 2 m", best=lambda X, m: truncated(X, 2 * m) - truncated(X, m))


@check("Theorem 12", "relative gap of |X − Y|², with Y the truncated decomposition, to s²_(m+1) + s²_(m+2) + ..., from the eigenvalues of XᵀX, largest; the same "
       "three matrices", "<=", 0.0, 1e-12, kind="construction")  # fmt: skip
def check_tail(best: Callable[[Array, int], Array] = truncated) -> float:
    """What is lost: the second half of the statement."""
    drawn = [(np.random.default_rng(seed).normal(size=(30, 20)) * np.linspace(0.2, 2, 20), m) for seed, m in enumerate((1, 4, 8))]  # fmt: skip
    return largest([abs(np.sum((X - best(X, m)) ** 2) / np.linalg.eigvalsh(X.T @ X)[:-m].sum() - 1) for X, m in drawn])


check_tail.breaks("0.9999 times the best", best=lambda X, m: 0.9999 * truncated(X, m))


def descend(X: Array, m: int, seed: int = 0, *, start: float = 1e-3, steps: int = 300, eta: float = 0.3) -> Pair:
    """Train x → x C D by gradient descent on |X − X C D|² and return the code C (d, m) and D (m, d).

    Both start at random, with entries of size `start`; `eta` is in units of 1/s_1².
    """
    import torch

    require_count(1, m=m)
    require_positive(eta=eta)
    require_between(0, 10, start=start)
    generator = torch.Generator().manual_seed(seed)
    # X = QR, and Q keeps lengths: R, with d rows, has the same errors.
    data, d = torch.tensor(np.linalg.qr(X)[1] / np.linalg.norm(X, 2)), X.shape[1]
    C, D = (start * torch.randn(shape, generator=generator, dtype=torch.float64) for shape in ((d, m), (m, d)))
    for _ in range(steps):
        C, D = C.requires_grad_(), D.requires_grad_()
        slopes = torch.autograd.grad(((data - data @ C @ D) ** 2).sum(), (C, D))
        C, D = C.detach() - eta * slopes[0], D.detach() - eta * slopes[1]
    return C.numpy(), D.numpy()


@functools.cache
def _runs(train: Trained) -> list[Pair]:
    """Return what training on the digits ends at, for m = 4 and three random starts."""
    return [train(centred_digits()[0], 4, seed) for seed in range(3)]


@check("Theorem 13", "relative gap of |X − X C D|² to s_5² + s_6² + ..., largest; digits, m = 4, 300 steps of gradient descent, 3 random starts", "<=", 0.0,
       1e-6, kind="construction", only_if="no gap is below 0 (which no network of this width can reach)")  # fmt: skip
def check_autoencoder(train: Trained = descend) -> float:
    """The singular values know nothing of the training."""
    X, _ = centred_digits()
    rest = float(np.sum(np.linalg.svd(X, compute_uv=False)[4:] ** 2))
    gaps = [np.sum((X - X @ C @ D) ** 2) / rest - 1 for C, D in _runs(train)]
    return largest(gaps) if smallest(gaps) > -1e-9 else math.nan


check_autoencoder.breaks("started at 0", train=functools.partial(descend, start=0.0))


@check("Theorem 13", "sine of the largest angle between the span of the rows of C D and that of v_1 to v_4, largest; the same three runs", "<=", 0.0, 1e-3,
       kind="construction")  # fmt: skip
def check_subspace(train: Trained = descend) -> float:
    """What is fixed: the subspace."""
    V = np.linalg.svd(centred_digits()[0], full_matrices=False)[2][:4].T
    bases = [np.linalg.svd(C @ D)[2][:4].T for C, D in _runs(train)]
    return largest([np.linalg.norm(Q - V @ (V.T @ Q), 2) for Q in bases])


check_subspace.breaks("50 steps", train=functools.partial(descend, steps=50))


@erratum(18, "Section 2.2.1", "largest |f(αx + βy) − αf(x) − βf(y) − b| with f(x) = 2x + 1, 1,000 draws, the best constant b", "<=", 0.0, 1e-9,
         printed="affine: the same b for all α and β", corrected="affine: b = 0, for all α + β = 1")  # fmt: skip
def erratum_affine() -> tuple[float, float]:
    """Return how far the two definitions are from holding for a function that is affine."""
    x, y, a, b = np.random.default_rng(0).normal(size=(4, 1000))
    any_b, fitting_b = (2 * (a * x + b * y) + 1 - a * (2 * x + 1) - b * (2 * y + 1) for b in (b, 1 - a))
    return float(np.ptp(any_b) / 2), float(np.abs(fitting_b).max())


@erratum(22, "Theorem 13", "largest difference between two optimal pairs, C = U_mᵀ and C = G⁻¹U_mᵀ, in what is said to be optimal", "<=", 0.0, 1e-9,
         printed="the optimal C is U_mᵀ", corrected="the optimal D C is U_mU_mᵀ")  # fmt: skip
def erratum_encoder() -> tuple[float, float]:
    """Return how far C, and D C, are from those of the theorem, for another optimum."""
    rng = np.random.default_rng(0)
    U, G = np.linalg.svd(rng.normal(size=(8, 30)))[0][:, :3], rng.normal(size=(3, 3)) + 3 * np.eye(3)
    C, D = np.linalg.solve(G, U.T), U @ G
    return float(np.abs(C - U.T).max()), float(np.abs(D @ C - U @ U.T).max())


@task("one layer for many", right="Right. With biases a chain is one affine map: still no gain, whatever its depth.")
def _collapsed(collapse: Callable[..., Any]) -> str:
    for widths in ([3, 3, 3], [3, 4, 2], [2, 5, 3, 4], [4, 4, 4, 4, 4]):
        rng, weights = np.random.default_rng(len(widths)), chain(widths, 1)
        biases, X = [rng.normal(size=W.shape[1]) for W in weights], rng.normal(size=(9, widths[0]))
        W, b = collapse([W.copy() for W in weights], [np.copy(bias) for bias in biases])
        W, b = numbers(W), numbers(b)
        if W.shape != (widths[0], widths[-1]):
            return f"For widths {widths} W should have shape ({widths[0]}, {widths[-1]}), and has {W.shape}."
        if not np.allclose(W, functools.reduce(np.matmul, weights)):
            return "W is not the product. A sample is a row: the first layer's matrix stands first."
        out = X
        for layer, bias in zip(weights, biases, strict=True):
            out = out @ layer + bias
        if b.shape != out.shape[1:] or not np.allclose(X @ W + b, out):
            return f"W is right, b is not: of shape ({widths[-1]},), it is the output for the input 0. A bias passes through all later layers."
    return ""


@task("units for nine tenths", right="Right: a third of 64. Digits need far fewer numbers than they have pixels.")
def _enough(m: Any) -> str:
    s = np.linalg.svd(centred_digits()[0], compute_uv=False)
    share, plain = np.cumsum(s**2) / np.sum(s**2), np.cumsum(s) / np.sum(s)
    first = int(np.argmax(share >= 0.9)) + 1
    return recognize(numbers(m), [
        (first, ""), (first - 1, "Python counts from 0: entry i of the sum holds i + 1 singular values."),
        (int(np.argmax(plain >= 0.9)) + 1, "Squares are asked for: |X|² is the sum of the s_i²."),
        (int(np.argmax(plain >= 0.9)), "Squares are asked for: |X|² is the sum of the s_i²."),
        (int(np.argmax(share > 0.1)) + 1, "That keeps one tenth and loses nine."),
    ], "Which is the smallest m whose first m squares are at least 0.9 of their sum?", rtol=1e-9)  # fmt: skip
