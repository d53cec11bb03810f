# style: Python's own numbers and loops, no linear algebra but for the eigenvalues

# %% first_order_gap
import numpy as np


def first_order_gap(f, gradient, x, y):
    slope = 0.0
    for part, here, there in zip(gradient(y), x, y, strict=True):
        slope += part * (here - there)
    return f(x) - (f(y) + slope)


# %% smoothness_gap
def smoothness_gap(f, gradient, x, y, L):
    value = f(y)
    for part, here, there in zip(gradient(y), x, y, strict=True):
        value += (here - there) * (part + L * (here - there) / 2)
    return value - f(x)


# %% gradient_descent_path
def gradient_descent_path(X, y, w1, eta, steps):
    n, d = X.shape
    w = [float(entry) for entry in w1]
    path = [list(w)]
    while len(path) <= steps:
        residual = [sum(X[i, j] * w[j] for j in range(d)) - y[i] for i in range(n)]
        for j in range(d):
            w[j] -= eta * sum(X[i, j] * residual[i] for i in range(n))
        path.append(list(w))
    return path


# %% contraction_factor
def contraction_factor(X, eta):
    factor = 0.0
    for value in np.linalg.eigvalsh(X.T @ X):
        factor = max(factor, abs(1 - eta * value))
    return factor


# %% largest_stable_step
def largest_stable_step(X):
    top = 0.0
    for value in np.linalg.svd(X)[1]:
        if value > top:
            top = value
    return 2 / top**2


# %% optimal_step
def optimal_step(X):
    values = sorted(value * value for value in np.linalg.svd(X)[1])
    return 2 / (values[0] + values[-1])


# %% sgd_expected_squared_distance
def sgd_expected_squared_distance(X, y, w, w_star, eta):
    n, d = X.shape
    total = 0.0
    for i in range(n):
        pull = eta * n * (sum(X[i, j] * w[j] for j in range(d)) - y[i])
        for j in range(d):
            total += (w[j] - pull * X[i, j] - w_star[j]) ** 2
    return total / n


# %% sgd_noise_floor
def sgd_noise_floor(X, y, w, eta):
    total = 0.0
    for row, label in zip(X, y, strict=True):
        residual = sum(a * b for a, b in zip(row, w, strict=True)) - label
        total += residual**2 * sum(a * a for a in row)
    return len(X) * eta * eta * total


# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    # Between a power that is too large and one that is small enough.
    rate = (kappa - 1) / (kappa + 1)
    low, high = -1, 1
    while rate**high > eps:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if rate**middle <= eps:
            high = middle
        else:
            low = middle
    return high
