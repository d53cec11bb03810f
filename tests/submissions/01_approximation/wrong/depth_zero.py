# loses: test_best_depth
# because: allows L = 0 for a single unit

# %% best_depth
import math


def best_depth(m):
    return math.floor(2 * m / math.e)
