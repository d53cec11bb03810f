# loses: test_rademacher_linear_bound
# because: the longest column

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.linalg.norm(X, axis=0)) / np.sqrt(len(X))
