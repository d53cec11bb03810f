# style: lets SciPy and scikit-learn do the work

# %% minimum_norm_fit
import numpy as np
from scipy import linalg, optimize, spatial, special, stats
from sklearn.linear_model import Ridge


def minimum_norm_fit(Phi, y):
    return linalg.lstsq(Phi, y, cond=1e-12)[0]


# %% ridge_fit
def ridge_fit(Phi, y, penalty):
    return Ridge(alpha=penalty * len(y), fit_intercept=False, solver="svd").fit(Phi, y).coef_


# %% excess_risk
def excess_risk(w, w_star, Sigma):
    values, vectors = linalg.eigh(Sigma)
    return float(np.sum(values * (vectors.T @ (w - w_star)) ** 2))


# %% bias_variance
def bias_variance(estimates, w_star, Sigma):
    d = len(w_star)
    error = np.mean(estimates - w_star, axis=0)
    covariance = np.cov(estimates, rowvar=False, bias=True).reshape(d, d)
    return np.array([error @ Sigma @ error, np.trace(Sigma @ covariance)])


# %% ols_variance
def ols_variance(n, d, noise):
    # The mean of 1 / chi^2 is that of an inverse gamma variable.
    mean = stats.invgamma((n - d + 1) / 2, scale=0.5).mean()
    return d * noise * mean


# %% ridgeless_risk
def ridgeless_risk(gamma, signal, noise):
    # Least squares with the roles of n and p exchanged, on the directions that the points can see.
    gamma = float(gamma)
    unseen = signal * (gamma - 1) / gamma if gamma > 1 else 0.0
    if noise == 0:
        return unseen
    small, large = sorted([gamma, 1.0])
    with np.errstate(divide="ignore"):
        return unseen + noise * np.divide(small, large - small)


# %% best_ridge
def best_ridge(gamma, signal, noise):
    # The derivative of the limiting risk has the sign of penalty * signal - gamma * noise.
    return optimize.brentq(lambda t: t * signal - gamma * noise, 0.0, 4 * gamma * noise / signal + 1e-300, xtol=1e-300)


# %% random_relu_features
def random_relu_features(X, W):
    product = linalg.blas.dgemm(1.0, X, W, trans_b=True)
    return np.clip(product, 0.0, None)


# %% interpolation_threshold
def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[np.searchsorted(-train_errors, -tolerance)])


# %% singular_kernel_smoother
def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = spatial.distance.cdist(x[:, None], x_train[:, None])
    with np.errstate(divide="ignore"):
        weights = special.softmax(-exponent * np.log(gaps), axis=1)
    weights[np.any(gaps == 0, axis=1)] = gaps[np.any(gaps == 0, axis=1)] == 0
    return weights @ y_train
