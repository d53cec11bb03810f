# loses: test_best_depth
# because: the powers overflow to infinity and the first infinity wins

# %% best_depth
import numpy as np


def best_depth(m):
    L = np.arange(1, 2 * m + 1)
    return int(L[np.argmax((2 * m / L) ** L)])
