# style: what SciPy has

# %% hoeffding_radius
import math

import numpy as np
from scipy import linalg, optimize, spatial, special, stats


def hoeffding_radius(n, delta, functions=1, width=1.0):
    tail = delta / functions
    return width * math.sqrt(-math.log(tail / 2) / n) / math.sqrt(2)


# %% sample_size
def sample_size(eps, delta, functions):
    return math.floor(-math.log(delta / functions / 2) / (2 * eps * eps)) + 1


# %% sauer_bound
def sauer_bound(n, h):
    return sum(special.comb(n, i, exact=True) for i in range(min(n, h) + 1))


# %% rademacher_finite
def rademacher_finite(predictions):
    m = predictions.shape[1]
    total = 0.0
    for code in range(1 << m):
        signs = np.array([1.0 if code >> i & 1 else -1.0 for i in range(m)])
        total += float(np.max(predictions.dot(signs)))
    return total / m / (1 << m)


# %% rademacher_monte_carlo
def rademacher_monte_carlo(predictions, draws, rng):
    signs = np.sign(rng.standard_normal((draws, predictions.shape[1])))
    values = np.einsum("dm,fm->df", signs, predictions).max(axis=1) / predictions.shape[1]
    return float(np.average(values)), float(stats.sem(values))


# %% rademacher_linear
def rademacher_linear(X, radius, draws, rng):
    signs = rng.choice([1, -1], (draws, X.shape[0]))
    sums = signs @ X
    return float(radius * np.mean(spatial.distance.cdist(sums, np.zeros((1, X.shape[1])))) / X.shape[0])


# %% rademacher_linear_bound
def rademacher_linear_bound(X, radius):
    return float(radius * max(linalg.norm(x) for x in X) / math.sqrt(X.shape[0]))


# %% ntk_summands
def ntk_summands(W, X, activation_derivative):
    gram = X @ X.T
    return np.stack([gram * np.outer(s, s) for s in map(activation_derivative, W @ X.T)])


# %% spectrum_interval
def spectrum_interval(G, bound):
    values = linalg.eigvalsh(G)
    return [np.min(values) - bound, np.max(values) + bound]


# %% kl_gaussians
def kl_gaussians(mean_q, var_q, mean_p, var_p):
    terms = special.rel_entr(1.0, var_q / var_p) + var_q / var_p - 1.0
    return float(0.5 * (terms.sum() + np.square((mean_q - mean_p) / np.sqrt(var_p)).sum()))


# %% mcallester_bound
def mcallester_bound(train_risk, kl, n, delta):
    price = special.xlogy(1.0, 2 * math.sqrt(n) / delta) + kl
    return float(train_risk + math.sqrt(price / (0.5 * n)))


# %% binary_kl_inverse
def binary_kl_inverse(q, budget):
    def excess(p):
        return special.rel_entr(q, p) + special.rel_entr(1 - q, 1 - p) - budget

    top = 1 - 1e-12
    if excess(top) <= 0:
        return 1.0
    if budget == 0:
        return float(q)
    return optimize.bisect(excess, q, top, xtol=1e-10)
