# loses: test_singular_kernel_smoother
# because: no case for the training points: not a number there

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    weights = np.abs(x[:, None] - x_train) ** -float(exponent)
    return weights @ y_train / weights.sum(axis=1)
