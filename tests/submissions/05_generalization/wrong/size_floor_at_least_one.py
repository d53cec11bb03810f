# loses: test_sample_size
# because: rounded down, but at least 1

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return max(1, int(math.log(2 * functions / delta) / (2 * eps**2)))
