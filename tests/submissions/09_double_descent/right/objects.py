# style: callable objects, caches and named tuples in place of functions and tuples; lists in place of arrays

# %% minimum_norm_fit
import bisect
import functools
import math
from collections import namedtuple

import numpy as np
from scipy import linalg, special


class LeastSquares:
    def __init__(self, cutoff):
        self.cutoff = cutoff

    def __call__(self, Phi, y):
        return linalg.lstsq(np.array(Phi, dtype=float), y, cond=self.cutoff)[0].tolist()


minimum_norm_fit = LeastSquares(1e-12)


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    # The penalty as so many more rows with the label zero.
    n, p = np.shape(Phi)
    rows = np.vstack([Phi, math.sqrt(n * penalty) * np.eye(p)])
    return np.linalg.lstsq(rows, np.append(y, np.zeros(p)), rcond=None)[0]


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    values, vectors = np.linalg.eigh(Sigma)
    return math.fsum(np.clip(values, 0, None) * ((w - w_star) @ vectors) ** 2)


# %% bias_variance
Parts = namedtuple("Parts", "bias variance")


def bias_variance(estimates, w_star, Sigma):
    error = np.mean(estimates, axis=0) - w_star
    covariance = np.atleast_2d(np.cov(estimates, rowvar=False, bias=True))
    return Parts(bias=np.dot(np.dot(Sigma, error), error), variance=np.trace(covariance @ Sigma))


# %% ols_variance
def ols_variance(n, d, noise):
    # An inverse chi square with n - d + 1 degrees of freedom for each of the features.
    try:
        return noise * d / max(n - d - 1, 0)
    except ZeroDivisionError:
        return float("inf")


# %% ridgeless_risk
@functools.cache
def ridgeless_risk(gamma, signal, noise):
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.float64(1) / abs(gamma - 1)
        variance = min(gamma, 1) * noise * scale if noise else 0
    return np.float64(max(0, (gamma - 1) / gamma) * signal + variance)


# %% best_ridge
best_ridge = functools.partial(lambda scale, gamma, signal, noise: scale * noise / signal * gamma, 1)


# %% random_relu_features
def random_relu_features(X, W):
    return [[max(sum(a * b for a, b in zip(x, w, strict=True)), 0) for w in W.tolist()] for x in X.tolist()]


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    return sizes[bisect.bisect_left(train_errors, -tolerance, key=lambda error: -error)]


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    def at(point):
        labels = dict(zip(x_train.tolist(), y_train.tolist(), strict=True))
        if point in labels:
            return labels[point]
        return special.softmax(-exponent * np.log(np.abs(point - x_train))) @ y_train

    return list(map(at, x.tolist()))
