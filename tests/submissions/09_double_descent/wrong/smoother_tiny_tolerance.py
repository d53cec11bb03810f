# loses: test_singular_kernel_smoother
# because: takes a point within 10^-14 of a training point for it

# %% singular_kernel_smoother
import numpy as np


def singular_kernel_smoother(x_train, y_train, x, exponent):
    values = np.empty(len(x))
    for i, point in enumerate(x):
        distance = np.abs(point - x_train)
        nearest = distance.argmin()
        weights = np.ones(1) if distance[nearest] < 1e-14 else distance ** -float(exponent)
        values[i] = y_train[nearest] if len(weights) < len(x_train) else weights @ y_train / weights.sum()
    return values
