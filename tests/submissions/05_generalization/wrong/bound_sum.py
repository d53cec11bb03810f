# loses: test_rademacher_linear_bound
# because: the lengths added up

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.sum(np.linalg.norm(X, axis=1)) / np.sqrt(len(X))
