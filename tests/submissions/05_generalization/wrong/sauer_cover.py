# loses: test_sauer_bound
# because: twice Cover's sum

# %% sauer_bound
import math


def sauer_bound(n, h):
    return 2 * sum(math.comb(n - 1, i) for i in range(min(n, h + 1)))
