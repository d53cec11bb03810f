# loses: test_hoeffding_radius
# because: 2 log(N / delta) in place of log(2 N / delta)

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(2 * math.log(functions / delta) / (2 * n))
