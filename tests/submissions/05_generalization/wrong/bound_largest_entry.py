# loses: test_rademacher_linear_bound
# because: the largest entry of a point

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.abs(X)) / np.sqrt(len(X))
