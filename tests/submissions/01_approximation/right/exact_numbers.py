# style: integers and fractions wherever the answer allows, rounded once at the end

# %% landau_constant
import math
from fractions import Fraction
from functools import reduce

import numpy as np


def landau_constant(n):
    return 2 ** (2 * n + 1) * math.factorial(n) ** 2 / math.factorial(2 * n + 1)


# %% landau_second_moment
def landau_second_moment(n):
    return float(Fraction(2 ** (2 * n + 1), (2 * n + 1) * (2 * n + 3) * math.comb(2 * n, n)))


# %% landau_polynomial
def landau_polynomial(f, n, x):
    # Simpson's rule.
    steps = 16000
    t = np.arange(steps + 1) / steps
    w = np.array([1, *[4, 2] * (steps // 2 - 1), 4, 1]) / (3 * steps)
    return np.array([np.sum(w * f(t) * (1 - (t - point) ** 2) ** n) for point in x]) / landau_constant(n)


# %% cosine_product
def cosine_product(first, second):
    units = [
        (a * c / 2, w + sign * v, b + sign * e)
        for a, w, b in zip(*first, strict=True)
        for c, v, e in zip(*second, strict=True)
        for sign in (1, -1)
    ]
    return tuple(np.array(part) for part in zip(*units, strict=True))


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    # Gamma quotients at half integers are central binomial coefficients: Gamma(p + 1/2) / Gamma(p) = sqrt(pi) p C(2p, p) / 4^p.
    p, odd = divmod(d, 2)
    if odd:
        ratio = 4**p / math.comb(2 * p, p) / math.sqrt(math.pi)
    else:
        ratio = p * math.comb(2 * p, p) / 4**p * math.sqrt(math.pi)
    return ratio / (math.sqrt(2) * math.pi * sigma) * (2 * math.pi * sigma**2) ** (-d / 2)


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    return math.sqrt(2 * math.pi * d) * (2 * math.pi * sigma * sigma) ** (-(d + 1) / 2) / (2 * math.pi)


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    # E |V|^2 - |E V|^2 loses everything in floats far from the origin, and nothing in fractions.
    columns = [[Fraction(float(entry)) for entry in column] for column in V.T]
    N = len(V)
    variance = sum(sum(v * v for v in column) / N - (sum(column) / N) ** 2 for column in columns)
    return float(variance / k)


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    return reduce(lambda bound, width: 2 * bound * width, widths, 1)


# %% best_depth
def best_depth(m):
    # Going from L to L + 1 pays as long as (L + 1)^(L + 1) < 2 m L^L. Bisect, because the left side wins once and for all.
    low, high = 1, 2 * m
    while low < high:
        L = (low + high) // 2
        if (L + 1) ** (L + 1) < 2 * m * L**L:
            low = L + 1
        else:
            high = L
    return low


# %% tent
def tent(x, k, activation):
    weights = (2, -4, 2)
    shifts = (Fraction(0), Fraction(1, 2), Fraction(1))
    return reduce(
        lambda y, _: sum(w * activation(y - float(s)) for w, s in zip(weights, shifts, strict=True)), range(k), x
    )
