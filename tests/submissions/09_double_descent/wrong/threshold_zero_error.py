# loses: test_interpolation_threshold
# because: the tolerance is ignored

# %% interpolation_threshold
import numpy as np


def interpolation_threshold(train_errors, sizes, tolerance):
    return int(sizes[np.argmax(train_errors == train_errors[-1])])
