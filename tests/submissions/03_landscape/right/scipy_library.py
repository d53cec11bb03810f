# style: SciPy and ready-made routines

# %% partial_gradient
from itertools import pairwise

import numpy as np
from scipy import linalg, sparse
from scipy.spatial.distance import sqeuclidean


def partial_gradient(Ws, W_star, k):
    one = np.eye(len(W_star))
    above = np.linalg.multi_dot([one, *reversed(Ws[k:]), one])
    below = np.linalg.multi_dot([one, *reversed(Ws[: k - 1]), one])
    return np.linalg.multi_dot([above.T, above @ Ws[k - 1] @ below - W_star, below.T]) / len(Ws)


# %% balancedness


def balancedness(Ws):
    return max((linalg.norm(upper.T @ upper - lower @ lower.T) for lower, upper in pairwise(Ws)), default=0.0)


# %% balanced_start


def balanced_start(d, L, scale, rng):
    U, s, Vt = linalg.svd(scale * rng.standard_normal((d, d)))
    root = s ** (1 / L)
    if L == 1:
        return [U @ np.diag(s) @ Vt]
    return [np.diag(root) @ Vt, *(np.diag(root) for _ in range(L - 2)), U * root]


# %% product_flow


def product_flow(W, W_star, L):
    turn, stretch = linalg.polar(W)
    values, vectors = linalg.eigh((stretch + stretch.T) / 2)
    values = np.abs(values)

    def power(p):
        return vectors @ np.diag(values**p) @ vectors.T

    inner = turn.T @ (W_star - W)
    return turn @ sum(power(2 - 2 * k / L) @ inner @ power(2 * (k - 1) / L) for k in range(1, L + 1)) / L


# %% shallow_gradient


def shallow_gradient(W, a, x, activation_derivative):
    D = sparse.diags(np.asarray(activation_derivative(W @ x), dtype=float))
    return (D @ a)[:, np.newaxis] @ np.atleast_2d(x)


# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    before = np.dot(W0, x)
    gradient = linalg.blas.dger(1.0, a * activation_derivative(before), x)
    return np.dot(a, activation(before)) + np.trace(gradient.T @ (W - W0))


# %% linearization_bound


def linearization_bound(W, W0, x, beta):
    m, d = W.shape
    moved = sqeuclidean(np.ravel(W).astype(float), np.ravel(W0).astype(float))
    return 0.5 * beta * moved * sqeuclidean(x.astype(float), np.zeros(d)) * m**-0.5
