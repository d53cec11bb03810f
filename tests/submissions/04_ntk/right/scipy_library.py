# style: SciPy and library functions

# %% ntk_gram
import numpy as np
import torch
from scipy import linalg, optimize
from scipy.spatial import distance
from scipy.special import gammaln
from torch.func import grad, vmap
from torch.utils import _pytree


def ntk_gram(W, X):
    active = np.asarray(W @ X.T > 0, dtype=float).T
    return np.inner(X, X) * np.inner(active, active) / W.shape[0]


# %% ntk_gram_infinite
def ntk_gram_infinite(X):
    angle = 2 * np.arcsin(np.minimum(distance.cdist(X, X) / 2, 1.0))
    return np.cos(angle) * (np.pi - angle) / (2 * np.pi)


# %% prediction_flow
def prediction_flow(H, y, u0, t):
    return y + linalg.expm(-t * np.asarray(H, dtype=float)) @ (u0 - y)


# %% time_to_error
def time_to_error(H, y, u0, eps):
    if linalg.norm(u0 - y) <= eps:
        return 0.0
    values, vectors = linalg.eigh(H)
    values[values < 1e-12 * values[-1]] = 0.0
    parts = vectors.T @ (u0 - y)
    if linalg.norm(parts[values == 0]) >= eps:
        return float("inf")
    slowest = np.min(values[values > 0])

    def gap(s):
        return linalg.norm(parts * np.exp(-values / slowest * s)) - eps

    return optimize.brentq(gap, 0.0, 1000.0, xtol=1e-14, rtol=1e-14, maxiter=1000) / slowest


# %% ntk_series
def ntk_series(X, terms):
    z = np.inner(X, X)
    total = z / 4
    for k in range(terms):
        coefficient = np.exp(gammaln(2 * k + 1) - 2 * gammaln(k + 1) - 2 * k * np.log(2))
        total = total + coefficient * np.power(z, 2 * k + 2) / ((2 * k + 1) * 2 * np.pi)
    return total


# %% classification_bound
def classification_bound(X, beta):
    angle = 2 * np.arcsin(np.minimum(distance.cdist(X, X) / 2, 1.0))
    H = np.cos(angle) * (np.pi - angle) / (2 * np.pi)
    labels = X @ beta
    quadratic = labels @ linalg.pinvh(H, rtol=1e-10) @ labels
    complexity = np.sqrt(2 * quadratic * np.trace(H)) / len(labels)
    return float(complexity), float(linalg.norm(beta) * np.sqrt(8 / len(labels)))


# %% empirical_ntk
def empirical_ntk(f, params, x1, x2):
    fixed = _pytree.tree_map(lambda leaf: leaf.detach(), params)

    def one(x):
        return torch.hstack([g.ravel() for g in _pytree.tree_leaves(grad(f)(fixed, x))])

    return (vmap(one)(x1) @ vmap(one)(x2).T).numpy()
