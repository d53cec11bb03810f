# loses: test_sample_size
# because: rounded to the nearest integer

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return max(1, round(math.log(2 * functions / delta) / (2 * eps**2)))
