# loses: test_optimal_step
# because: the largest stable step for the best one

# %% optimal_step
import numpy as np


def optimal_step(X):
    return 2 / np.linalg.norm(X, 2) ** 2
