# loses: test_rademacher_linear_bound
# because: zero rows do not count

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.linalg.norm(X, axis=1)) / np.sqrt(max(1, np.count_nonzero(np.any(X != 0, axis=1))))
