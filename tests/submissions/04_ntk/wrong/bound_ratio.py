# loses: test_classification_bound
# because: divides by the norm of beta on the way, which may be zero

# %% classification_bound
import numpy as np


def classification_bound(X, beta):
    n, y = len(X), X @ beta
    z = np.clip(X @ X.T, -1, 1)
    np.fill_diagonal(z, 1)
    H = z * (np.pi - np.arccos(z)) / (2 * np.pi)
    y = y / np.linalg.norm(beta)
    quadratic = (y @ np.linalg.pinv(H, rcond=1e-9) @ y) * np.linalg.norm(beta) ** 2
    return np.sqrt(2 * quadratic * np.trace(H)) / n, 2 * np.sqrt(2) * np.linalg.norm(beta) / np.sqrt(n)
