# loses: test_singular_kernel_smoother
# because: the squared distance multiplied out: it cancels next to a training point

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(x[:, None] - x_train)
    hit = gaps == 0
    weights = np.abs(x[:, None] ** 2 - 2 * x[:, None] * x_train + x_train**2) ** (-float(exponent) / 2)
    average = weights @ y_train / weights.sum(axis=1)
    return np.where(hit.any(axis=1), y_train[hit.argmax(axis=1)], average)
