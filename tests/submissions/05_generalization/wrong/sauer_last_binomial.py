# loses: test_sauer_bound
# because: the last summand only

# %% sauer_bound
import math


def sauer_bound(n, h):
    return math.comb(n, h)
