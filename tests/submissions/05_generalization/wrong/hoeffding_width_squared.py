# loses: test_hoeffding_radius
# because: the width stays squared

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width**2 * math.sqrt(math.log(2 * functions / delta) / (2 * n))
