# loses: test_guaranteed_radius
# because: half the distance to the nearest data point

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return math.sqrt(2 * d * (1 - c)) / 2
