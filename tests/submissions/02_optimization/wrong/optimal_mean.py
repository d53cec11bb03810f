# loses: test_optimal_step
# because: one over the mean of all eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    return 1 / np.linalg.eigvalsh(X.T @ X).mean()
