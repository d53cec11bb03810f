# loses: test_rademacher_linear_bound
# because: the operator norm

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.linalg.norm(X, 2) / np.sqrt(len(X))
