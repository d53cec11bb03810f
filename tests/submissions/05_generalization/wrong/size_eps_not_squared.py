# loses: test_sample_size
# because: eps, not its square

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.ceil(math.log(2 * functions / delta) / (2 * eps))
