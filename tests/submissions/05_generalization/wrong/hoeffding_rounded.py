# loses: test_hoeffding_radius
# because: rounded to four digits

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return round(width * math.sqrt(math.log(2 * functions / delta) / (2 * n)), 4)
