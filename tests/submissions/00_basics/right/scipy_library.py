# style: SciPy and ready-made routines

# %% operator_norm
import numpy as np
from scipy import sparse
from scipy.interpolate import lagrange
from scipy.linalg import blas
from scipy.sparse.linalg import aslinearoperator
from scipy.special import log_softmax, softmax


def operator_norm(A, iterations, rng):
    L = aslinearoperator(np.asarray(A, dtype=float))
    v = rng.standard_normal(L.shape[1])
    while iterations:
        v = L.rmatvec(L.matvec(v))
        v = np.divide(v, np.sqrt(np.vdot(v, v)) or 1.0)
        iterations -= 1
    return np.sqrt(np.sum(np.square(L.matvec(v))))


# %% least_squares_gradient


def least_squares_gradient(A, x, y):
    error = blas.dgemv(1.0, A, x, -1.0, y)
    return blas.dgemv(2.0, A, error, trans=1)


# %% factorization_gradients


def factorization_gradients(U, V, R):
    # Both at once: the gradient for the rows of U and the columns of V, put into one symmetric matrix.
    n = U.shape[0]
    E = np.matmul(U, V) - R
    around = np.block([[np.zeros((n, n)), E], [E.T, np.zeros((E.shape[1], E.shape[1]))]])
    both = around.dot(np.vstack([U, V.T]))
    return both[:n], both[n:].T


# %% nonlinear_least_squares


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    n = y.size
    z = np.dot(X, w)
    r = np.subtract(link(z), y)
    J = sparse.diags_array(np.asarray(dlink(z), dtype=float)) @ X
    bend = sparse.diags_array(np.asarray(r * d2link(z), dtype=float)) @ X
    return np.dot(r, J) / n, (np.dot(J.T, J) + np.dot(bend.T, X)) / n


# %% hessian_vector_product


def hessian_vector_product(gradient, x, v, step):
    # The slope in the middle of the parabola through three points is the central difference.
    values = np.array([gradient(x - step * v), gradient(x), gradient(x + step * v)], dtype=float)
    nodes = np.array([-1.0, 0.0, 1.0])
    return np.array([lagrange(nodes, column).deriv()(0.0) for column in values.T]) / step


# %% affine_gaussian


def affine_gaussian(mean, cov, A, b):
    # Homogeneous coordinates: one matrix of second moments goes through one matrix.
    k, p = len(mean), len(b)
    M = np.block([[A, b[:, None]], [np.zeros((1, k)), np.ones((1, 1))]])
    middle = np.append(mean, 1.0)
    padded = np.pad(np.asarray(cov, dtype=float), ((0, 1), (0, 1)))
    return M.dot(middle)[:p], M.dot(padded).dot(M.T)[:p, :p]


# %% softmax_cross_entropy


def softmax_cross_entropy(Theta, x, y):
    z = np.einsum("ji,j->i", Theta, x).astype(float)
    where = np.flatnonzero(y).item()
    return -log_softmax(z)[where], np.multiply.outer(x, softmax(z) - y)
