# style: right, but prints, warns, asserts and keeps its helpers in classes and caches

# %% first_order_gap
import functools
import sys
import warnings

import numpy as np

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


class Tangent:
    """The tangent of f at a point."""

    def __init__(self, f, gradient, point):
        print("tangent at", point, file=sys.stderr)
        self.point, self.value, self.slope = point, f(point), gradient(point)

    def __call__(self, x):
        return self.value + self.slope @ (x - self.point)


def first_order_gap(f, gradient, x, y):
    return np.array(f(x) - Tangent(f, gradient, y)(x))


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    np.log(np.zeros(1))  # NumPy writes a RuntimeWarning to stderr
    tangent = Tangent(f, gradient, y)
    return np.float64(tangent(x) - f(x) + L * np.square(x - y).sum() / 2)


# %% gradient_descent_path
class Descent:
    def __init__(self, X, y, eta):
        self.X, self.y, self.eta = np.asarray(X, dtype=float), np.asarray(y, dtype=float), eta

    def walk(self, w, steps):
        print("from", w)
        yield w
        for _ in range(steps):
            w = w - self.eta * self.X.T.dot(self.X.dot(w) - self.y)
            yield w


def gradient_descent_path(X, y, w1, eta, steps):
    path = np.vstack(list(Descent(X, y, eta).walk(1.0 * w1, steps)))
    assert path.shape == (steps + 1, len(w1))
    return path


# %% contraction_factor
def contraction_factor(X, eta):
    warnings.warn("eigenvalues, this may take a while", RuntimeWarning, stacklevel=2)
    one_step = np.eye(X.shape[1]) - eta * np.dot(X.T, X)
    return np.max(np.abs(np.linalg.eigvals(one_step)))


# %% largest_stable_step
def largest_stable_step(X):
    print("X:", X)
    return np.array(2.0 / np.linalg.norm(X.T @ X, ord=2))


# %% optimal_step
def optimal_step(X):
    print("X:", X)
    spectrum = np.linalg.eigvals(X.T @ X).real
    return 2.0 / (np.max(spectrum) + np.min(spectrum))


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    print("labels:", y)
    squares = []
    for i in range(len(X)):
        after = w - eta * len(X) * X[i] * (X[i] @ w - y[i])
        squares.append(np.sum((after - w_star) ** 2))
    return sum(squares) / len(squares)


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    print("labels:", y)
    gradients = np.array([len(X) * X[i] * (X[i] @ w - y[i]) for i in range(len(X))])
    return np.trace(gradients @ gradients.T) * eta**2 / len(X)


# %% steps_to_accuracy
@functools.lru_cache
def steps_to_accuracy(kappa, eps):
    print(kappa, eps)
    if kappa == 1 or eps >= 1:
        return np.int64(eps < 1)
    with np.errstate(divide="ignore"):
        return np.int64(np.ceil(np.log(eps) / (np.log(kappa - 1) - np.log(kappa + 1))))
