# loses: test_hoeffding_radius
# because: Chebyshev's inequality

# %% hoeffding_radius
import math


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(functions / (4 * n * delta))
