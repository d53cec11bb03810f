# loses: test_hoeffding_radius
# because: the root forgotten

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.log(2 * functions / delta) / (2 * n)
