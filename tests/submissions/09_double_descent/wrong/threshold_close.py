# loses: test_interpolation_threshold
# because: a margin around the tolerance

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[(train_errors <= tolerance) | np.isclose(train_errors, tolerance)][0])
