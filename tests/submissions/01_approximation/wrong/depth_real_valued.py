# loses: test_best_depth
# because: returns the maximizer over the real numbers

# %% best_depth
import math


def best_depth(m):
    return 2 * m / math.e
