# loses: test_hoeffding_radius
# because: an array of one number

# %% hoeffding_radius
import numpy as np


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return np.array([width]) * np.sqrt(np.log(2 * functions / delta) / (2 * n))
