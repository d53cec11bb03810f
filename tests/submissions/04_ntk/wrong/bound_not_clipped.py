# loses: test_classification_bound
# because: the arccos of products that rounding made larger than 1

# %% classification_bound
import numpy as np


def classification_bound(X, beta):
    n, y = len(X), X @ beta
    z = X @ X.T
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    quadratic = y @ np.linalg.pinv(H, rcond=1e-9) @ y
    return np.sqrt(2 * quadratic * np.trace(H)) / n, 2 * np.sqrt(2) * np.linalg.norm(beta) / np.sqrt(n)
