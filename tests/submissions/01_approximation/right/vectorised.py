# style: NumPy arrays throughout; no function calls another

# %% landau_constant
import math

import numpy as np


def landau_constant(n):
    j = np.arange(1, n + 1)
    return 2.0 * np.prod(2 * j / (2 * j + 1))


# %% landau_second_moment
def landau_second_moment(n):
    j = np.arange(1, n + 1)
    return 2.0 * np.prod(2 * j / (2 * j + 1)) / (2 * n + 3)


# %% landau_polynomial
def landau_polynomial(f, n, x):
    # Three-point Gauss-Legendre on 4000 panels.
    node, weight = np.polynomial.legendre.leggauss(3)
    centres = (np.arange(4000) + 0.5) / 4000
    t = (centres[:, None] + node / 8000).ravel()
    w = np.tile(weight / 8000, 4000)
    j = np.arange(1, n + 1)
    constant = 2.0 * np.prod(2 * j / (2 * j + 1))
    return (1 - (x[:, None] - t) ** 2) ** n @ (w * f(t)) / constant


# %% cosine_product
def cosine_product(first, second):
    a, W, b = first
    c, V, e = second
    M, N = len(a), len(c)
    i, j = np.divmod(np.arange(M * N), N)
    amplitudes = 0.5 * a[i] * c[j]
    return (
        np.tile(amplitudes, 2),
        np.vstack([W[i] + V[j], W[i] - V[j]]),
        np.hstack([b[i] + e[j], b[i] - e[j]]),
    )


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    log_ratio = math.lgamma((d + 1) / 2) - math.lgamma(d / 2)
    return np.exp(log_ratio - d / 2 * np.log(2 * np.pi * sigma**2)) / (np.sqrt(2) * np.pi * sigma)


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    return np.sqrt(d / (4 * np.pi**2 * sigma**2)) * np.power(2 * np.pi * sigma**2, -d / 2)


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    return V.var(axis=0).sum() / k


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    return int(np.prod([2 * width for width in widths], dtype=object))


# %% best_depth
def best_depth(m):
    L = np.arange(1, 2 * m + 1)
    return int(L[np.argmax(L * np.log(2 * m / L))]) if m > 2 else 1


# %% tent
def tent(x, k, activation):
    y = np.array(x, dtype=float)
    shifts = np.array([0.0, 0.5, 1.0])
    for _ in range(k):
        y = activation(y[..., None] - shifts) @ np.array([2.0, -4.0, 2.0])
    return y
