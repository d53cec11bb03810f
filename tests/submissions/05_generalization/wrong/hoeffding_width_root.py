# loses: test_hoeffding_radius
# because: the width goes under the root

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return math.sqrt(width * math.log(2 * functions / delta) / (2 * n))
