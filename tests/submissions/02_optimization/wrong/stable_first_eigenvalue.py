# loses: test_largest_stable_step
# because: takes the first eigenvalue of an unordered list

# %% largest_stable_step
import numpy as np


def largest_stable_step(X):
    return 2 / np.linalg.eig(X.T @ X)[0].real[0]
