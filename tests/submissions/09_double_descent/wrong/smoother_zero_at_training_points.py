# loses: test_singular_kernel_smoother
# because: weight zero where the distance is zero: the point itself is left out

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    gaps = np.abs(x[:, None] - x_train)
    hit = gaps == 0
    weights = np.where(hit, 0.0, np.where(hit, 1.0, gaps) ** -float(exponent))
    return weights @ y_train / weights.sum(axis=1)
