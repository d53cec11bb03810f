# loses: test_sample_size
# because: a float with an integer value

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return float(math.ceil(math.log(2 * functions / delta) / (2 * eps**2)))
