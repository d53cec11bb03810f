# loses: test_hoeffding_radius
# because: the probability for a radius delta

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return min(1.0, 2 * functions * math.exp(-2 * n * delta**2 / width**2))
