# style: NumPy arrays throughout; no function calls another

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    return np.linalg.pinv(Phi, rcond=1e-12) @ y


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    # Through the n x n matrix of inner products: the same w, for any shape.
    n = len(y)
    return Phi.T @ np.linalg.solve(Phi @ Phi.T + n * penalty * np.eye(n), y)


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return np.sum(np.outer(v, v) * Sigma)


# %% bias_variance
def bias_variance(estimates, w_star, Sigma):
    errors = estimates - w_star
    mean = np.average(errors, axis=0)
    spread = errors - mean
    return mean @ Sigma @ mean, np.einsum("ri,ij,rj->", spread, Sigma, spread) / len(errors)


# %% ols_variance
def ols_variance(n, d, noise):
    return np.inf if n - d < 2 else d / (n - d - 1) * noise


# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    if gamma == 1:
        return np.inf if noise else 0.0
    bias = signal * max(0.0, 1 - 1 / gamma)
    return bias + noise * min(gamma, 1) / abs(gamma - 1)


# %% best_ridge
def best_ridge(gamma, signal, noise):
    return noise / signal * gamma


# %% random_relu_features
def random_relu_features(X, W):
    Z = np.einsum("id,jd->ij", X, W)
    return np.where(Z > 0, Z, 0)


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    return sizes[np.argmax(train_errors <= tolerance)]


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(np.subtract.outer(x, x_train))
    nearest = gaps.min(axis=1, keepdims=True)
    # Weights relative to the largest one: between 0 and 1, and 1 at a training point.
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(gaps == nearest, 1.0, nearest / gaps) ** exponent
    return (weights * y_train).sum(axis=1) / weights.sum(axis=1)
