# loses: test_sample_size
# because: eps larger than 1 taken for 1

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.ceil(math.log(2 * functions / delta) / (2 * min(eps, 1) ** 2))
