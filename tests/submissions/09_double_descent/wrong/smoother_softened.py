# loses: test_singular_kernel_smoother
# because: 1e-12 added to the distance

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    weights = (np.abs(x[:, None] - x_train) + 1e-12) ** -float(exponent)
    return weights @ y_train / weights.sum(axis=1)
