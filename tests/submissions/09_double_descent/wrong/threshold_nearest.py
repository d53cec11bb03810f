# loses: test_interpolation_threshold
# because: the size whose error is nearest to the tolerance

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[np.argmin(np.abs(train_errors - tolerance))])
