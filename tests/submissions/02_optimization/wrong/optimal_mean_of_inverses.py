# loses: test_optimal_step
# because: the mean of the two inverse eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.linalg.eigvalsh(X.T @ X)
    return (1 / values[0] + 1 / values[-1]) / 2
