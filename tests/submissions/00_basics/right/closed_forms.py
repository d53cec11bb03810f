# style: formulas in place of loops, matrices in place of sums

# %% operator_norm
import numpy as np


def operator_norm(A, iterations, rng):
    # In singular vectors the iteration multiplies by powers of the singular values.
    _, s, Vt = np.linalg.svd(A, full_matrices=False)
    c = Vt @ rng.standard_normal(A.shape[1])
    top = s.max()
    if top == 0:
        return 0.0
    c = c * (s / top) ** (2 * iterations)
    return np.linalg.norm(s * c) / np.linalg.norm(c)


# %% least_squares_gradient


def least_squares_gradient(A, x, y):
    gram = np.dot(A.T, A)
    return np.dot(gram + gram.T, x) - 2 * np.dot(y, A)


# %% factorization_gradients


def factorization_gradients(U, V, R):
    # vec(U V) is linear in vec(U) and in vec(V).
    n, m = R.shape
    e = (U @ V - R).ravel()
    for_u = np.kron(np.eye(n), V.T)
    for_v = np.kron(U, np.eye(m))
    return (for_u.T @ e).reshape(U.shape), (for_v.T @ e).reshape(V.shape)


# %% nonlinear_least_squares


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    # By hand for (link - y)^2 / 2 as a function of z: first and second derivative, then the chain rule.
    z = np.einsum("ij,j->i", X, w)
    error = link(z) - y
    first = error * dlink(z)
    second = np.square(dlink(z)) + error * d2link(z)
    outer = np.einsum("ij,ik->ijk", X, X)
    return np.average(X * first[:, None], axis=0), np.einsum("i,ijk->jk", second, outer) / X.shape[0]


# %% hessian_vector_product


def hessian_vector_product(gradient, x, v, step):
    nodes = np.array([1.0, -1.0])
    values = np.stack([gradient(x + node * step * v) for node in nodes])
    return nodes @ values / (step * np.ptp(nodes))


# %% affine_gaussian


def affine_gaussian(mean, cov, A, b):
    # By a root of the covariance, which exists for singular ones, too.
    values, vectors = np.linalg.eigh(cov)
    root = A @ vectors * np.sqrt(np.maximum(values, 0))
    return np.hstack([A, b[:, None]]) @ np.append(mean, 1), root @ root.T


# %% softmax_cross_entropy


def softmax_cross_entropy(Theta, x, y):
    z = np.dot(x, Theta) - np.dot(x, Theta @ y)
    log_sum = np.logaddexp.reduce(z)
    p = np.exp(z - log_sum)
    p[y == 1] -= 1
    return log_sum, np.tensordot(x, p, axes=0)
