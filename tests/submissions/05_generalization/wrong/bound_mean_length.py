# loses: test_rademacher_linear_bound
# because: the mean length

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.mean(np.linalg.norm(X, axis=1)) / np.sqrt(len(X))
