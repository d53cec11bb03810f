# loses: test_optimal_step
# because: one over the largest eigenvalue

# %% optimal_step
import numpy as np


def optimal_step(X):
    return 1 / np.linalg.norm(X, 2) ** 2
