# loses: test_optimal_step
# because: the loss is divided by n

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.linalg.eigvalsh(X.T @ X) / len(X)
    return 2 / (values[0] + values[-1])
