# loses: test_hoeffding_radius
# because: cut off at the width, where the bound says nothing

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return min(width, width * math.sqrt(math.log(2 * functions / delta) / (2 * n)))
