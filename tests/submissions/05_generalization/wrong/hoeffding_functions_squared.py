# loses: test_hoeffding_radius
# because: the union bound over pairs of functions

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(math.log(2 * functions**2 / delta) / (2 * n))
