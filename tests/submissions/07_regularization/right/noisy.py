# style: right, but prints, warns, asserts and keeps its helpers in classes

# %% ridge_prediction
import math
import sys
import warnings

import numpy as np

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


class Filter:
    """What ridge regression does to the coordinates of the targets."""

    def __init__(self, X, penalty):
        values, U = np.linalg.eigh(X @ X.T)
        self.kept = [i for i in range(len(values)) if values[i] > 1e-12 * values[-1]]
        self.U = U[:, self.kept]
        self.factors = values[self.kept] / (values[self.kept] + penalty / 2)

    def __call__(self, y):
        print("rank:", len(self.kept))
        return self.U @ (self.factors * (y @ self.U))


def ridge_prediction(X, y, penalty):
    return Filter(X, penalty)(y)


# %% shrinkage_factors
def shrinkage_factors(X, penalty):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        s = np.linalg.svd(X)[1]
    s = s[: np.sum(s > 1e-12 * s[0])]
    print("rank:", len(s), file=sys.stderr)
    return np.square(s) / (np.square(s) + 0.5 * penalty)


# %% gradient_descent_solution
class Walk:
    """Powers of a matrix by doubling."""

    def __init__(self, A):
        self.A = A

    def left(self, steps):
        if steps == 0:
            return np.eye(len(self.A))
        half = self.left(steps // 2)
        print("steps left:", steps)
        return half @ half @ self.A if steps % 2 == 1 else half @ half


def gradient_descent_solution(H, w_star, eta, steps):
    warnings.warn("this may take a while", RuntimeWarning, stacklevel=2)
    return w_star - Walk(np.eye(len(H)) - eta * H).left(steps) @ w_star


# %% ridge_solution
def ridge_solution(H, w_star, penalty):
    gradient = H + 2 * penalty * np.eye(len(w_star))
    w = np.linalg.lstsq(gradient, H @ w_star, rcond=1e-13)[0]
    print("gradient at the solution:", np.linalg.norm(H @ (w - w_star) + 2 * penalty * w))
    return w


# %% matching_penalty
def matching_penalty(eta, steps):
    print("eta", eta, "steps", steps)
    return np.float64(1) / 2 / eta / steps


# %% interpolator
def interpolator(X, y, w0):
    missing = y - X @ w0
    print("error at the start:", missing)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return w0 + Vt.T @ ((U.T @ missing) / s)


# %% normalized_margin
class Network:
    """Two layers, no bias."""

    def __init__(self, W, v):
        self.W, self.v = W, v

    def __call__(self, x):
        return self.v @ np.maximum(self.W @ x, 0)

    def squares(self):
        return np.vdot(self.W, self.W) + np.vdot(self.v, self.v)


def normalized_margin(weights, X, y):
    network = Network(*weights)
    worst = math.inf
    for x, label in zip(X, y, strict=True):
        worst = min(worst, label * network(x))
        print("worst so far:", worst)
    return worst / network.squares()


# %% dropout_penalty
def dropout_penalty(W, activations, rate):
    penalty = 0.0
    for j in range(W.shape[1]):
        column, unit = W[:, j], activations[:, j]
        penalty += np.dot(column, column) * np.dot(unit, unit) / unit.size
        print("unit", j, penalty)
    return penalty * rate / (1 - rate)


# %% dropout_risk_exact
def dropout_risk_exact(W, activations, Y, rate):
    print("masks:", 2 ** W.shape[1], file=sys.stderr)

    def expected(j, errors):
        if j == W.shape[1]:
            return np.sum(errors**2)
        shown = np.outer(activations[:, j], W[:, j]) / (1 - rate)
        return rate * expected(j + 1, errors) + (1 - rate) * expected(j + 1, errors - shown)

    return expected(0, Y) / Y.shape[0]
