# loses: test_rademacher_linear_bound
# because: the 1-norm of a point

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.sum(np.abs(X), axis=1)) / np.sqrt(len(X))
