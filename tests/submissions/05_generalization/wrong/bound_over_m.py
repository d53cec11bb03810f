# loses: test_rademacher_linear_bound
# because: m below the line, not its root

# %% rademacher_linear_bound
import numpy as np


def rademacher_linear_bound(X, radius):
    return radius * np.max(np.linalg.norm(X, axis=1)) / len(X)
