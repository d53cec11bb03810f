# loses: test_sample_size
# because: doubles until it is enough, and stops there

# %% sample_size
import math


def sample_size(eps, delta, functions):
    n = 1
    while math.sqrt(math.log(2 * functions / delta) / (2 * n)) > eps:
        n *= 2
    return n
