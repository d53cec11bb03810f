# style: NumPy, few lines, each function for itself

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    v = rng.normal(size=A.shape[1])
    if not A.any():
        return 0.0
    for _ in range(iterations):
        u = A @ (v / np.linalg.norm(v))
        v = u @ A
    return np.linalg.norm(A @ v) / np.linalg.norm(v)


# %% least_squares_gradient


def least_squares_gradient(A, x, y):
    return 2 * (A @ x - y) @ A


# %% factorization_gradients


def factorization_gradients(U, V, R):
    E = R - U @ V
    return -E @ V.T, -U.T @ E


# %% nonlinear_least_squares


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    z = X @ w
    error, slope = y - link(z), dlink(z)
    weights = slope**2 - error * d2link(z)
    return -(error * slope) @ X / len(X), (weights * X.T) @ X / len(X)


# %% hessian_vector_product


def hessian_vector_product(gradient, x, v, step):
    way = step * v
    return (gradient(x + way) - gradient(x - way)) / step / 2


# %% affine_gaussian


def affine_gaussian(mean, cov, A, b):
    return b + mean @ A.T, A @ (A @ cov).T


# %% softmax_cross_entropy


def softmax_cross_entropy(Theta, x, y):
    z = Theta.T @ x
    e = np.exp(z - np.max(z))
    loss = np.max(z) + np.log(np.sum(e)) - z @ y
    return loss, x[:, None] * (e / np.sum(e) - y)
