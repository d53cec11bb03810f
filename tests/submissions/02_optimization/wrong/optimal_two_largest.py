# loses: test_optimal_step
# because: the two largest eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.linalg.eigvalsh(X.T @ X)
    return 2 / (values[-1] + values[max(len(values) - 2, 0)])
