# loses: test_guaranteed_radius
# because: the 4 under the root

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return (1 - c) * math.sqrt(d / 4)
