# loses: test_hoeffding_radius
# because: n below the line, not 2 n

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(math.log(2 * functions / delta) / n)
