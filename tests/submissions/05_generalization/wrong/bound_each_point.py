# loses: test_rademacher_linear_bound
# because: one bound for each point

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.linalg.norm(X, axis=1) / np.sqrt(len(X))
