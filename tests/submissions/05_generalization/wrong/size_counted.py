# loses: test_sample_size
# because: counts up one by one

# %% sample_size
import math


def sample_size(eps, delta, functions):
    n = 1
    while math.sqrt(math.log(2 * functions / delta) / (2 * n)) > eps:
        n += 1
    return n
