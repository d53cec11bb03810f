# loses: test_rademacher_linear_bound
# because: twice the complexity

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return 2 * radius * np.max(np.linalg.norm(X, axis=1)) / np.sqrt(len(X))
