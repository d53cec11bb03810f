# loses: test_singular_kernel_smoother
# because: one training point among x, and all points get its label

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(x[:, None] - x_train)
    hit = gaps == 0
    weights = np.where(hit, 1.0, gaps) ** -float(exponent)
    average = weights @ y_train / weights.sum(axis=1)
    return np.full(len(x), y_train[hit.argmax(axis=1)[0]]) if hit.any() else average
