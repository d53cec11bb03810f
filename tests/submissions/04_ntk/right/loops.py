# style: Python's own numbers and loops, no linear algebra but for eigenvectors

# %% ntk_gram
import math

import numpy as np
import torch


def ntk_gram(W, X):
    H = [[0.0 for _ in X] for _ in X]
    for w in W:
        gradients = [x if sum(a * b for a, b in zip(w, x, strict=True)) > 0 else 0.0 * x for x in X]
        for i, g in enumerate(gradients):
            for j, h in enumerate(gradients):
                H[i][j] += sum(a * b for a, b in zip(g, h, strict=True)) / len(W)
    return H


# %% ntk_gram_infinite
def ntk_gram_infinite(X):
    H = []
    for i, x in enumerate(X):
        row = []
        for j, z in enumerate(X):
            product = 1.0 if i == j else max(-1.0, min(1.0, math.fsum(a * b for a, b in zip(x, z, strict=True))))
            row.append(product * (0.5 - math.acos(product) / (2 * math.pi)))
        H.append(row)
    return H


# %% prediction_flow
def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    u = [float(label) for label in y]
    for k, value in enumerate(values):
        part = sum(vectors[i, k] * (u0[i] - y[i]) for i in range(len(y))) * math.exp(-value * t)
        for i in range(len(y)):
            u[i] += part * vectors[i, k]
    return u


# %% time_to_error
def time_to_error(H, y, u0, eps):
    if math.dist(u0, y) <= eps:
        return 0.0
    values, vectors = np.linalg.eigh(H)
    pairs, stays = [], 0.0
    for k, value in enumerate(values):
        part = math.fsum(vectors[i, k] * (u0[i] - y[i]) for i in range(len(y)))
        if value > 1e-12 * values[-1]:
            pairs.append((value, part))
        else:
            stays = math.hypot(stays, part)
    if eps <= stays:
        return math.inf
    # Newton for the logarithm of what has to die out, from the left.
    goal = math.log((eps - stays) * (eps + stays))
    t = 0.0
    for _ in range(1000):
        squares = [(value, part * part * math.exp(-2 * value * t)) for value, part in pairs]
        total = math.fsum(square for _, square in squares)
        slope = math.fsum(-2 * value * square for value, square in squares) / total
        t -= (math.log(total) - goal) / slope
    return t


# %% ntk_series
def ntk_series(X, terms):
    n = len(X)
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            z = float(X[i] @ X[j])
            total, coefficient, power = z / 4, 1 / (2 * math.pi), z * z
            for k in range(terms):
                total += coefficient * power / (2 * k + 1)
                coefficient *= (2 * k + 1) / (2 * k + 2)
                power *= z * z
            H[i, j] = total
    return H


# %% classification_bound
def classification_bound(X, beta):
    n = len(X)
    H = np.full((n, n), 0.5)
    for i in range(n):
        for j in range(n):
            if i != j:
                z = max(-1.0, min(1.0, float(X[i] @ X[j])))
                H[i, j] = z * (math.pi - math.acos(z)) / (2 * math.pi)
    y = [sum(a * b for a, b in zip(x, beta, strict=True)) for x in X]
    values, vectors = np.linalg.eigh(H)
    quadratic = 0.0
    for k in range(n):
        if values[k] > 1e-7:
            quadratic += sum(vectors[i, k] * y[i] for i in range(n)) ** 2 / values[k]
    trace = sum(H[i, i] for i in range(n))
    norm = math.sqrt(sum(b * b for b in beta))
    return [math.sqrt(2 * quadratic * trace) / n, 2 * math.sqrt(2) * norm / math.sqrt(n)]


# %% empirical_ntk
def empirical_ntk(f, params, x1, x2):
    leaves = []

    def copied(tree):
        if isinstance(tree, torch.Tensor):
            leaves.append(tree.detach().clone().requires_grad_())
            return leaves[-1]
        if isinstance(tree, dict):
            return {key: copied(tree[key]) for key in tree}
        return type(tree)([copied(part) for part in tree])

    own = copied(params)

    def gradient(x):
        found = torch.autograd.grad(f(own, x), leaves, allow_unused=True)
        return [
            number
            for leaf, grad in zip(leaves, found, strict=True)
            for number in ([0.0] * leaf.numel() if grad is None else grad.reshape(-1).tolist())
        ]

    columns = [gradient(z) for z in x2]
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in map(gradient, x1)]
