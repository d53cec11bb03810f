# loses: test_best_depth
# because: always rounds the real maximizer up

# %% best_depth
import math


def best_depth(m):
    return math.ceil(2 * m / math.e)
