# loses: test_singular_kernel_smoother
# because: weights that grow with the distance

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(x[:, None] - x_train)
    hit = gaps == 0
    weights = gaps ** float(exponent)
    average = weights @ y_train / weights.sum(axis=1)
    return np.where(hit.any(axis=1), y_train[hit.argmax(axis=1)], average)
