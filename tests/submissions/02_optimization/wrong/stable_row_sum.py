# loses: test_largest_stable_step
# because: bounds the largest eigenvalue by a row sum

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 2 / np.abs(X.T @ X).sum(axis=1).max()
