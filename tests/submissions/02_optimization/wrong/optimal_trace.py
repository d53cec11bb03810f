# loses: test_optimal_step
# because: all eigenvalues are added

# %% optimal_step
import numpy as np


def optimal_step(X):
    return 2 / np.trace(X.T @ X)
