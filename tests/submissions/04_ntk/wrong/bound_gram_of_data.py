# loses: test_classification_bound
# because: X X^T for H

# %% classification_bound
import numpy as np


def classification_bound(X, beta):
    n, y = len(X), X @ beta
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    H = X @ X.T
    quadratic = y @ np.linalg.pinv(H, rcond=1e-9) @ y
    return np.sqrt(2 * quadratic * np.trace(H)) / n, 2 * np.sqrt(2) * np.linalg.norm(beta) / np.sqrt(n)
