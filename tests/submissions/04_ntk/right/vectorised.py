# style: NumPy without loops where possible

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    active = np.heaviside(W @ X.T, 0.0)
    return (X @ X.T) * np.mean(active[:, :, None] * active[:, None, :], axis=0)


# %% ntk_gram_infinite
def ntk_gram_infinite(X):
    z = np.minimum(np.maximum(X @ X.T, -1.0), 1.0)
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    H[np.diag_indices(len(X))] = 0.5
    return H


# %% prediction_flow
def prediction_flow(H, y, u0, t):
    values, vectors = np.linalg.eigh(H)
    decay = np.exp(-t * values)
    return y - (vectors * decay) @ vectors.T @ (y - u0)


# %% time_to_error
def time_to_error(H, y, u0, eps):
    values, vectors = np.linalg.eigh(H)
    rates = np.where(values < 1e-12 * values.max(), 0.0, values)
    parts = vectors.T @ (u0 - y)

    def error(t):
        return np.linalg.norm(parts * np.exp(-rates * t))

    if np.linalg.norm(u0 - y) <= eps:
        return 0.0
    if eps <= np.linalg.norm(parts[rates == 0.0]):
        return np.inf
    low, high = 0.0, 1000 / rates[rates > 0].min()
    for _ in range(150):
        middle = (low + high) / 2
        low, high = (low, middle) if error(middle) <= eps else (middle, high)
    return high


# %% ntk_series
def ntk_series(X, terms):
    z = X @ X.T
    k = np.arange(terms)
    ratios = (2 * k + 1) / (2 * k + 2)
    coefficients = np.cumprod(np.concatenate([[1.0], ratios]))[:terms]
    powers = (z**2)[:, :, None] ** (k + 1)
    return z / 4 + powers @ (coefficients / (2 * k + 1)) / (2 * np.pi)


# %% classification_bound
def classification_bound(X, beta):
    z = np.clip(X @ X.T, -1.0, 1.0)
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    y = X @ beta
    quadratic = y @ np.linalg.pinv(H, rcond=1e-6, hermitian=True) @ y
    return np.sqrt(2 * quadratic * np.trace(H)) / len(y), np.sqrt(8 / len(y)) * np.linalg.norm(beta)


# %% empirical_ntk
def empirical_ntk(f, params, x1, x2):
    import torch
    from torch.utils._pytree import tree_leaves

    jacobian = torch.func.vmap(torch.func.jacrev(f), in_dims=(None, 0))
    pairs = zip(tree_leaves(jacobian(params, x1)), tree_leaves(jacobian(params, x2)), strict=True)
    return sum(a.reshape(len(x1), -1) @ b.reshape(len(x2), -1).T for a, b in pairs).detach()
