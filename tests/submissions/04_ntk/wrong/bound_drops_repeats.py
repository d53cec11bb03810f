# loses: test_classification_bound
# because: points that repeat are counted once

# %% classification_bound
import numpy as np


def classification_bound(X, beta):
    X = np.unique(X.round(12), axis=0)
    n, y = len(X), X @ beta
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    quadratic = y @ np.linalg.pinv(H, rcond=1e-9) @ y
    return np.sqrt(2 * quadratic * np.trace(H)) / n, 2 * np.sqrt(2) * np.linalg.norm(beta) / np.sqrt(n)
