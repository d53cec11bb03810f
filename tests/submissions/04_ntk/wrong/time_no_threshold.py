# loses: test_time_to_error
# because: each eigenvalue that rounding makes positive counts

# %% time_to_error
import numpy as np


def time_to_error(H, y, u0, eps):
    if np.linalg.norm(u0 - y) <= eps:
        return 0.0
    values, vectors = np.linalg.eigh(H)
    rates = np.where(values > 0, values, 0.0)
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
