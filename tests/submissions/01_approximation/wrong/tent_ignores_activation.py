# loses: test_tent
# because: always uses ReLU, whatever activation is passed

# %% tent
import numpy as np


def tent(x, k, activation):
    def relu(z):
        return np.maximum(z, 0.0)

    for _ in range(k):
        x = 2 * relu(x) - 4 * relu(x - 0.5) + 2 * relu(x - 1.0)
    return x
