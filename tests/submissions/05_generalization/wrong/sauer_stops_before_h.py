# loses: test_sauer_bound
# because: the last summand left out

# %% sauer_bound
import math


def sauer_bound(n, h):
    return sum(math.comb(n, i) for i in range(min(n, h)))
