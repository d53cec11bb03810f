# loses: test_interpolation_threshold
# because: the size with the smallest error

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[np.argmin(train_errors)])
