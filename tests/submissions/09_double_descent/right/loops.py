# style: plain loops and Python numbers; NumPy only to hand over the results

# %% minimum_norm_fit
import math

import numpy as np


def minimum_norm_fit(Phi, y):
    # One-sided Jacobi rotations make the columns of A orthogonal; their lengths are then the singular values.
    A = np.array(Phi, dtype=float)
    p = A.shape[1]
    V = np.eye(p)
    for _ in range(12):
        for i in range(p):
            for j in range(i + 1, p):
                a, b, c = A[:, i] @ A[:, i], A[:, j] @ A[:, j], A[:, i] @ A[:, j]
                angle = math.atan2(2 * c, a - b) / 2
                for M in (A, V):
                    turned = math.cos(angle) * M[:, i] + math.sin(angle) * M[:, j]
                    M[:, j] = math.cos(angle) * M[:, j] - math.sin(angle) * M[:, i]
                    M[:, i] = turned
    lengths = [math.sqrt(A[:, i] @ A[:, i]) for i in range(p)]
    w = np.zeros(p)
    for i in range(p):
        if lengths[i] > 1e-12 * max(lengths):
            w = w + V[:, i] * (A[:, i] @ y / lengths[i] ** 2)
    return w


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    # One least-squares problem with p more rows: the penalty as labels 0 for sqrt(n penalty) I.
    n, p = Phi.shape
    rows = [[float(entry) for entry in row] for row in Phi]
    labels = [float(label) for label in y]
    for j in range(p):
        row = [0.0] * p
        row[j] = math.sqrt(n * penalty)
        rows.append(row)
        labels.append(0.0)
    Q, R = np.linalg.qr(np.array(rows))
    right = Q.T @ np.array(labels)
    w = np.zeros(p)
    for j in reversed(range(p)):
        w[j] = (right[j] - R[j] @ w) / R[j, j]
    return w


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    total = 0.0
    for i in range(len(w)):
        for j in range(len(w)):
            total += (w[i] - w_star[i]) * Sigma[i, j] * (w[j] - w_star[j])
    return total


# %% bias_variance
def bias_variance(estimates, w_star, Sigma):
    R, d = estimates.shape
    mean = [sum(float(estimates[r, i]) for r in range(R)) / R for i in range(d)]
    bias = variance = 0.0
    for i in range(d):
        for j in range(d):
            bias += (mean[i] - w_star[i]) * Sigma[i, j] * (mean[j] - w_star[j])
            for r in range(R):
                variance += (estimates[r, i] - mean[i]) * Sigma[i, j] * (estimates[r, j] - mean[j])
    return [bias, variance / R]


# %% ols_variance
def ols_variance(n, d, noise):
    try:
        value = noise / (n - d - 1)
    except ZeroDivisionError:
        return math.inf
    return math.inf if value < 0 else d * value


# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    risk = 0.0
    if gamma > 1:
        risk += signal * (gamma - 1) / gamma
    if noise > 0:
        if gamma == 1:
            return math.inf
        risk += noise / (gamma - 1) if gamma > 1 else noise * gamma / (1 - gamma)
    return risk


# %% best_ridge
def best_ridge(gamma, signal, noise):
    ratio = signal / gamma
    return noise / ratio


# %% random_relu_features
def random_relu_features(X, W):
    features = []
    for point in X:
        row = []
        for unit in W:
            total = 0.0
            for a, b in zip(point, unit, strict=True):
                total += a * b
            row.append(total if total > 0 else 0.0)
        features.append(row)
    return features


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    for error, size in zip(train_errors, sizes, strict=True):
        if error <= tolerance:
            return int(size)
    raise ValueError("no model reaches the tolerance")


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    values = []
    for point in x:
        top = bottom = 0.0
        for other, label in zip(x_train, y_train, strict=True):
            if point == other:
                top, bottom = label, 1.0
                break
            weight = abs(point - other) ** -exponent
            top += weight * label
            bottom += weight
        values.append(top / bottom)
    return np.array(values)
