# style: right, but prints, warns, asserts and keeps its helpers in classes

# %% partial_gradient
import sys
import warnings

import numpy as np

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


class Chain:
    """Layers of a deep linear network, in the order in which an input meets them."""

    def __init__(self, layers, d):
        self.layers, self.d = layers, d

    def product(self):
        found = np.eye(self.d)
        for layer in self.layers:
            found = layer @ found
        return found


def partial_gradient(Ws, W_star, k):
    d = W_star.shape[0]
    below, layer, above = Chain(Ws[: k - 1], d), Ws[k - 1], Chain(Ws[k:], d)
    error = above.product() @ layer @ below.product() - W_star
    print("the loss is", (error**2).sum() / (2 * len(Ws)))
    return np.transpose(above.product()) @ error @ np.transpose(below.product()) / len(Ws)


# %% balancedness


def balancedness(Ws):
    gap = 0.0
    previous = None
    for W in Ws:
        if previous is not None:
            gap = max(gap, np.linalg.norm(W.T @ W - previous, "fro"))
        previous = W @ W.T
    print("gap", gap, file=sys.stderr)
    return np.float64(gap)


# %% balanced_start


def balanced_start(d, L, scale, rng):
    found = []
    for _ in range(L):
        found.append(np.zeros((d, d)))
    size = (rng.random() + 0.5) * scale
    shift = int(rng.integers(d))
    for W in found:
        for i in range(d):
            W[i, (i + shift) % d] = size
    assert all(np.count_nonzero(W) == d for W in found)
    return tuple(found)


# %% product_flow


class Root:
    """Powers of a symmetric positive semi-definite matrix."""

    def __init__(self, S):
        self.values, self.vectors = np.linalg.eigh(S)
        self.values[self.values < 0] = 0
        print("smallest eigenvalue", self.values[0])

    def __pow__(self, p):
        return (self.vectors * self.values**p) @ self.vectors.T


def product_flow(W, W_star, L):
    left, right = Root(np.matmul(W, W.T)), Root(np.matmul(W.T, W))
    velocity = 0
    for k in range(1, L + 1):
        velocity = velocity + left ** ((k - 1) / L) @ (W_star - W) @ right ** ((L - k) / L)
    return velocity / L


# %% shallow_gradient


def shallow_gradient(W, a, x, activation_derivative):
    D = np.diag(activation_derivative(W @ x))
    print("active:", np.count_nonzero(D))
    return D @ a.reshape(-1, 1) @ x.reshape(1, -1)


# %% linearized_output


class Tangent:
    """A network with one hidden layer, replaced by its tangent at a start."""

    def __init__(self, start, a, x, activation, slope):
        inner = start @ x
        self.start, self.x = start, x
        self.value = (a * activation(inner)).sum()
        self.slopes = a * slope(inner)

    def __call__(self, W):
        return self.value + self.slopes @ (W @ self.x - self.start @ self.x)


def linearized_output(W, W0, a, x, activation, activation_derivative):
    tangent = Tangent(W0, a, x, activation, activation_derivative)
    print("at the start:", tangent.value)
    return np.asarray(tangent(W))


# %% linearization_bound


def linearization_bound(W, W0, x, beta):
    rows = np.sum(np.square(W - W0), axis=1)
    print("farthest row:", rows.max())
    return np.float64(beta) / 2 / np.sqrt(len(rows)) * rows.sum() * np.dot(x, x)
