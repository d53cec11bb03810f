# loses: test_sample_size
# because: the number of functions left out

# %% sample_size
import math


def sample_size(eps, delta, functions):
    return math.ceil(math.log(2 / delta) / (2 * eps**2))
