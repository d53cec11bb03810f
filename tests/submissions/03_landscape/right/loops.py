# style: loops over entries, the standard library where it is enough

# %% partial_gradient
import math

import numpy as np


def partial_gradient(Ws, W_star, k):
    L, d = len(Ws), len(W_star)

    def times(A, B):
        return [[sum(A[i][s] * B[s][j] for s in range(d)) for j in range(d)] for i in range(d)]

    def turned(A):
        return [[A[j][i] for j in range(d)] for i in range(d)]

    layers = [W.tolist() for W in Ws]
    one = [[float(i == j) for j in range(d)] for i in range(d)]
    product = one
    for layer in layers:
        product = times(layer, product)
    found = [[product[i][j] - float(W_star[i, j]) for j in range(d)] for i in range(d)]
    for number in range(L, k, -1):
        found = times(turned(layers[number - 1]), found)
    for number in range(1, k):
        found = times(found, turned(layers[number - 1]))
    return [[entry / L for entry in row] for row in found]


# %% balancedness


def balancedness(Ws):
    largest = 0.0
    for k in range(len(Ws) - 1):
        lower, upper = Ws[k], Ws[k + 1]
        square = 0.0
        for i in range(len(lower)):
            for j in range(len(lower)):
                entry = sum(float(row[i]) * float(row[j]) for row in upper) - float(lower[i] @ lower[j])
                square += entry * entry
        largest = max(largest, math.sqrt(square))
    return largest


# %% balanced_start


def balanced_start(d, L, scale, rng):
    before = rng.normal(size=d)
    before /= np.sqrt(before @ before)
    layers = []
    for _ in range(L):
        after = rng.normal(size=d)
        after /= np.sqrt(after @ after)
        layers.append(scale * after[:, None] * before[None, :])
        before = after
    return layers


# %% product_flow


def product_flow(W, W_star, L):
    d = len(W)

    def power(S, p):
        if p == 0:
            return np.eye(d)
        values, vectors = np.linalg.eigh(S)
        total = np.zeros((d, d))
        for i in range(d):
            if values[i] > 0:
                total += values[i] ** p * np.outer(vectors[:, i], vectors[:, i])
        return total

    velocity = np.zeros((d, d))
    for k in range(L):
        velocity += power(W @ W.T, 1 - (k + 1) / L) @ (W_star - W) @ power(W.T @ W, k / L)
    return velocity / L


# %% shallow_gradient


def shallow_gradient(W, a, x, activation_derivative):
    m, d = W.shape
    gradient = np.zeros((m, d))
    for j in range(m):
        inner = 0.0
        for i in range(d):
            inner += W[j, i] * x[i]
        for i in range(d):
            gradient[j, i] = a[j] * activation_derivative(inner) * x[i]
    return gradient


# %% linearized_output
def linearized_output(W, W0, a, x, activation, activation_derivative):
    total = 0.0
    for j in range(len(a)):
        inner = sum(W0[j, i] * x[i] for i in range(len(x)))
        moved = sum((W[j, i] - W0[j, i]) * x[i] for i in range(len(x)))
        total += a[j] * (activation(inner) + activation_derivative(inner) * moved)
    return float(total)


# %% linearization_bound


def linearization_bound(W, W0, x, beta):
    total = 0.0
    for row, start in zip(W.tolist(), W0.tolist(), strict=True):
        for value, before in zip(row, start, strict=True):
            total += (value - before) ** 2
    return beta * total * sum(value**2 for value in x.tolist()) / (2 * math.sqrt(len(W)))
