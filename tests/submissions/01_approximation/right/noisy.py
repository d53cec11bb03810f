# style: right, but prints, warns, caches and keeps its helpers in a class

# %% landau_constant
import itertools
import math
import sys
import warnings

import numpy as np

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


class Landau:
    """Everything about the kernel (1 - u^2)^n in one place."""

    known = [2.0]  # noqa: RUF012 (a cache)

    @classmethod
    def constant(cls, n):
        while len(cls.known) <= n:
            j = len(cls.known)
            cls.known.append(cls.known[-1] * 2 * j / (2 * j + 1))
        return cls.known[n]


def landau_constant(n):
    print("n =", n, file=sys.stderr)
    return np.float64(Landau.constant(n))


# %% landau_second_moment
def landau_second_moment(n, verbose=True):
    if verbose:
        print(f"second moment for {n = }")
    return np.array(Landau.constant(n + 1) / (2 * (n + 1)))


# %% landau_polynomial
def landau_polynomial(f, n, x):
    warnings.warn("integrating, this may take a while", RuntimeWarning, stacklevel=2)
    edges = np.linspace(0, 1, 3001)
    nodes, weights = np.polynomial.legendre.leggauss(8)
    total = np.zeros_like(x)
    for left, right in itertools.pairwise(edges):
        t = left + (right - left) * (nodes + 1) / 2
        total += ((1 - np.subtract.outer(x, t) ** 2) ** n * (f(t) * weights)).sum(axis=1) * (right - left) / 2
    return total / Landau.constant(n)


# %% cosine_product
def cosine_product(first, second):
    np.log(np.zeros(1))  # NumPy writes a RuntimeWarning to stderr
    a, W, b = map(np.asarray, first)
    c, V, e = map(np.asarray, second)
    pairs = [(i, j) for j in range(len(c)) for i in range(len(a))]
    weights = np.array([W[i] - V[j] for i, j in pairs] + [-W[i] - V[j] for i, j in pairs])
    biases = np.array([b[i] - e[j] for i, j in pairs] + [-b[i] - e[j] for i, j in pairs])
    amplitudes = np.array([a[i] * c[j] / 2 for i, j in pairs] * 2)
    return [amplitudes, weights, biases]


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    half = 0.5 * d
    print("the dimension is", d)
    logarithm = math.lgamma(half + 0.5) - math.lgamma(half)
    logarithm -= (half + 0.5) * math.log(2 * math.pi * sigma**2) + 0.5 * math.log(math.pi)
    return math.exp(logarithm)


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    """The standard deviation of each coordinate of Omega is 1 / (2 pi sigma)."""
    spread = 1 / (2 * math.pi * sigma)
    return spread * d**0.5 / (2 * math.pi * sigma**2) ** (d / 2)


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    mean = np.zeros(V.shape[1])
    squares = np.zeros(V.shape[1])
    for count, row in enumerate(V, start=1):  # Welford's update
        difference = row - mean
        mean = mean + difference / count
        squares = squares + difference * (row - mean)
    return np.float64(squares.sum() / count / k)


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    print(widths)
    return math.prod([2] * len(widths)) * math.prod(widths)


# %% best_depth
def best_depth(m):
    best = max(range(1, min(2 * m, 100_000) + 1), key=lambda L: L * math.log(2 * m / L) if m > 2 else -L)
    return np.int64(best)


# %% tent
def tent(x, k, activation):
    print("x has shape", np.shape(x))
    result = x.copy()
    while k:
        result = np.sum([c * activation(result - s) for c, s in ((2, 0.0), (-4, 0.5), (2, 1.0))], axis=0)
        k -= 1
    return result
