# style: plain loops and the math module, as on paper

# %% landau_constant
import math

import numpy as np


def landau_constant(n):
    value = 2.0
    for j in range(1, n + 1):
        value = value * 2 * j / (2 * j + 1)
    return value


# %% landau_second_moment
def landau_second_moment(n):
    value = 2.0 / 3.0
    for j in range(1, n + 1):
        value = value * 2 * j / (2 * j + 3)
    return value


# %% landau_polynomial
def landau_polynomial(f, n, x):
    steps = 10000
    midpoints = [(i + 0.5) / steps for i in range(steps)]
    heights = [float(f(t)) for t in midpoints]
    values = []
    for point in x:
        total = 0.0
        for t, height in zip(midpoints, heights, strict=True):
            total += height * (1.0 - (t - point) ** 2) ** n
        values.append(total / steps / landau_constant(n))
    return np.array(values)


# %% cosine_product
def cosine_product(first, second):
    a, W, b = [], [], []
    for a1, w1, b1 in zip(*first, strict=True):
        for a2, w2, b2 in zip(*second, strict=True):
            for sign in (+1, -1):
                a.append(a1 * a2 / 2)
                W.append(w1 + sign * w2)
                b.append(b1 + sign * b2)
    return np.array(a), np.array(W), np.array(b)


# %% barron_norm_gaussian
def barron_norm_gaussian(d, sigma):
    # Let r_d = Gamma((d + 1) / 2) / Gamma(d / 2). Then r_1 = 1 / sqrt(pi) and r_d r_{d+1} = d / 2.
    ratio = 1 / math.sqrt(math.pi)
    for j in range(1, d):
        ratio = j / (2 * ratio)
    log_z = 0.0
    for _ in range(d):
        log_z -= math.log(2 * math.pi * sigma * sigma) / 2
    return math.exp(log_z) * math.sqrt(2) * ratio / (2 * math.pi * sigma)


# %% barron_bound_gaussian
def barron_bound_gaussian(d, sigma):
    root = math.sqrt(2 * math.pi) * sigma
    bound = math.sqrt(d) / (2 * math.pi * sigma)
    for _ in range(d):
        bound /= root
    return bound


# %% maurey_mean_squared_error
def maurey_mean_squared_error(V, k):
    N, d = V.shape
    total = 0.0
    for j in range(d):
        mean = 0.0
        for i in range(N):
            mean += (V[i, j] - V[0, j]) / N
        for i in range(N):
            total += (V[i, j] - V[0, j] - mean) ** 2 / N
    return total / k


# %% affine_pieces_bound
def affine_pieces_bound(widths):
    bound = 1
    for width in widths:
        bound = bound * 2 * width
    return bound


# %% best_depth
def best_depth(m):
    L = 1
    while (L + 1) * math.log(2 * m / (L + 1)) > L * math.log(2 * m / L) + 1e-12:
        L += 1
    return L


# %% tent
def tent(x, k, activation):
    result = np.empty(np.shape(x))
    for index in np.ndindex(np.shape(x)):
        value = float(x[index])
        for _ in range(k):
            value = float(2 * activation(value) - 4 * activation(value - 1 / 2) + 2 * activation(value - 1))
        result[index] = value
    return result
