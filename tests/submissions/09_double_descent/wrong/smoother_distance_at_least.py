# loses: test_singular_kernel_smoother
# because: distances of at least 1e-10

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    weights = np.maximum(np.abs(x[:, None] - x_train), 1e-10) ** -float(exponent)
    return weights @ y_train / weights.sum(axis=1)
