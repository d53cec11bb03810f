# loses: test_optimal_step
# because: the best of a thousand steps

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.linalg.eigvalsh(X.T @ X)
    steps = np.linspace(0, 2 / values[-1], 1001)
    return steps[np.argmin(np.abs(1 - np.outer(steps, values)).max(axis=1))]
