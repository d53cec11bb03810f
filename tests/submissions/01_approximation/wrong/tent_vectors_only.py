# loses: test_tent
# because: works for vectors only: the shape of x is lost

# %% tent
import numpy as np


def tent(x, k, activation):
    y = np.ravel(x)
    for _ in range(k):
        y = 2 * activation(y) - 4 * activation(y - 0.5) + 2 * activation(y - 1.0)
    return y
