# loses: test_time_to_error
# because: the first of a thousand times

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
    for time in np.linspace(0, 30 / rates[rates > 0].min(), 1000):
        if np.linalg.norm(parts * np.exp(-rates * time)) <= eps:
            return time
    return np.inf
