# style: loops and the standard library

# %% hoeffding_radius
import math
from itertools import product

import numpy as np


def hoeffding_radius(n, delta, functions=1, width=1.0):
    logarithm = math.log(2) + math.log(functions) - math.log(delta)
    return math.sqrt(width * width * logarithm / 2 / n)


# %% sample_size
def sample_size(eps, delta, functions):
    logarithm = math.log(2 * functions / delta)
    high = 1
    while math.sqrt(logarithm / (2 * high)) > eps:
        high *= 2
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        if math.sqrt(logarithm / (2 * middle)) <= eps:
            high = middle
        else:
            low = middle
    return high


# %% sauer_bound
def sauer_bound(n, h):
    total = summand = 1
    for i in range(1, h + 1):
        summand = summand * (n - i + 1) // i
        total += summand
    return total


# %% rademacher_finite
def rademacher_finite(predictions):
    rows = predictions.tolist()
    m = len(rows[0])
    total = 0.0
    for signs in product((-1, 1), repeat=m):
        total += max(sum(s * f for s, f in zip(signs, row, strict=True)) for row in rows)
    return total / (m * 2**m)


# %% rademacher_monte_carlo
def rademacher_monte_carlo(predictions, draws, rng):
    rows = predictions.tolist()
    m = len(rows[0])
    values = []
    for _ in range(draws):
        signs = [1 if rng.random() < 0.5 else -1 for _ in range(m)]
        values.append(max(sum(s * f for s, f in zip(signs, row, strict=True)) for row in rows) / m)
    mean = sum(values) / draws
    variance = sum((value - mean) ** 2 for value in values) / (draws - 1)
    return mean, math.sqrt(variance / draws)


# %% rademacher_linear
def rademacher_linear(X, radius, draws, rng):
    m, d = X.shape
    total = 0.0
    for _ in range(draws):
        signs = rng.integers(2, size=m)
        length = [0.0] * d
        for i in range(m):
            for j in range(d):
                length[j] += X[i, j] if signs[i] == 1 else -X[i, j]
        total += math.hypot(*length)
    return radius * total / draws / m


# %% rademacher_linear_bound
def rademacher_linear_bound(X, radius):
    longest = max(math.sqrt(sum(x * x for x in row)) for row in X.tolist())
    return radius * longest / math.sqrt(len(X))


# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    m, n = len(W), len(X)
    H = np.zeros((m, n, n))
    for k in range(m):
        slopes = [activation_derivative(W[k] @ X[i]) for i in range(n)]
        for i in range(n):
            for j in range(n):
                H[k, i, j] = X[i] @ X[j] * slopes[i] * slopes[j]
    return H


# %% spectrum_interval
def spectrum_interval(G, bound):
    values = sorted(np.linalg.eigh(G)[0].tolist())
    return values[0] - bound, values[-1] + bound


# %% kl_gaussians
def kl_gaussians(mean_q, var_q, mean_p, var_p):
    total = 0.0
    for i in range(len(mean_q)):
        total += math.log(var_p[i] / var_q[i]) - 1
        total += (var_q[i] + (mean_q[i] - mean_p[i]) ** 2) / var_p[i]
    return total / 2


# %% mcallester_bound
def mcallester_bound(train_risk, kl, n, delta):
    inside = kl + math.log(2) + 0.5 * math.log(n) - math.log(delta)
    return train_risk + (2 * inside / n) ** 0.5


# %% binary_kl_inverse
def binary_kl_inverse(q, budget):
    def kl(p):
        total = 0.0
        for a, b in ((q, p), (1 - q, 1 - p)):
            if a > 0:
                total += a * math.log(a / b) if b > 0 else math.inf
        return total

    low, high = q, 1
    for _ in range(50):
        middle = 0.5 * (low + high)
        if kl(middle) > budget:
            high = middle
        else:
            low = middle
    return high
