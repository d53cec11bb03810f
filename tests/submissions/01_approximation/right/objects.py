# style: callable objects, caches and named tuples in place of functions and tuples; lists in place of arrays

# %% landau_constant
import functools
import itertools
import math
import statistics
from collections import namedtuple

import numpy as np

landau_constant = np.vectorize(lambda n: 2 * math.exp(sum(math.log1p(-1 / (2 * j + 1)) for j in range(1, n + 1))))


# %% landau_second_moment
class Moment:
    def __call__(self, n):
        return 2 / (2 * n + 3) * math.prod(2 * j / (2 * j + 1) for j in range(1, n + 1))


landau_second_moment = Moment()


# %% landau_polynomial
class Landau:
    """The kernel of one exponent; functions are called with one float at a time."""

    steps = 12_000

    def __init__(self, n):
        self.n = n
        self.constant = 2 * math.prod(2 * j / (2 * j + 1) for j in range(1, n + 1))

    def __call__(self, heights, point):
        t = np.linspace(0, 1, self.steps + 1)
        return float(np.mean(heights * (1 - (t[1:] - point) ** 2) ** self.n)) / self.constant


def landau_polynomial(f, n, x):
    heights = np.array([float(f(i / Landau.steps)) for i in range(1, Landau.steps + 1)])
    return [Landau(n)(heights, float(point)) for point in x]


# %% cosine_product
Network = namedtuple("Network", "amplitudes weights biases")


def cosine_product(first, second):
    product = Network([], [], [])
    pairs = itertools.product(zip(*first, strict=True), zip(*second, strict=True))
    for ((a, w, b), (c, v, e)), sign in itertools.product(pairs, (-1, 1)):
        product.amplitudes.append(float(a * c) / 2)
        product.weights.append((sign * v + w).tolist())
        product.biases.append(b + sign * e)
    return product


# %% barron_norm_gaussian
@functools.cache
def mean_length(d):
    """E |z| for z of N(0, I_d): from d to d + 2 it grows by the factor (d + 1) / d."""
    first = math.sqrt(2 / math.pi) if d % 2 else math.sqrt(math.pi / 2)
    return first * math.prod((j + 1) / j for j in range(2 - d % 2, d, 2))


def barron_norm_gaussian(d, sigma):
    return mean_length(d) * math.pow(math.sqrt(2 * math.pi) * sigma, -d) / math.tau / sigma


# %% barron_bound_gaussian
barron_bound_gaussian = functools.cache(
    lambda d, sigma: np.exp(0.5 * np.log(d) - np.log(math.tau * sigma) - d * np.log(math.sqrt(math.tau) * sigma))
)


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    return sum(statistics.pvariance(column) for column in V.T.tolist()) / k


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    return np.prod(np.array(widths, dtype=object) * 2)


# %% best_depth
def best_depth(m):
    # Near its peak at 2m / e the logarithm is as good as symmetric: rounding is right for every m (checked up to 100000).
    return np.int32(round(2 * m / math.e))


# %% tent
def tent(x, k, activation):
    if k > 1:
        x = np.array(tent(x, k - 1, activation))
    units = [weight * activation(x - shift) for weight, shift in ((2, 0), (-4, 0.5), (2, 1))]
    return sum(units).tolist()
