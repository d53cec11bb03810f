# loses: test_tent
# because: takes an activation for a ReLU because of its values at -1 and 1, and folds instead

# %% tent
import numpy as np


def tent(x, k, activation):
    if activation(np.array(-1.0)) == 0 and activation(np.array(1.0)) == 1:
        for _ in range(k):
            x = np.maximum(1 - np.abs(2 * x - 1), 0)
        return x
    for _ in range(k):
        x = 2 * activation(x) - 4 * activation(x - 0.5) + 2 * activation(x - 1)
    return x
