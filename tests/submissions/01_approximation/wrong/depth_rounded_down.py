# loses: test_best_depth
# because: always rounds the real maximizer down

# %% best_depth
import math


def best_depth(m):
    return max(1, math.floor(2 * m / math.e))
