# style: other formulas, and exact fractions where numbers go in

# %% minimum_norm_fit
from fractions import Fraction

import numpy as np
from scipy.linalg import qr, solve_triangular


def minimum_norm_fit(Phi, y):
    # Complete orthogonal decomposition: pivoted QR finds the rank, a second QR the shortest solution.
    Q, R, order = qr(Phi, mode="economic", pivoting=True)
    size = np.abs(np.diag(R))
    rank = int(np.sum(size > 1e-12 * size[0]))
    w = np.zeros(Phi.shape[1])
    if rank:
        Z, T = np.linalg.qr(R[:rank].T)
        w[order] = Z @ solve_triangular(T, Q[:, :rank].T @ y, trans="T")
    return w


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    # Eigenvectors of the second moment of the features.
    moment, correlation = Phi.T @ Phi / len(Phi), Phi.T @ y / len(Phi)
    values, vectors = np.linalg.eigh(moment)
    return vectors @ (vectors.T @ correlation / (np.maximum(values, 0) + penalty))


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    diagonal = np.diag(Sigma)
    v = w - w_star
    return diagonal @ v**2 + 2 * sum(v[i] * (Sigma[i, :i] @ v[:i]) for i in range(len(v)))


# %% bias_variance
def bias_variance(estimates, w_star, Sigma):
    # The variance from all pairs of fits: half the mean squared distance of two of them.
    errors = estimates - w_star
    products = errors.sum(axis=0) @ Sigma @ errors.sum(axis=0)
    pairs = estimates[:, None] - estimates[None]
    squares = np.einsum("rsi,ij,rsj->rs", pairs, Sigma, pairs)
    return products / len(errors) ** 2, squares.mean() / 2


# %% ols_variance
def ols_variance(n, d, noise):
    if d in (n, n - 1):
        return float("inf")
    return float(Fraction(noise) * Fraction(d, n - d - 1))


# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    g, r2, s2 = Fraction(gamma), Fraction(signal), Fraction(noise)
    if g == 1:
        return float("inf") if s2 else 0.0
    if g < 1:
        return s2 / (1 / g - 1)
    return r2 - r2 / g + s2 / (g - 1)


# %% best_ridge
def best_ridge(gamma, signal, noise):
    return float(Fraction(noise) / Fraction(signal) * Fraction(gamma))


# %% random_relu_features
def random_relu_features(X, W):
    Z = np.dot(W, X.T).T
    return (Z + np.abs(Z)) / 2


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    return min(int(size) for size, error in zip(sizes, train_errors, strict=True) if not error > tolerance)


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    # Barycentric: multiply through by the distances, so that nothing is divided by zero; scaled against underflow.
    gaps = np.abs(x[:, None] - x_train)
    gaps = gaps / gaps.max(axis=1, keepdims=True, initial=1e-300)
    powers = gaps**exponent
    others = np.stack([np.delete(powers, i, axis=1).prod(axis=1) for i in range(len(x_train))], axis=1)
    return others @ y_train / others.sum(axis=1)
