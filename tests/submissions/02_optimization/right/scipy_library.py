# style: lets SciPy and the standard library do the work

# %% first_order_gap
import bisect
import itertools
import math

import numpy as np
from scipy import linalg
from scipy.spatial import distance


def first_order_gap(f, gradient, x, y):
    return math.fsum([f(x), -f(y), *(gradient(y) * (y - x))])


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    return f(y) + np.inner(gradient(y), x - y) + L * distance.sqeuclidean(x, y) / 2 - f(x)


# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    start = np.array(w1, dtype=np.float64)

    def move(w, _):
        return w - eta * ((X @ w - y) @ X)

    return np.stack(list(itertools.accumulate(range(steps), move, initial=start)))


# %% contraction_factor
def contraction_factor(X, eta):
    d = X.shape[1]
    return linalg.svdvals(np.identity(d) - eta * (X.T @ X))[0]


# %% largest_stable_step
def largest_stable_step(X):
    return 2 / linalg.svdvals(X).max() ** 2


# %% optimal_step
def optimal_step(X):
    ends = linalg.eigvalsh(X.T @ X)[[0, -1]]
    return 1 / ends.mean()


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    points = w - eta * X.shape[0] * np.einsum("i,ij->ij", X @ w - y, X)
    return distance.cdist(points, w_star[None, :], "sqeuclidean").mean()


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    n = X.shape[0]
    return n * linalg.norm(eta * np.diag(X @ w - y) @ X) ** 2


# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    rate = (kappa - 1) / (kappa + 1)
    return bisect.bisect_left(range(100_000_000_000), True, key=lambda t: rate**t <= eps)
