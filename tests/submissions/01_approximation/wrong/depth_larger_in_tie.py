# loses: test_best_depth
# because: takes the larger L in the tie at m = 2

# %% best_depth
import math


def best_depth(m):
    return 2 if m == 2 else round(2 * m / math.e)
