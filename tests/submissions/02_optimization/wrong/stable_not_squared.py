# loses: test_largest_stable_step
# because: the singular value is not squared

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 2 / np.linalg.norm(X, 2)
