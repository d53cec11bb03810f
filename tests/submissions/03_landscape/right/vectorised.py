# style: NumPy, few lines, each function for itself

# %% partial_gradient
from functools import reduce

import numpy as np


def partial_gradient(Ws, W_star, k):
    start = np.eye(len(W_star))
    product = reduce(lambda found, W: W @ found, Ws, start)
    left = reduce(lambda found, W: found @ W.T, Ws[k:], start)
    right = reduce(lambda found, W: found @ W.T, Ws[: k - 1], start)
    return left @ (product - W_star) @ right / len(Ws)


# %% balancedness


def balancedness(Ws):
    layers = np.array(Ws, dtype=float)
    transposed = layers.transpose(0, 2, 1)
    gaps = (transposed @ layers)[1:] - (layers @ transposed)[:-1]
    return np.sqrt((gaps**2).sum(axis=(1, 2))).max(initial=0.0)


# %% balanced_start


def balanced_start(d, L, scale, rng):
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return [scale * turn for _ in range(L)]


# %% product_flow


def product_flow(W, W_star, L):
    left, U = np.linalg.eigh(W @ W.T)
    right, V = np.linalg.eigh(W.T @ W)
    k = np.arange(1, L + 1)[:, None]
    rows = np.clip(left, 0, None) ** ((L - k) / L)
    columns = np.clip(right, 0, None) ** ((k - 1) / L)
    return U @ (rows.T @ columns / L * (U.T @ (W_star - W) @ V)) @ V.T


# %% shallow_gradient
def shallow_gradient(W, a, x, activation_derivative):
    return (activation_derivative(W @ x) * a)[:, None] * x


# %% linearized_output


def linearized_output(W, W0, a, x, activation, activation_derivative):
    gradient = np.outer(a * activation_derivative(W0 @ x), x)
    return a @ activation(W0 @ x) + np.sum(gradient * (W - W0))


# %% linearization_bound


def linearization_bound(W, W0, x, beta):
    return beta * ((W - W0) ** 2).sum() * (x @ x) / np.sqrt(4 * W.shape[0])
