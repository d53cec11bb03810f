# loses: test_interpolation_threshold
# because: adds 10^-12 to the tolerance

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[np.argmax(train_errors <= tolerance + 1e-12)])
