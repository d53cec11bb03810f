# loses: test_optimal_step
# because: one over the sum of the two eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.linalg.eigvalsh(X.T @ X)
    return 1 / (values[0] + values[-1])
