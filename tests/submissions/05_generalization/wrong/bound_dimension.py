# loses: test_rademacher_linear_bound
# because: the dimension below the line

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.linalg.norm(X, axis=1)) / np.sqrt(X.shape[1])
