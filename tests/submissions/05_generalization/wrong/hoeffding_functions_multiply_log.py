# loses: test_hoeffding_radius
# because: the number of functions multiplies the logarithm

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(functions * math.log(2 / delta) / (2 * n))
