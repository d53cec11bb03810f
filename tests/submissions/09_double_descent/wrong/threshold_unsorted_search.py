# loses: test_interpolation_threshold
# because: searches decreasing errors as if they increased

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[min(np.searchsorted(train_errors, tolerance), len(sizes) - 1)])
