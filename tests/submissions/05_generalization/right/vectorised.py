# style: NumPy without loops where possible

# %% hoeffding_radius
import numpy as np


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * np.sqrt((np.log(functions) + np.log(2 / delta)) / (2 * n))


# %% sample_size
def sample_size(eps, delta, functions):
    return int(np.ceil(np.log(2 * functions / delta) / 2 / eps**2))


# %% sauer_bound
def sauer_bound(n, h):
    k = min(n, h)
    row = np.array([1] + [0] * k, dtype=object)
    for _ in range(n):
        row[1:] = row[1:] + row[:-1]
    return int(np.sum(row))


# %% rademacher_finite
def rademacher_finite(predictions):
    m = predictions.shape[1]
    bits = np.unpackbits(np.arange(2**m, dtype=">u4").view(np.uint8)).reshape(2**m, 32)[:, 32 - m :]
    sums = predictions @ (1.0 - 2.0 * bits).T
    return sums.max(axis=0).mean() / m


# %% rademacher_monte_carlo
def rademacher_monte_carlo(predictions, draws, rng):
    m = predictions.shape[1]
    signs = rng.choice([-1, 1], size=(m, draws))
    best = (predictions @ signs / m).max(axis=0)
    return best.mean(), best.std(ddof=1) / np.sqrt(draws)


# %% rademacher_linear
def rademacher_linear(X, radius, draws, rng):
    signs = np.where(rng.random((draws, len(X))) < 0.5, -1.0, 1.0)
    return radius * np.mean(np.sqrt(np.sum((signs @ X) ** 2, axis=1))) / len(X)


# %% rademacher_linear_bound
def rademacher_linear_bound(X, radius):
    return radius * np.sqrt(np.max(np.sum(X**2, axis=1)) / X.shape[0])


# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(X @ W.T)
    return np.einsum("ij,ik,jk->kij", X @ X.T, slopes, slopes)


# %% spectrum_interval
def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh((G + G.T) / 2)
    return values.min() - bound, values.max() + bound


# %% kl_gaussians
def kl_gaussians(mean_q, var_q, mean_p, var_p):
    return 0.5 * np.sum(np.log(var_p) - np.log(var_q) + (var_q + (mean_q - mean_p) ** 2) / var_p - 1)


# %% mcallester_bound
def mcallester_bound(train_risk, kl, n, delta):
    return train_risk + np.sqrt(2 * (kl + np.log(2 * np.sqrt(n) / delta)) / n)


# %% binary_kl_inverse
def binary_kl_inverse(q, budget):
    if q <= 0:
        return 1 - np.exp(-budget)
    low, high = q, 1.0
    while high - low > 1e-9:
        p = (low + high) / 2
        kl = q * np.log(q / p) + (1 - q) * np.log((1 - q) / (1 - p))
        if kl <= budget:
            low = p
        else:
            high = p
    return low
