# loses: test_guaranteed_radius
# because: whole numbers

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return (1 - c) / 4 * math.isqrt(d)
