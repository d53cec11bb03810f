# style: recursion, generators and Newton's method

# %% hoeffding_radius
from fractions import Fraction
from math import log, log1p, sqrt

import numpy as np


def hoeffding_radius(n, delta, functions=1, width=1.0):
    if functions > 1:
        return hoeffding_radius(n, delta / functions, 1, width)
    if width != 1:
        return width * hoeffding_radius(n, delta)
    return sqrt(log(2 / delta) / (2 * n))


# %% sample_size
def sample_size(eps, delta, functions):
    exact = (log(2) - log(delta / functions)) / (2 * eps**2)
    n = int(exact)
    return n + 1 if n < exact else n


# %% sauer_bound
def sauer_bound(n, h):
    def horner(i):
        total = Fraction(1)
        for k in range(i, 0, -1):
            total = 1 + total * Fraction(n - k + 1, k)
        return total

    return int(horner(h))


# %% rademacher_finite
def rademacher_finite(predictions):
    def largest(sums, left):
        if left.shape[1] == 0:
            return float(np.max(sums))
        return (largest(sums + left[:, 0], left[:, 1:]) + largest(sums - left[:, 0], left[:, 1:])) / 2

    return largest(np.zeros(len(predictions)), predictions) / predictions.shape[1]


# %% rademacher_monte_carlo
def rademacher_monte_carlo(predictions, draws, rng):
    first = second = 0.0
    m = predictions.shape[1]
    shift = float(np.mean(np.abs(predictions)))
    for _ in range(draws):
        signs = rng.permutation([-1, 1] * m)[:1]
        signs = np.concatenate([signs, rng.choice((-1, 1), m - 1)])
        value = float(np.max(predictions @ signs)) / m - shift
        first, second = first + value, second + value**2
    mean = first / draws
    return shift + mean, sqrt(max(second / draws - mean**2, 0)) / sqrt(draws)


# %% rademacher_linear
def rademacher_linear(X, radius, draws, rng):
    def one():
        total = np.zeros(X.shape[1])
        for x in X:
            total = total + x * (-1) ** int(rng.integers(0, 2))
        return sqrt(total @ total)

    return radius / len(X) * (sum(one() for _ in range(draws)) / draws)


# %% rademacher_linear_bound
def rademacher_linear_bound(X, radius):
    squares = np.diag(np.asarray(X, dtype=float) @ np.asarray(X, dtype=float).T)
    return radius * sqrt(np.sort(squares)[-1]) / sqrt(squares.size)


# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    def summands():
        for w in W:
            gradients = np.array([activation_derivative(np.dot(w, x)) * x for x in X])
            yield gradients @ gradients.T

    return np.array(list(summands()))


# %% spectrum_interval
def spectrum_interval(G, bound):
    n = len(G)
    shift = np.abs(G).sum() + 1.0
    symmetric = (G + G.T) / 2
    top = np.linalg.norm(symmetric + shift * np.eye(n), 2) - shift
    bottom = shift - np.linalg.norm(shift * np.eye(n) - symmetric, 2)
    return float(bottom) - bound, float(top) + bound


# %% kl_gaussians
def kl_gaussians(mean_q, var_q, mean_p, var_p):
    if len(mean_q) > 1:
        half = len(mean_q) // 2
        left = kl_gaussians(mean_q[:half], var_q[:half], mean_p[:half], var_p[:half])
        return left + kl_gaussians(mean_q[half:], var_q[half:], mean_p[half:], var_p[half:])
    (a,), (v,), (b,), (w,) = mean_q, var_q, mean_p, var_p
    return log(sqrt(w) / sqrt(v)) + (v + (a - b) ** 2) / (2 * w) - 0.5


# %% mcallester_bound
def mcallester_bound(train_risk, kl, n, delta):
    return sqrt(2) * sqrt((kl - log(delta / (2 * n**0.5))) / n) + train_risk


# %% binary_kl_inverse
def binary_kl_inverse(q, budget):
    if q == 1 or budget == 0:
        return float(q)
    # Newton's method for the convex function of x = -log(1 - p), from the right: it never jumps over the solution
    x = (budget + 1) / (1 - q) - log1p(-q)
    for _ in range(500):
        p = -np.expm1(-x)
        kl = (q * log(q / p) if q > 0 else 0) + (1 - q) * (log(1 - q) + x)
        slope = 1 - q - q * np.exp(-x) / p
        if slope <= 0 or kl <= budget:
            break
        x -= (kl - budget) / slope
    return float(max(q, -np.expm1(-x)))
