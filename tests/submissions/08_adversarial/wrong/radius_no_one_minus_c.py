# loses: test_guaranteed_radius
# because: 1 - c is missing

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return math.sqrt(d) / 4
