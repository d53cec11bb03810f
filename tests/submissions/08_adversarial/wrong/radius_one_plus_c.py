# loses: test_guaranteed_radius
# because: 1 + c for 1 - c

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return (1 + c) / 4 * math.sqrt(d)
