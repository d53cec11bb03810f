# loses: test_sample_size
# because: rounded down

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.floor(math.log(2 * functions / delta) / (2 * eps**2))
