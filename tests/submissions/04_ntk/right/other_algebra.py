# style: other formulas for the same things: angles by arctan2, (1 - exp) forms, Newton, factors, finite sums of gradients

# %% ntk_gram
import numpy as np
import torch
from torch.utils._pytree import tree_flatten, tree_unflatten


def ntk_gram(W, X):
    # The features themselves: for each point the m gradients side by side.
    features = (np.maximum(np.sign(X @ W.T), 0)[:, :, None] * X[:, None, :]).reshape(len(X), -1)
    return features @ features.T / W.shape[0]


# %% ntk_gram_infinite
def ntk_gram_infinite(X):
    apart = np.linalg.norm(X[:, None, :] - X[None, :, :], axis=2)
    together = np.linalg.norm(X[:, None, :] + X[None, :, :], axis=2)
    half = np.arctan2(apart, together)
    return np.cos(2 * half) * (0.5 - half / np.pi)


# %% prediction_flow
def prediction_flow(H, y, u0, t):
    # What has been learned so far, in the share 1 - exp(-s t) of each singular vector.
    U, s, _ = np.linalg.svd(H)
    moved = -np.expm1(-s * t)
    return u0 + U @ (moved * (U.T @ (y - u0)))


# %% time_to_error
def time_to_error(H, y, u0, eps):
    if np.sqrt(np.sum((y - u0) ** 2)) <= eps:
        return 0.0
    U, s, _ = np.linalg.svd(H)
    squares = (U.T @ (y - u0)) ** 2
    alive = s > 1e-12 * s[0]
    left = eps**2 - squares[~alive].sum()
    if left <= 0:
        return np.inf
    # The time lies between those of the slowest and the fastest part, and is found by 200 halvings of its logarithm.
    slow, shares = s[alive].min(), squares[alive]
    t, step = 0.0, np.log(shares.sum() / left) / slow
    for _ in range(200):
        if shares @ np.exp(-2 * s[alive] * (t + step)) > left:
            t += step
        step /= 2
    return t


# %% ntk_series
def ntk_series(X, terms):
    # Horner's scheme from the last term on: each term is the one before times (2l-1)^2 z^2 / (2l (2l+1)).
    z = X @ X.T
    inner = np.zeros_like(z, dtype=float)
    for k in reversed(range(terms)):
        inner = 1 + inner * z**2 * (2 * k + 1) ** 2 / ((2 * k + 2) * (2 * k + 3))
    return z / 4 + z**2 * inner / (2 * np.pi)


# %% classification_bound
def classification_bound(X, beta):
    G = np.einsum("id,jd->ij", X, X)
    H = G / 4 + G * np.arcsin(np.clip(G, -1, 1)) / (2 * np.pi)
    y = np.einsum("id,d->i", X, beta)
    alpha = np.linalg.lstsq(H, y, rcond=1e-9)[0]
    n = y.size
    return np.array([np.sqrt(2 * (alpha @ y) * H.trace()), 2 * np.sqrt(2 * n * (beta @ beta))]) / n


# %% empirical_ntk
def empirical_ntk(f, params, x1, x2):
    leaves, form = tree_flatten(params)
    sizes = [leaf.numel() for leaf in leaves]
    theta = torch.cat([leaf.detach().reshape(-1) for leaf in leaves])

    def flat(theta, x):
        parts = [part.reshape(leaf.shape) for part, leaf in zip(theta.split(sizes), leaves, strict=True)]
        return f(tree_unflatten(parts, form), x)

    J1, J2 = (torch.stack([torch.func.jacrev(flat)(theta, x) for x in xs]) for xs in (x1, x2))
    return torch.einsum("ap,bp->ab", J1, J2)
