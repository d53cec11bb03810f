# loses: test_largest_stable_step
# because: the loss is divided by n

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 2 * len(X) / np.linalg.norm(X, 2) ** 2
