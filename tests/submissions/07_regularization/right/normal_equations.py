# style: normal equations and powers of matrices, dropout by the theorem

# %% ridge_prediction
import numpy as np


def ridge_prediction(X, y, penalty):
    gram = X.T @ X + penalty / 2 * np.eye(X.shape[1])
    return X @ (np.linalg.pinv(gram, rcond=1e-12, hermitian=True) @ (X.T @ y))


# %% shrinkage_factors
def shrinkage_factors(X, penalty):
    rank = np.linalg.matrix_rank(X, tol=1e-12 * np.linalg.norm(X))
    gram = X.T @ X + penalty / 2 * np.eye(X.shape[1])
    hat = X @ np.linalg.pinv(gram, rcond=1e-12, hermitian=True) @ X.T
    return np.sort(np.linalg.eigvalsh((hat + hat.T) / 2))[::-1][:rank]


# %% gradient_descent_solution
def gradient_descent_solution(H, w_star, eta, steps):
    left = np.linalg.matrix_power(np.eye(len(H)) - eta * H, steps)
    return w_star - left @ w_star


# %% ridge_solution
def ridge_solution(H, w_star, penalty):
    shrunk = np.linalg.inv(H + 2 * penalty * np.eye(len(H)))
    return w_star - 2 * penalty * shrunk @ w_star


# %% matching_penalty
def matching_penalty(eta, steps):
    return (2.0 * steps * eta) ** -1


# %% interpolator
def interpolator(X, y, w0):
    change, *_ = np.linalg.lstsq(X, y - X @ w0, rcond=1e-12)
    return w0 + change


# %% normalized_margin
def normalized_margin(weights, X, y):
    inner = X @ weights[0].T
    outputs = np.where(inner > 0, inner, 0) @ weights[1]
    everything = np.concatenate([np.ravel(weights[0]), weights[1]])
    return np.sort(y * outputs)[0] / (everything @ everything)


# %% dropout_penalty
def dropout_penalty(W, activations, rate):
    sizes = np.diag(activations.T @ activations) / len(activations)
    return rate / (1 - rate) * np.trace(W @ np.diag(sizes) @ W.T)


# %% dropout_risk_exact
def dropout_risk_exact(W, activations, Y, rate):
    errors = Y - activations @ W.T
    spread = (activations**2) @ (W**2).T
    return np.sum(errors**2 + rate / (1 - rate) * spread) / len(Y)
