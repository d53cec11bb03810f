# loses: test_optimal_step
# because: takes the ends of an unordered list of eigenvalues

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.linalg.eig(X.T @ X)[0].real
    return 2 / (values[0] + values[-1])
