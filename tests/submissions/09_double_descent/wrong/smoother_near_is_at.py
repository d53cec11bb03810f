# loses: test_singular_kernel_smoother
# because: np.isclose takes points near a training point for it

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(x[:, None] - x_train)
    hit = np.isclose(gaps, 0)
    weights = np.where(hit, 1.0, gaps) ** -float(exponent)
    average = weights @ y_train / weights.sum(axis=1)
    return np.where(hit.any(axis=1), y_train[hit.argmax(axis=1)], average)
