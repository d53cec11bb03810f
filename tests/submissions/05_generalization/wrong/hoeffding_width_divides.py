# loses: test_hoeffding_radius
# because: the width below the line

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return math.sqrt(math.log(2 * functions / delta) / (2 * n)) / width
