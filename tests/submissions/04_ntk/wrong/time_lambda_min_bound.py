# loses: test_time_to_error
# because: the bound by the smallest eigenvalue

# %% time_to_error
import numpy as np


def time_to_error(H, y, u0, eps):
    if np.linalg.norm(u0 - y) <= eps:
        return 0.0
    values, vectors = np.linalg.eigh(H)
    rates = np.where(values > 1e-12 * values[-1], values, 0.0)
    parts = vectors.T @ (u0 - y)
    if np.linalg.norm(parts[rates == 0]) >= eps:
        return np.inf
    return np.log(np.linalg.norm(u0 - y) / eps) / rates[rates > 0].min()
