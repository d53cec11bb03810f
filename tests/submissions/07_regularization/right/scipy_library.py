# style: SciPy: stacked least squares, QR, triangular solvers, combinations of units

# %% ridge_prediction
from itertools import combinations

import numpy as np
import scipy.linalg


def ridge_prediction(X, y, penalty):
    d = X.shape[1]
    stacked = np.vstack([X, np.sqrt(penalty / 2) * np.eye(d)])
    w = scipy.linalg.lstsq(stacked, np.concatenate([y, np.zeros(d)]), cond=1e-12)[0]
    return X @ w


# %% shrinkage_factors
def shrinkage_factors(X, penalty):
    s = scipy.linalg.svdvals(X)
    inverse = [1 / value for value in s if value > 1e-12 * max(s)]
    return 1 / (1 + 0.5 * penalty * np.square(inverse))


# %% gradient_descent_solution
def gradient_descent_solution(H, w_star, eta, steps):
    T, Z = scipy.linalg.schur(eta * H)
    return Z @ ((1 - np.float_power(1 - np.diag(T), steps)) * (w_star @ Z))


# %% ridge_solution
def ridge_solution(H, w_star, penalty):
    factor = scipy.linalg.cho_factor(H / 2 + penalty * np.identity(len(w_star)))
    return scipy.linalg.cho_solve(factor, H @ w_star) / 2


# %% matching_penalty
def matching_penalty(eta, steps):
    return np.reciprocal(2.0 * eta) / steps


# %% interpolator
def interpolator(X, y, w0):
    Q, R = scipy.linalg.qr(X.T, mode="economic")
    return w0 + Q @ (scipy.linalg.solve_triangular(R, y, trans="T") - Q.T @ w0)


# %% normalized_margin
def normalized_margin(weights, X, y):
    W, v = weights
    outputs = np.einsum("im,m->i", np.maximum(0.0, np.einsum("ij,mj->im", X, W)), v)
    return float(np.amin(outputs * y)) / float(scipy.linalg.norm(W, "fro") ** 2 + scipy.linalg.norm(v) ** 2)


# %% dropout_penalty
def dropout_penalty(W, activations, rate):
    odds = 1 / (1 - rate) - 1
    return odds * np.einsum("oj,ij->", W**2, activations**2) / len(activations)


# %% dropout_risk_exact
def dropout_risk_exact(W, activations, Y, rate):
    m = W.shape[1]
    risks = []
    for count in range(m + 1):
        for kept in combinations(range(m), count):
            units = list(kept)
            errors = Y - activations[:, units] @ W[:, units].T / (1 - rate)
            risks.append((1 - rate) ** count * rate ** (m - count) * np.mean(np.sum(errors**2, axis=1)))
    return np.sum(risks)
