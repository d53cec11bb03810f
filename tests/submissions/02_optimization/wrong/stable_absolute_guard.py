# loses: test_largest_stable_step
# because: adds a little to the denominator

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 2 / (np.linalg.norm(X, 2) ** 2 + 1e-12)
