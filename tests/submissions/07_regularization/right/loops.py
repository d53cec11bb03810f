# style: loops, Gram and Schmidt, and the standard library

# %% ridge_prediction
import math
from itertools import product

import numpy as np


def ridge_prediction(X, y, penalty):
    n, d = X.shape
    columns = [np.concatenate([X[:, j], math.sqrt(penalty / 2) * np.eye(d)[j]]) for j in range(d)]
    longest = max(math.sqrt(column @ column) for column in columns)
    target = np.concatenate([y, np.zeros(d)])
    basis = []
    for column in columns:
        for _ in range(2):  # once more, against rounding
            for q in basis:
                column = column - (q @ column) * q
        length = math.sqrt(column @ column)
        if length > 1e-9 * longest:
            basis.append(column / length)
    prediction = np.zeros(n)
    for q in basis:
        prediction = prediction + (q @ target) * q[:n]
    return prediction


# %% shrinkage_factors
def shrinkage_factors(X, penalty):
    values = sorted(np.linalg.eigvalsh(X.T @ X), reverse=True)
    factors = []
    for value in values:
        if value > 1e-12 * values[0]:
            factors.append(1 / (1 + penalty / (2 * value)))
    return np.array(factors)


# %% gradient_descent_solution
def gradient_descent_solution(H, w_star, eta, steps):
    # 1, 2, 4, 8, ... updates in one: w -> A w + b
    A, b = np.eye(len(H)) - eta * H, eta * H @ w_star
    w = np.zeros(len(H))
    while steps > 0:
        if steps % 2 == 1:
            w = A @ w + b
        A, b = A @ A, A @ b + b
        steps = steps // 2
    return w


# %% ridge_solution
def ridge_solution(H, w_star, penalty):
    d = len(H)
    M = (H + 2 * penalty * np.eye(d)).tolist()
    b = (H @ w_star).tolist()
    for i in range(d):  # the matrix is positive definite: no pivot is needed
        for k in range(i + 1, d):
            share = M[k][i] / M[i][i]
            for j in range(i, d):
                M[k][j] -= share * M[i][j]
            b[k] -= share * b[i]
    w = [0.0] * d
    for i in reversed(range(d)):
        w[i] = (b[i] - sum(M[i][j] * w[j] for j in range(i + 1, d))) / M[i][i]
    return np.array(w)


# %% matching_penalty
def matching_penalty(eta, steps):
    slope = eta * steps
    return 1 / (slope + slope)


# %% interpolator
def interpolator(X, y, w0):
    known = []
    for x, value in zip(X, y, strict=True):
        for _ in range(2):
            for q, c in known:
                share = q @ x
                x, value = x - share * q, value - share * c
        length = math.sqrt(x @ x)
        known.append((x / length, value / length))
    w = w0
    for q, c in known:
        w = w + (c - q @ w) * q
    return w


# %% normalized_margin
def normalized_margin(weights, X, y):
    W, v = weights
    margins = []
    for x, label in zip(X, y, strict=True):
        output = 0.0
        for w, strength in zip(W, v, strict=True):
            output += strength * max(w @ x, 0)
        margins.append(label * output)
    squares = sum(weight**2 for weight in W.ravel()) + sum(weight**2 for weight in v)
    return min(margins) / squares


# %% dropout_penalty
def dropout_penalty(W, activations, rate):
    total = 0.0
    for a in activations:
        for j in range(len(a)):
            for row in W:
                total += (row[j] * a[j]) ** 2
    return total / len(activations) * rate / (1 - rate)


# %% dropout_risk_exact
def dropout_risk_exact(W, activations, Y, rate):
    rows, m = W.tolist(), W.shape[1]
    risk = 0.0
    for kept in product((False, True), repeat=m):
        probability = math.prod(1 - rate if keep else rate for keep in kept)
        squares = 0.0
        for a, y in zip(activations.tolist(), Y.tolist(), strict=True):
            on = [value / (1 - rate) if keep else 0.0 for value, keep in zip(a, kept, strict=True)]
            for row, target in zip(rows, y, strict=True):
                squares += (target - sum(w * value for w, value in zip(row, on, strict=True))) ** 2
        risk += probability * squares
    return risk / len(Y)
