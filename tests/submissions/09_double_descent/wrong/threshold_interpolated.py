# loses: test_interpolation_threshold
# because: where a line between two models crosses the tolerance

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(np.ceil(np.interp(-tolerance, -train_errors, sizes)))
