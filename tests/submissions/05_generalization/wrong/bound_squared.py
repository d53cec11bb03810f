# loses: test_rademacher_linear_bound
# because: the square of the longest

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.sum(X**2, axis=1)) / np.sqrt(len(X))
