# loses: test_largest_stable_step
# because: the condition of the notes for SGD

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 1 / (2 * np.linalg.norm(X, 2) ** 2)
