# loses: test_sample_size
# because: one too many

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.ceil(math.log(2 * functions / delta) / (2 * eps**2)) + 1
