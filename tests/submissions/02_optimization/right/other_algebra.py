# style: other formulas: closed forms, products multiplied out, exact fractions where numbers go in

# %% first_order_gap
from fractions import Fraction

import numpy as np


def first_order_gap(f, gradient, x, y):
    # The function minus its tangent is zero at y, and what is asked for at x.
    slope = gradient(y)

    def rest(z):
        return f(z) - slope @ z

    return rest(x) - rest(y)


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    # The gradient of the parabola is the mean of those at its ends.
    step = x - y
    slope = gradient(y)
    return (slope + (slope + L * step)) @ step / 2 + (f(y) - f(x))


# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    # In the eigenvectors of X^T X each coordinate is a geometric sequence.
    values, vectors = np.linalg.eigh(X.T @ X)
    powers = (1 - eta * values) ** np.arange(steps + 1)[:, None]
    sums = np.vstack([np.zeros(len(values)), np.cumsum(powers, axis=0)[:-1]])
    return (powers * (w1 @ vectors) + eta * sums * (y @ X @ vectors)) @ vectors.T


# %% contraction_factor
def contraction_factor(X, eta):
    s = np.linalg.svd(X, compute_uv=False)
    smallest = s[-1] ** 2 if X.shape[0] >= X.shape[1] else 0.0
    return max(1 - eta * smallest, eta * s[0] ** 2 - 1)


# %% largest_stable_step
def largest_stable_step(X):
    # X X^T and X^T X share their largest eigenvalue.
    return 2 / np.linalg.eigvalsh(X @ X.T).max()


# %% optimal_step
def optimal_step(X):
    # The middle of the spectrum of X^T X, turned around.
    s = np.linalg.svd(X.T, compute_uv=False)
    lowest, highest = s.min() ** 2, s.max() ** 2
    return 1 / (lowest + (highest - lowest) / 2)


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    v, residual = w - w_star, X @ w - y
    mean_step = residual @ X
    return v @ v - 2 * eta * (v @ mean_step) + eta**2 * len(X) * (residual**2 @ (X * X).sum(1))


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    moves = [eta * len(X) * (row @ w - label) * row for row, label in zip(X, y, strict=True)]
    return np.mean([move @ move for move in moves])


# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    # The rate is rounded once; logarithms give an estimate, and the powers beside it put it right.
    if eps >= 1:
        return 0
    rate = float((Fraction(kappa) - 1) / (Fraction(kappa) + 1))
    count = max(1, int(np.log(eps) / np.log(rate)) - 1)
    while rate**count > eps:
        count += 1
    return count
