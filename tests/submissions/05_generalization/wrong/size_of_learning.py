# loses: test_sample_size
# because: twice the deviation, as for the best of the class

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.ceil(2 * math.log(2 * functions / delta) / eps**2)
