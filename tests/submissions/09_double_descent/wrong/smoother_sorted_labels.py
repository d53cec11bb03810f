# loses: test_singular_kernel_smoother
# because: training points sorted without their labels

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(x[:, None] - np.sort(x_train))
    hit = gaps == 0
    weights = np.where(hit, 1.0, gaps) ** -float(exponent)
    average = weights @ y_train / weights.sum(axis=1)
    return np.where(hit.any(axis=1), y_train[hit.argmax(axis=1)], average)
