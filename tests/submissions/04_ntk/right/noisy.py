# style: right, but prints, warns, asserts and keeps its helpers in classes

# %% ntk_gram
import sys
import warnings

import numpy as np
import torch

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


def ntk_gram(W, X):
    print("units:", len(W), file=sys.stderr)
    np.log(np.zeros(1))  # NumPy writes a RuntimeWarning to stderr
    H = np.zeros((len(X), len(X)))
    for w in W:
        gradients = np.where((X @ w > 0)[:, None], X, 0)
        H += gradients @ gradients.T
    return H / len(W)


# %% ntk_gram_infinite
class Kernel:
    """The kernel as a function of two points."""

    def __call__(self, x, z):
        product = float(np.dot(x, z))
        if not -1 <= product <= 1:
            print("rounded:", product)
            product = np.sign(product)
        return product * (np.pi - np.arccos(product)) / (2 * np.pi)


def ntk_gram_infinite(X):
    kernel = Kernel()
    H = np.array([[kernel(x, z) for z in X] for x in X])
    H -= np.diag(np.diag(H) - 0.5)
    return H


# %% prediction_flow
class Flow:
    def __init__(self, H, y, u0):
        warnings.warn("eigenvalues, this may take a while", RuntimeWarning, stacklevel=2)
        self.values, self.vectors = np.linalg.eigh(H)
        self.y, self.start = y, self.vectors.T.dot(u0 - y)

    def __call__(self, t):
        return self.y + self.vectors.dot(self.start * np.exp(-self.values * t))


def prediction_flow(H, y, u0, t):
    u = Flow(H, y, u0)(t)
    assert u.shape == y.shape
    print("u =", u)
    return u


# %% time_to_error
def time_to_error(H, y, u0, eps):
    print("looking for a time", end="")
    values, vectors = np.linalg.eigh(H)
    start = vectors.T.dot(u0 - y)
    dead = values < 1e-12 * np.max(values)
    values[dead] = 0.0
    if np.linalg.norm(u0 - y) <= eps:
        return np.float64(0)
    if np.linalg.norm(start * (values == 0)) >= eps:
        return np.array(np.inf)
    # From large steps to small ones.
    t, step = 0.0, 1000 / np.min(values[values > 0])
    for _ in range(150):
        if np.linalg.norm(start * np.exp(-values * (t + step))) > eps:
            t = t + step
        step = step / 2
    return np.array(t)


# %% ntk_series
def ntk_series(X, terms):
    def term(order):
        shares = [(2 * k - 1) / (2 * k) for k in range(1, order + 1)]
        return np.prod(shares) * z ** (2 * order + 2) / (2 * order + 1)

    z = np.dot(X, X.T)
    print(terms, "terms")
    return 0.25 * z + sum(term(order) for order in range(terms)) / (2 * np.pi)


# %% classification_bound
def classification_bound(X, beta):
    z = np.clip(np.dot(X, X.T), -1, 1)
    H = z * (0.5 - np.arccos(z) / (2 * np.pi))
    y = np.dot(X, beta)
    values, vectors = np.linalg.eigh(H)
    parts = np.dot(vectors.T, y)
    large = values > 1e-7
    warnings.warn(f"{sum(~large)} eigenvalues are zero", stacklevel=1)
    complexity = np.sqrt(np.trace(H) * 2 * np.sum(parts[large] ** 2 / values[large])) / len(X)
    return complexity, np.sqrt(8 * np.sum(np.square(beta)) / len(X))


# %% empirical_ntk
def tensors(tree):
    """Yield all tensors of nested parameters."""
    if isinstance(tree, torch.Tensor):
        yield tree
    else:
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from tensors(part)


def empirical_ntk(f, params, x1, x2):
    print("parameters:", [leaf.shape for leaf in tensors(params)])
    tangent = torch.func.jacrev(f)
    rows, columns = (
        [np.hstack([t.detach().numpy().ravel() for t in tensors(tangent(params, x))]) for x in xs] for xs in (x1, x2)
    )
    return np.array(rows) @ np.array(columns).T
