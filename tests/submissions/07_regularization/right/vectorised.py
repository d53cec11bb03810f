# style: NumPy without loops

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    squares = np.where(s > 1e-12 * s.max(), s, 0.0) ** 2
    factors = np.divide(squares, squares + penalty / 2, out=np.zeros_like(s), where=squares > 0)
    return (U * factors) @ (U.T @ y)


# %% shrinkage_factors
def shrinkage_factors(X, penalty):
    values = np.linalg.eigvalsh(X @ X.T)[::-1]
    values = values[values > 1e-12 * values[0]]
    return values / (values + penalty / 2)


# %% gradient_descent_solution
def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    left = np.power(1 - eta * values, steps)
    return w_star - Q @ (left * (Q.T @ w_star))


# %% ridge_solution
def ridge_solution(H, w_star, penalty):
    values, Q = np.linalg.eigh(H)
    return Q @ (values / (values + 2 * penalty) * (Q.T @ w_star))


# %% matching_penalty
def matching_penalty(eta, steps):
    return 0.5 / (eta * steps)


# %% interpolator
def interpolator(X, y, w0):
    return w0 + np.linalg.pinv(X) @ (y - X @ w0)


# %% normalized_margin
def normalized_margin(weights, X, y):
    W, v = weights
    outputs = np.clip(X @ W.T, 0, None) @ v
    return (y * outputs).min() / (np.linalg.norm(W) ** 2 + v @ v)


# %% dropout_penalty
def dropout_penalty(W, activations, rate):
    products = activations[:, None, :] * W
    return np.mean(np.sum(products**2, axis=(1, 2))) * rate / (1 - rate)


# %% dropout_risk_exact
def dropout_risk_exact(W, activations, Y, rate):
    m = W.shape[1]
    masks = (np.arange(2**m)[:, None] >> np.arange(m)) & 1
    probabilities = np.prod(np.where(masks == 1, 1 - rate, rate), axis=1)
    outputs = (masks[:, None, :] * activations / (1 - rate)) @ W.T
    return probabilities @ np.mean(np.sum((Y - outputs) ** 2, axis=2), axis=1)
