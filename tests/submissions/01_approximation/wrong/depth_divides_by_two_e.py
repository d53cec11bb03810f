# loses: test_best_depth
# because: maximizes (m / L)^L: loses the factor 2

# %% best_depth
import math


def best_depth(m):
    return max(1, round(m / math.e))
