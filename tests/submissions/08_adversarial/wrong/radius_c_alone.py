# loses: test_guaranteed_radius
# because: c for 1 - c

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return c / 4 * math.sqrt(d)
