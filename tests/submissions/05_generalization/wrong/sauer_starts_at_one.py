# loses: test_sauer_bound
# because: the first summand left out

# %% sauer_bound
import math


def sauer_bound(n, h):
    return sum(math.comb(n, i) for i in range(1, min(n, h) + 1))
