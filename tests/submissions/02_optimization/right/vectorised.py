# style: a line or two of NumPy for each function

# %% first_order_gap
import math

import numpy as np


def first_order_gap(f, gradient, x, y):
    return f(x) - f(y) - np.dot(gradient(y), x - y)


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    return f(y) - f(x) + np.sum(gradient(y) * (x - y)) + 0.5 * L * np.linalg.norm(x - y) ** 2


# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    H, c = X.T @ X, X.T @ y
    path = [w1.astype(float)]
    for _ in range(steps):
        path.append(path[-1] - eta * (H @ path[-1] - c))
    return np.array(path)


# %% contraction_factor
def contraction_factor(X, eta):
    return np.linalg.norm(np.eye(X.shape[1]) - eta * X.T @ X, 2)


# %% largest_stable_step
def largest_stable_step(X):
    return 2 / np.linalg.eigvalsh(X.T @ X)[-1]


# %% optimal_step
def optimal_step(X):
    values = np.linalg.eigvalsh(X.T @ X)
    return 2 / (values[0] + values[-1])


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    n = len(y)
    after = w - eta * n * (X @ w - y)[:, np.newaxis] * X
    return np.mean(np.linalg.norm(after - w_star, axis=1) ** 2)


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    return eta**2 * len(y) * np.sum((X**2).sum(axis=1) * (X @ w - y) ** 2)


# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    if eps >= 1:
        return 0
    if kappa <= 1:
        return 1
    return math.ceil(math.log(1 / eps) / math.log((kappa + 1) / (kappa - 1)))
