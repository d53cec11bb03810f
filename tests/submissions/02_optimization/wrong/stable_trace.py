# loses: test_largest_stable_step
# because: the trace for the largest eigenvalue

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 2 / np.sum(X**2)
