# loses: test_guaranteed_radius
# because: the root of (1 - c) d

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return math.sqrt((1 - c) * d) / 4
