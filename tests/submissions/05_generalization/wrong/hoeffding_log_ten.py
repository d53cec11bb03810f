# loses: test_hoeffding_radius
# because: logarithms to the base 10

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(math.log10(2 * functions / delta) / (2 * n))
