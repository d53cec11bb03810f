# loses: test_largest_stable_step
# because: the best step for the largest

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    values = np.linalg.eigvalsh(X.T @ X)
    return 2 / (values[0] + values[-1])
