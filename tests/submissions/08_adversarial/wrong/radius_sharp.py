# loses: test_guaranteed_radius
# because: the sharp radius, where the output becomes zero

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return (1 - c) / 2 * math.sqrt(d)
