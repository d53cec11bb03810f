# loses: test_interpolation_threshold
# because: the place in place of the size

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(np.argmax(train_errors <= tolerance))
