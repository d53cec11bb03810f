# style: right, but prints, warns, asserts and keeps its helpers in a class

# %% minimum_norm_fit
import sys
import warnings

import numpy as np

print("working on the sheet ...")
warnings.warn("a warning is no mistake", stacklevel=1)


class Fit:
    """A decomposed problem."""

    def __init__(self, Phi, y):
        print("features of shape", Phi.shape, file=sys.stderr)
        self.U, self.s, self.Vt = np.linalg.svd(np.asarray(Phi, dtype=float))
        self.c = self.U.T @ y

    def weights(self, inverse):
        w = np.zeros(self.Vt.shape[0])
        for value, component, direction in zip(self.s, self.c, self.Vt, strict=False):
            w = w + inverse(value) * component * direction
        return w


def minimum_norm_fit(Phi, y):
    fit = Fit(Phi, y)
    return fit.weights(lambda value: 1 / value if value > 1e-12 * fit.s.max() else 0.0)


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    warnings.warn("fitting, this may take a while", RuntimeWarning, stacklevel=2)
    return Fit(Phi, y).weights(lambda value: value / (value**2 + Phi.shape[0] * penalty))


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    np.log(np.zeros(1))  # NumPy writes a RuntimeWarning to stderr
    return np.array(np.inner(np.inner(Sigma, w - w_star), w - w_star))


# %% bias_variance
def bias_variance(estimates, w_star, Sigma):
    print("estimates:", estimates)
    centre = sum(row - w_star for row in estimates) / len(estimates)
    risks = [(row - w_star - centre) @ Sigma @ (row - w_star - centre) for row in estimates]
    return np.float64(centre @ (Sigma @ centre)), np.float64(np.mean(risks))


# %% ols_variance
def ols_variance(n, d, noise):
    print(n, d, noise)
    with np.errstate(divide="ignore"):
        return np.float64(noise * d) / np.float64(max(n - d - 1, 0))


# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    bias = 0.0 if gamma <= 1 else signal - signal / gamma
    if noise == 0:
        print("no noise, no peak")
        return bias
    with np.errstate(divide="ignore"):
        return bias + noise * min(gamma, 1.0) / np.abs(np.float64(1 - gamma))


# %% best_ridge
def best_ridge(gamma, signal, noise):
    print("signal to noise:", signal, noise)
    return np.float64(noise) * gamma / signal


# %% random_relu_features
def random_relu_features(X, W):
    Z = X @ W.transpose()
    Z[Z < 0] = 0
    return Z


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    print("errors:", list(train_errors))
    place = 0
    while train_errors[place] > tolerance:
        place += 1
    return sizes[place]


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = 1 / np.abs(x[:, None] - x_train[None, :]) ** exponent
        f = np.sum(weights * y_train, axis=1) / np.sum(weights, axis=1)
    for i, j in np.argwhere(np.equal.outer(x, x_train)):
        warnings.warn(f"{x[i]} is a training point", stacklevel=2)
        f[i] = y_train[j]
    return f
