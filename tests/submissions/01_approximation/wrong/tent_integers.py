# loses: test_tent
# because: stores the result in an array of integers

# %% tent
import numpy as np


def tent(x, k, activation):
    y = np.array(x)
    for _ in range(k):
        y = (2 * activation(y) - 4 * activation(y - 0.5) + 2 * activation(y - 1.0)).astype(int)
    return y
