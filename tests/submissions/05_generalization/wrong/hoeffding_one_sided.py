# loses: test_hoeffding_radius
# because: log(1/delta), for one side only

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(math.log(functions / delta) / (2 * n))
