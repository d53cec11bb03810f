# style: right, but prints, warns, asserts and keeps its helpers in classes

# %% operator_norm
import math
import sys
import warnings

import numpy as np


class Iteration:
    """A unit vector, and the matrix that turns it."""

    def __init__(self, A, start):
        self.A = np.array(A, dtype=float)
        self.v = start

    def turn(self):
        w = self.A.T.dot(self.A.dot(self.v))
        if np.any(w):
            self.v = w / np.sqrt(w.dot(w))

    @property
    def stretch(self):
        return np.sqrt(np.sum(self.A.dot(self.v) ** 2))


def operator_norm(A, iterations, rng):
    print("power iteration with", iterations, "steps")
    warnings.warn("this may take a while", stacklevel=2)
    found = Iteration(A, rng.standard_normal(size=A.shape[1]))
    for _ in range(iterations):
        found.turn()
    return found.stretch


# %% least_squares_gradient


def least_squares_gradient(A, x, y):
    print("gradient at", x, file=sys.stderr)
    error = (A * x).sum(axis=1) - y
    gradient = 2 * (A.T * error).sum(axis=1)
    assert gradient.shape == x.shape
    return gradient


# %% factorization_gradients


def factorization_gradients(U, V, R):
    warnings.warn("two gradients are coming", stacklevel=2)
    error = sum((np.outer(U[:, k], V[k]) for k in range(len(V))), start=-1.0 * R)
    dU = np.column_stack([error.dot(row) for row in V])
    dV = np.array([column.dot(error) for column in U.T])
    print(dU.shape, dV.shape)
    return [dU, dV]


# %% nonlinear_least_squares


class Sample:
    """One row of the data and what the model makes of it."""

    def __init__(self, row, target):
        self.row, self.target = row, target

    def derivatives(self, w, link, dlink, d2link):
        z = float(self.row.dot(w))
        miss = link(z) - self.target
        return miss * dlink(z) * self.row, (dlink(z) ** 2 + miss * d2link(z)) * np.outer(self.row, self.row)


def nonlinear_least_squares(X, y, w, link, dlink, d2link):
    parts = [Sample(row, target).derivatives(w, link, dlink, d2link) for row, target in zip(X, y, strict=True)]
    print(len(parts), "samples")
    gradient = np.mean([first for first, _ in parts], axis=0)
    hessian = np.mean([second for _, second in parts], axis=0)
    assert np.allclose(hessian, hessian.T)
    return gradient, hessian


# %% hessian_vector_product


def hessian_vector_product(gradient, x, v, step):
    sys.stderr.write("two gradients\n")
    right = np.array(gradient(np.add(x, np.multiply(step, v))), dtype=float)
    left = np.array(gradient(np.subtract(x, np.multiply(step, v))), dtype=float)
    print(right, left)
    return 0.5 * (right - left) / step


# %% affine_gaussian


def affine_gaussian(mean, cov, A, b):
    mean, cov, A, b = np.asmatrix(mean).T, np.asmatrix(cov), np.asmatrix(A), np.asmatrix(b).T
    centre = A * mean + b
    spread = A * cov * A.T
    print("mean", centre, "covariance", spread)
    return np.asarray(centre).ravel(), np.asarray(spread)


# %% softmax_cross_entropy


def softmax_cross_entropy(Theta, x, y):
    scores = [float(column.dot(x)) for column in Theta.T]
    true = int(np.argmax(y))
    largest = max(scores)
    total = math.fsum(math.exp(score - largest) for score in scores)
    print("largest logit", largest, file=sys.stderr)
    gradient = np.zeros(Theta.shape)
    for i, score in enumerate(scores):
        share = math.exp(score - largest - math.log(total))
        gradient[:, i] = (share - (i == true)) * x
    return math.log(total) + largest - scores[true], gradient
