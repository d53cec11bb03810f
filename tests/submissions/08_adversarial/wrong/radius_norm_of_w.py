# loses: test_guaranteed_radius
# because: the norm of w in place of what it may do

# %% guaranteed_radius
import math


def guaranteed_radius(d, c):
    return 2 / (math.sqrt(d) * (1 - c))
