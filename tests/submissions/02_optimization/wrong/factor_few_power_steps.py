# loses: test_contraction_factor
# because: stops a power iteration after 25 steps

# %% contraction_factor
import numpy as np


def contraction_factor(X, eta):
    M = np.eye(X.shape[1]) - eta * X.T @ X
    v = np.ones(len(M))
    for _ in range(25):
        v = M @ v / max(np.linalg.norm(v), 1e-300)
    return np.linalg.norm(v)
