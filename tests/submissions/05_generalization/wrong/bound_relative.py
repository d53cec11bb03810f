# loses: test_rademacher_linear_bound
# because: divides by the longest and multiplies again

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    longest = np.linalg.norm(X, axis=1).max()
    return radius * np.linalg.norm(X / longest, axis=1).max() * longest / np.sqrt(len(X))
