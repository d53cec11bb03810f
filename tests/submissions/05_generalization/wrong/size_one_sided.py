# loses: test_sample_size
# because: log(1/delta), for one side only

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.ceil(math.log(functions / delta) / (2 * eps**2))
