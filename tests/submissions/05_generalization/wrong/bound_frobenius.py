# loses: test_rademacher_linear_bound
# because: the sharper bound by all points

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.linalg.norm(X) / len(X)
