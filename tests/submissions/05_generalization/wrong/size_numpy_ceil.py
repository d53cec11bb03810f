# loses: test_sample_size
# because: np.ceil returns a float

# %% sample_size
import numpy as np


def sample_size(eps, delta, functions):
    return np.ceil(np.log(2 * functions / delta) / (2 * eps**2))
