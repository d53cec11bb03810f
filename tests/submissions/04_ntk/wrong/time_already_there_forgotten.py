# loses: test_time_to_error
# because: no look at the start: the bisection ends at a tiny time, or for u0 = y at infinity

# %% time_to_error
import numpy as np


def time_to_error(H, y, u0, eps):
    values, vectors = np.linalg.eigh(H)
    rates = np.where(values > 1e-12 * values[-1], values, 0.0)
    parts = vectors.T @ (u0 - y)
    if np.linalg.norm(parts[rates == 0]) >= eps:
        return np.inf
    low, high = 0.0, 1000 / rates[rates > 0].min()
    for _ in range(200):
        middle = (low + high) / 2
        if np.linalg.norm(parts * np.exp(-rates * middle)) > eps:
            low = middle
        else:
            high = middle
    return high
