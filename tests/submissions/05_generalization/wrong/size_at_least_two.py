# loses: test_sample_size
# because: never fewer than two data points

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return max(2, math.ceil(math.log(2 * functions / delta) / (2 * eps**2)))
