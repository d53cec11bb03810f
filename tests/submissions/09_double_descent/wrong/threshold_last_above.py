# loses: test_interpolation_threshold
# because: the last size that does not fit yet

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[max(np.argmax(train_errors <= tolerance) - 1, 0)])
